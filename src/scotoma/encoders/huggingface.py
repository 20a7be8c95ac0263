"""The `hf:` encoders: a transformers checkpoint, from the hub's cache, the hub, or a local folder."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from scotoma.encoders.hub import how_to_get, is_repository, not_to_be_had, where_to_get
from scotoma.encoders.huggingface_processor import read_processor
from scotoma.encoders.huggingface_towers import Checkpoint, read_text_tower, read_vision_tower
from scotoma.encoders.protocol import Encoder
from scotoma.encoders.runtime import Options
from scotoma.encoders.towers import Stated, build_encoder
from scotoma.encoders.upstream import import_library, is_offline
from scotoma.errors import BrokenFile, MissingCheckpoint, UnsupportedCheckpoint

__all__ = ["folder_or_repository", "load_huggingface", "processor_settings", "reading_checkpoint"]


def load_huggingface(source: str, options: Options, *, name: str | None = None) -> Encoder:
    """The encoder `hf:SOURCE`: a hub repository, or a folder as `save_pretrained` writes it.

    CLIP and its kin give the projected image embedding, SigLIP the pooled one, other towers their class token after the
    final norm where they have one, else the model's own pooled output; `facts.vector` says which. Text towers are read
    at the first text. `name` is what the facts call it, "hf:SOURCE" by default.

    Raises:
        MissingCheckpoint: nothing of that name is on this machine, and it cannot be fetched.
        UnsupportedCheckpoint: a network or a preprocessing that scotoma does not read, or parameters that are missing.
        BrokenFile: a damaged weights or configuration file.
    """
    transformers = import_library("transformers", "An hf: encoder")
    where = folder_or_repository(source)
    with reading_checkpoint(source):
        config = transformers.AutoConfig.from_pretrained(where, trust_remote_code=False)
    checkpoint = Checkpoint(source, where, config)
    preprocessing = read_processor(processor_settings(source, where), f"hf:{source}")
    with reading_checkpoint(source):
        tower = read_vision_tower(checkpoint, preprocessing.side_px)
    stated = Stated(name or f"hf:{source}", config.model_type, preprocessing, tower.vector)

    def load_text() -> Any:
        with reading_checkpoint(source):
            return read_text_tower(checkpoint)

    return build_encoder(stated, tower.network, options, load_text if checkpoint.reads_text else None)


def folder_or_repository(source: str) -> str:
    """What transformers is to open: the folder where there is one, else the name on the hub.

    Raises:
        MissingCheckpoint: `source` can only be a folder, and there is none; or it is a repository that cannot be had.
        UnsupportedCheckpoint: a folder without a configuration.
    """
    folder = Path(source).expanduser()
    if folder.is_dir():
        if not (folder / "config.json").is_file():
            found = ", ".join(sorted(each.name for each in folder.iterdir())[:6]) or "nothing"
            raise UnsupportedCheckpoint(
                f"{folder} is not a transformers checkpoint: it holds {found}, and no config.json. Give the folder "
                "that save_pretrained or 'hf download' wrote."
            )
        return str(folder)
    if not is_repository(source):
        raise MissingCheckpoint(f"There is no folder {folder}. {how_to_get(['REPOSITORY'])}")
    if why := not_to_be_had(source):
        raise MissingCheckpoint(where_to_get([source], why))
    return source


@contextlib.contextmanager
def reading_checkpoint(source: str) -> Iterator[None]:
    """Turns what transformers raises while reading a checkpoint into errors of ours.

    Raises:
        MissingCheckpoint: weights are missing, or the repository cannot be fetched.
        UnsupportedCheckpoint: transformers cannot read it.
        BrokenFile: a file of it is damaged.
    """
    import pickle

    from safetensors import SafetensorError

    try:
        yield
    except OSError as error:
        raise _not_there(source, error) from error
    except (SafetensorError, pickle.UnpicklingError, EOFError) as error:
        raise _broken(source, error) from error
    except (ValueError, KeyError, RuntimeError, ImportError, AttributeError, TypeError) as error:
        if "PytorchStreamReader" in str(error):
            raise _broken(source, error) from error
        raise UnsupportedCheckpoint(f"transformers cannot read {source}: {_first_line(error)}") from error


def _not_there(source: str, error: OSError) -> Exception:
    folder = Path(source).expanduser()
    if folder.is_dir():
        if "valid JSON" in str(error):
            return _broken(source, error)
        return MissingCheckpoint(
            f"{folder} has a config.json but no weights that transformers reads ({_first_line(error)}). Copy "
            "model.safetensors (all of its parts) beside it."
        )
    why = "HF_HUB_OFFLINE is set" if is_offline() else "it could not be fetched from the hub"
    return MissingCheckpoint(where_to_get([source], why))


def _broken(source: str, error: BaseException) -> BrokenFile:
    return BrokenFile(f"A file of {source} is damaged ({_first_line(error)}). Download it again.")


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__)[:300]


def processor_settings(source: str, where: str) -> dict[str, Any]:
    """The image processor's settings: a file of their own, or part of the file of a processor for image and text.

    Raises:
        UnsupportedCheckpoint: the checkpoint has neither.
    """
    from transformers.utils.hub import cached_file

    for name in ("processor_config.json", "preprocessor_config.json"):
        with reading_checkpoint(source):
            path = cached_file(where, name, _raise_exceptions_for_missing_entries=False)
        if path is None:
            continue
        try:
            content: dict[str, Any] = json.loads(Path(path).read_bytes())
        except ValueError as error:
            raise BrokenFile(f"{path} is not JSON ({error}). Download it again.") from error
        if name == "preprocessor_config.json":
            return content
        if "image_processor" in content:
            nested: dict[str, Any] = content["image_processor"]
            return nested
    raise UnsupportedCheckpoint(
        f"{source} has no preprocessor_config.json, so nothing says how a picture becomes its input. Copy that file "
        "from the repository the weights came from."
    )
