"""Whether a checkpoint of the hub can be had, asked in a moment, before anything long begins."""

import http.client
import re
import urllib.error
import urllib.request
from collections.abc import Iterable, Sequence
from pathlib import Path

from scotoma.encoders.upstream import import_library, is_offline

__all__ = ["how_to_get", "is_repository", "not_to_be_had", "where_to_get"]

WEIGHTS = tuple(
    f"{name}{index}" for name in ("model.safetensors", "pytorch_model.bin") for index in ("", ".index.json")
)
TIMEOUT_S = 5.0  # the libraries' own retries take about 25 s to say the same


def is_repository(source: str) -> bool:
    """Whether `source` can name a repository of the hub: no such folder is there, and it does not look like a path."""
    if Path(source).expanduser().is_dir() or source.startswith("."):
        return False
    return re.fullmatch(r"[\w.-]+(/[\w.-]+)?", source) is not None


def not_to_be_had(repository: str, *, cache: Path | None = None, endpoint: str | None = None) -> str | None:
    """Why the repository cannot be read here, in a few words; None where the hub's cache holds it or the hub offers it.

    At most one question is asked of the hub, without a retry, and none where the cache holds configuration and weights
    or HF_HUB_OFFLINE is set. `cache` and `endpoint` are huggingface_hub's own by default.

    Raises:
        MissingExtra: huggingface_hub is not installed.
    """
    hub = import_library("huggingface_hub", "A checkpoint of the hub")

    def cached(name: str) -> bool:
        return isinstance(hub.try_to_load_from_cache(repository, name, cache_dir=cache), str)

    if cached("config.json") and any(map(cached, WEIGHTS)):
        return None
    if is_offline():
        return "HF_HUB_OFFLINE is set"
    return _refusal(hub.hf_hub_url(repository, "config.json", endpoint=endpoint), hub.utils.build_hf_headers())


def _refusal(url: str, headers: dict[str, str]) -> str | None:
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers, method="HEAD"), timeout=TIMEOUT_S):
            return None
    except urllib.error.HTTPError as error:
        return f"the hub refuses it ({error.code} {error.reason})"
    except (OSError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", error)
        return f"the hub cannot be reached ({getattr(reason, 'strerror', None) or reason})"


def where_to_get(repositories: Sequence[str], why: str) -> str:
    """What to tell somebody who has none of these repositories, and why they could not be had."""
    what = "The checkpoint {} is" if len(repositories) == 1 else "The checkpoints {} are"
    return f"{what.format(_listed(repositories))} not on this machine, and {why}. {how_to_get(repositories)}"


def how_to_get(repositories: Sequence[str]) -> str:
    """The commands that fetch these repositories into folders, and how the folders are then named."""
    folders = [repository.rpartition("/")[2] for repository in repositories]
    both = zip(repositories, folders, strict=True)
    commands = _listed(f"'hf download {repository} --local-dir {folder}'" for repository, folder in both)
    names = _listed(f"'hf:{folder}'" for folder in folders)
    bring = "the folder" if len(folders) == 1 else "the folders"
    return f"Where there is a network run {commands}, bring {bring} here, and give {names}."


def _listed(words: Iterable[str]) -> str:
    return " and ".join(words)
