"""The `mix:` models: a language model fed by several encoders.

Its place is here: `load_mixture` is to return an `ImageTextModel`, and everything above the models then asks it like
any other.
"""

from pathlib import Path

from scotoma.errors import MissingCheckpoint, UnsupportedCheckpoint
from scotoma.models.options import ModelOptions
from scotoma.models.protocol import ImageTextModel

__all__ = ["load_mixture"]


def load_mixture(source: str, options: ModelOptions) -> ImageTextModel:
    """The mixture `mix:FOLDER`.

    Raises:
        MissingCheckpoint: there is no such folder.
        UnsupportedCheckpoint: always where there is one, for no mixture can be read yet.
    """
    folder = Path(source).expanduser()
    if not folder.is_dir():
        raise MissingCheckpoint(f"There is no folder {folder}. mix: takes the folder of a trained mixture.")
    raise UnsupportedCheckpoint(
        f"{folder} cannot be asked: this version of scotoma reads no mixtures yet. For a transformers checkpoint give "
        f"'hf:{source}'."
    )
