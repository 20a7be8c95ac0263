"""A folder of images, with all folders below it."""

import os
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from scotoma.errors import EmptyCollection, UnreadableSource
from scotoma.images.formats import IMAGE_SUFFIXES
from scotoma.images.located import LocatedImages
from scotoma.images.ordering import as_id, natural_key, unique_ids
from scotoma.images.sources import SourceOptions
from scotoma.images.stores import absolute, file_system, is_url, reason, store_errors, suffix_of

__all__ = ["nothing_found", "open_folder"]


@dataclass(slots=True)
class Listing:
    """What a walk has found: relative names with "/" between folders."""

    images: list[str] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    others: Counter[str] = field(default_factory=Counter)


def open_folder(source: str, options: SourceOptions) -> LocatedImages:
    """Every image file below a folder (or a folder-like URL), in natural order; ids are the paths from the folder.

    A file is an image by its suffix, in either case; whether it holds one shows when it is read. Names that begin with
    a dot are skipped. Links are followed; each real folder is listed once, under its own name where it has one in the
    collection, so a loop of links ends and nothing is listed twice. A subfolder that cannot be listed, or a link that
    leads nowhere, is an entry of its own that reads as a BrokenImage: the images that it hides are missed aloud.

    Raises:
        UnreadableSource: the folder is not there, is no folder, or cannot be listed.
        EmptyCollection: no file below it has an image's suffix.
    """
    listing = _list_url(source) if is_url(source) else _list_folder(source)
    if not listing.images and not listing.problems:
        raise EmptyCollection(nothing_found(source, listing.others))
    names = sorted([*listing.images, *listing.problems], key=natural_key)
    problems = {index: listing.problems[name] for index, name in enumerate(names) if name in listing.problems}
    base = absolute(source)
    return LocatedImages(
        source, "folder", ids=unique_ids(map(as_id, names)), locations=names, base=base, problems=problems
    )


def nothing_found(source: str, others: Counter[str]) -> str:
    """The message for a place without images: what was looked for, and what is there instead."""
    count = others.total()
    kinds = ", ".join(f"{suffix or 'no suffix'} {n}" for suffix, n in others.most_common(5))
    found = f"{count:,} file{'s' if count != 1 else ''}, of which {kinds}" if count else "no files at all"
    return f"{source} holds no images: {found}. Looked for {', '.join(sorted(IMAGE_SUFFIXES))}."


def _list_url(source: str) -> Listing:
    system, root = file_system(source)
    try:
        paths = system.find(root)
    except store_errors() as error:
        raise UnreadableSource(f"{source} cannot be listed: {reason(error)}.") from error
    listing = Listing()
    for path in paths:
        name = path[len(root) :].lstrip("/")
        if not any(part.startswith(".") for part in name.split("/")):
            _sort_in(listing, name)
    return listing


def _list_folder(source: str) -> Listing:
    root = Path(source)
    if not root.exists():
        raise UnreadableSource(f"{source} does not exist (seen from {Path.cwd()}). Give a folder that holds images.")
    if not root.is_dir():
        raise UnreadableSource(f"{source} is not a folder. Leave the kind out and let it be found, or give a folder.")
    walk = _Walk()
    walk.enter(source, "")
    if "/" in walk.listing.problems:
        raise UnreadableSource(f"{source}: {walk.listing.problems['/']}. Check its permissions.")
    return walk.listing


class _Walk:
    """A walk that lists real folders first and links to folders last, each real folder once."""

    def __init__(self) -> None:
        self.listing = Listing()
        self._seen: set[tuple[int, int]] = set()
        self._links: list[tuple[str, str]] = []

    def enter(self, path: str, prefix: str) -> None:
        """List everything below `path`, whose name in the collection is `prefix` ("" or ending in "/")."""
        self._descend(path, prefix)
        while self._links:
            links, self._links = sorted(self._links, key=lambda link: natural_key(link[1])), []
            for link, name in links:
                self._descend(link, name)

    def _descend(self, path: str, prefix: str) -> None:
        waiting = [(path, prefix)]
        while waiting:
            waiting.extend(self._list(*waiting.pop()))

    def _list(self, path: str, prefix: str) -> Iterator[tuple[str, str]]:
        """Sort in the files of one folder; give its real subfolders."""
        try:
            found = os.stat(path)  # noqa: PTH116
            if (found.st_dev, found.st_ino) in self._seen:
                return
            self._seen.add((found.st_dev, found.st_ino))
            with os.scandir(path) as entries:
                visible = [entry for entry in entries if not entry.name.startswith(".")]
        except OSError as error:
            self.listing.problems[prefix or "/"] = f"the folder cannot be listed: {reason(error)}"
            return
        for entry in visible:
            name = prefix + entry.name
            if entry.is_dir(follow_symlinks=False):
                yield entry.path, f"{name}/"
            elif entry.is_symlink():
                self._follow(entry, name)
            else:
                _sort_in(self.listing, name)

    def _follow(self, entry: os.DirEntry[str], name: str) -> None:
        try:
            mode = entry.stat().st_mode
        except OSError as error:
            if not Path(name).suffix:  # it may have been a whole folder
                self.listing.problems[name] = f"the link leads nowhere: {reason(error)}"
            else:
                _sort_in(self.listing, name)
            return
        if stat.S_ISDIR(mode):
            self._links.append((entry.path, f"{name}/"))
        else:
            _sort_in(self.listing, name)


def _sort_in(listing: Listing, name: str) -> None:
    suffix = suffix_of(name)
    if suffix in IMAGE_SUFFIXES:
        listing.images.append(name)
    else:
        listing.others[suffix] += 1
