"""What pictures are called: words from file names, and the Unicode names and keywords of emoji."""

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from fetch import Shelf

__all__ = ["Emoji", "EmojiNames", "emoji_names", "has_skin_tone", "words"]

TONED_NAME = re.compile(r"(.+?)-(?:tone-?([1-5])|(?:medium-light|medium-dark|light|medium|dark)(?:-skin-tone)?)")
TONE_WORDS = re.compile(r"\bskin tone\b|\btone ?[1-5]\b")


def words(name: str) -> str:
    """A file name as small words: "mapPin-2_off" is "map pin 2 off"."""
    spaced = re.sub(r"([a-z])([A-Z0-9])", r"\1 \2", name)
    spaced = re.sub(r"([0-9])([A-Za-z]{2,})", r"\1 \2", spaced)
    return re.sub(r"[\s_\-]+", " ", spaced).strip().lower()


def has_skin_tone(caption: str) -> bool:
    """Whether a caption names a skin tone: such variants of one drawing are not used."""
    return TONE_WORDS.search(caption) is not None


@dataclass(frozen=True, slots=True)
class Emoji:
    """One emoji by Unicode: `base` is the code point sequence without skin tone, as "1f1eb-1f1f7"."""

    label: str
    tags: tuple[str, ...]
    base: str
    group: str
    subgroup: str
    toned: bool


@dataclass(slots=True)
class EmojiNames:
    """Emoji by code points and by the names that vendors give their files."""

    by_code: dict[str, Emoji] = field(default_factory=dict)
    by_slug: dict[str, Emoji] = field(default_factory=dict)
    by_letters: dict[str, Emoji] = field(default_factory=dict)

    def add(self, code: str, emoji: Emoji) -> None:
        """Enter an emoji under its code points and its names; of two with one name the first stays."""
        slug = _slug(emoji.label)
        self.by_code[_plain(code)] = emoji
        for name in (slug, slug.removesuffix("-skin-tone")):
            self.by_slug.setdefault(name, emoji)
        self.by_letters.setdefault(slug.replace("-", ""), emoji)
        if emoji.label.startswith("flag: "):
            country = _slug(emoji.label.removeprefix("flag: "))
            for name in (f"flag-for-flag-{country}", f"flag-for-{country}"):
                self.by_slug.setdefault(name, emoji)

    def of_code(self, code: str) -> Emoji | None:
        """The emoji of a code point sequence such as "1f1eb-1f1f7"; variation selectors don't count."""
        return self.by_code.get(_plain(code))

    def of_name(self, name: str) -> Emoji | None:
        """The emoji that a vendor's file name means."""
        name = name.lower()
        near = (name, re.sub(r"-\d+$", "", name), name.removesuffix("-face"), "flag-" + name.removeprefix("flag-for-"))
        found = next((self.by_slug[form] for form in near if form in self.by_slug), None)
        return found or self.by_letters.get(name.replace("-", ""))

    def is_toned(self, name: str) -> bool:
        """Whether a file name means an emoji in a skin tone."""
        name = name.lower()
        found = TONED_NAME.fullmatch(name)
        if name in self.by_slug or not found:
            return False
        return found[2] is not None or any(f"{found[1]}-{tone}-skin-tone" in self.by_slug for tone in ("dark", "light"))


@cache
def emoji_names(shelf: Shelf) -> EmojiNames:
    """The English names and keywords of emojibase-data, which are those of Unicode's CLDR."""
    files = shelf.members("emojibase-data", "package/en/data.json", "package/meta/groups.json")
    groups = json.loads(files["package/meta/groups.json"])
    names = EmojiNames()
    for entry in json.loads(files["package/en/data.json"]):
        for code, emoji in _variants(entry, groups):
            names.add(code, emoji)
    return names


def _variants(entry: dict[str, Any], groups: dict[str, Any]) -> Iterator[tuple[str, Emoji]]:
    for variant in (entry, *entry.get("skins", ())):
        yield (
            variant["hexcode"],
            Emoji(
                label=variant["label"],
                tags=tuple(entry.get("tags", ())),
                base=_plain(entry["hexcode"]),
                group=groups["groups"].get(str(entry.get("group")), ""),
                subgroup=groups["subgroups"].get(str(entry.get("subgroup")), ""),
                toned="tone" in variant,
            ),
        )


def _plain(code: str) -> str:
    return "-".join(point.lstrip("0") or "0" for point in code.lower().split("-") if point != "fe0f")


def _slug(label: str) -> str:
    plain = re.sub("[’'“”!]", "", label.lower().replace("&", "and"))
    letters = (letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", "".join(letters)).strip("-")
