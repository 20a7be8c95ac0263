import shutil
from pathlib import Path

import pytest

from scotoma.embeddings import embed, encoders_of, open_named
from scotoma.errors import UnknownName
from tests.embeddings.small import Thumbs, memory, named


def test_a_run_lists_its_encoders_and_opens_them_by_name(tmp_path: Path) -> None:
    embed(memory(3), named("hf:some/clip"), out=tmp_path)
    embed(memory(3), Thumbs(), out=tmp_path)
    assert encoders_of(tmp_path) == ["hf:some/clip", "small:thumb"]
    assert open_named(tmp_path, "hf:some/clip").facts["name"] == "hf:some/clip"
    assert encoders_of(tmp_path / "nowhere") == []


def test_a_folder_of_embeddings_opens_by_its_path(tmp_path: Path) -> None:
    embed(memory(3), Thumbs(), out=tmp_path / "run")
    shutil.copytree(tmp_path / "run/embeddings/small-thumb", tmp_path / "elsewhere")
    assert len(open_named(tmp_path / "run", str(tmp_path / "elsewhere"))) == 3


def test_a_name_the_run_does_not_hold_gets_the_nearest(tmp_path: Path) -> None:
    embed(memory(3), Thumbs(), out=tmp_path)
    with pytest.raises(UnknownName, match=r"No encoder is named 'small:thump'. Did you mean 'small:thumb'\?"):
        open_named(tmp_path, "small:thump")
