"""The embeddings of a run by the name of their encoder, or any folder's by its path."""

from pathlib import Path

from scotoma.embeddings.reading import open_embeddings
from scotoma.embeddings.shards import folder_name, read_manifest
from scotoma.embeddings.table import Embeddings
from scotoma.errors import UnknownName
from scotoma.registry import unknown

__all__ = ["encoders_of", "open_named"]


def encoders_of(run: Path) -> list[str]:
    """The names of the encoders whose embeddings a run folder holds, sorted."""
    return sorted(str(read_manifest(path.parent)["encoder"]["name"]) for path in run.glob("embeddings/*/manifest.json"))


def open_named(run: Path, name: str) -> Embeddings:
    """The embeddings that the encoder `name` left in the run folder, or those in the folder `name`.

    Raises:
        UnknownName: there are neither; the message gives the run's encoders nearest to the name.
        UnreadableSource, BrokenFile, ShapeMismatch: as `open_embeddings`.
    """
    folder = run / "embeddings" / folder_name(name)
    if folder.is_dir():
        return open_embeddings(folder)
    if Path(name).is_dir():
        return open_embeddings(name)
    raise UnknownName(f"{unknown('encoder', name, encoders_of(run))} That is what {run} holds embeddings of.")
