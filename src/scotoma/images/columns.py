"""Which column of a table holds the images, and which the captions."""

import difflib
from typing import Any

from scotoma.errors import UnreadableSource

__all__ = ["choose_caption_column", "choose_image_column", "is_bytes", "is_text"]

# What tables call a path or a caption, the likelier first; compared in small letters.
PATH_NAMES = (
    *("image", "image_path", "img_path", "filepath", "file_path", "file_name", "filename", "path", "file", "img"),
    *("images", "picture", "photo", "jpg", "png"),
)
URL_NAMES = ("image_url", "img_url", "url", "uri", "image_uri", "coco_url")
CAPTION_NAMES = ("caption", "captions", "text", "alt", "alt_text", "description", "sentence", "sentences")


def choose_image_column(source: str, schema: Any, wanted: str | None) -> str:
    """The name of the column that holds images in a pyarrow schema: `wanted`, else the only column of encoded bytes
    (binary, or a struct of bytes and path as the hub's Image feature has), else the one named like a path or URL.

    Raises:
        UnreadableSource: there is no such column, none that holds images, or more than one that may.
    """
    if wanted is not None:
        return _named(source, schema, wanted)
    stored: list[str] = [field.name for field in schema if is_bytes(field.type)]
    if len(stored) > 1 and "image" in stored:
        return "image"
    if len(stored) > 1:
        raise UnreadableSource(
            f"{source} has {len(stored)} columns that may hold images: {_listed(stored)}. "
            "Name one with image_column= (--image-column)."
        )
    texts = {field.name.lower(): field.name for field in schema if is_text(field.type)}
    named = [texts[name] for name in (*PATH_NAMES, *URL_NAMES) if name in texts]
    if not stored and not named:
        raise UnreadableSource(
            f"{source} has no column that holds images: expected bytes, or paths under a name such as 'image_path'; "
            f"found {_listed(schema.names)}. Name one with image_column= (--image-column)."
        )
    return (stored or named)[0]


def choose_caption_column(source: str, schema: Any, wanted: str | None) -> str | None:
    """The name of the caption column: `wanted`, else the first of the usual names that holds text, else None.

    Raises:
        UnreadableSource: there is no column `wanted`.
    """
    if wanted is not None:
        return _named(source, schema, wanted)
    texts = {field.name.lower(): field.name for field in schema if is_text(field.type) or _is_texts(field.type)}
    return next((texts[name] for name in CAPTION_NAMES if name in texts), None)


def is_bytes(kind: Any) -> bool:
    """Whether a pyarrow type holds encoded images: binary, or a struct with a field `bytes`."""
    import pyarrow as pa

    if pa.types.is_struct(kind):
        return any(field.name == "bytes" for field in kind)
    return bool(pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_binary_view(kind))


def is_text(kind: Any) -> bool:
    """Whether a pyarrow type holds strings."""
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        return is_text(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def _is_texts(kind: Any) -> bool:
    import pyarrow as pa

    return bool((pa.types.is_list(kind) or pa.types.is_large_list(kind)) and is_text(kind.value_type))


def _named(source: str, schema: Any, wanted: str) -> str:
    if wanted in schema.names:
        return wanted
    near = difflib.get_close_matches(wanted, schema.names, n=3, cutoff=0.5)
    hint = f"Did you mean {' or '.join(map(repr, near))}?" if near else f"It has {_listed(schema.names)}."
    raise UnreadableSource(f"{source} has no column {wanted!r}. {hint}")


def _listed(names: list[str]) -> str:
    return ", ".join(map(repr, names)) or "no columns"
