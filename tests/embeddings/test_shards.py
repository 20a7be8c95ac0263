import hashlib
import json
from pathlib import Path

import pytest

from scotoma.embeddings import embed
from scotoma.embeddings.shards import encoder_facts, folder_name
from tests.embeddings.small import Thumbs, memory, named

NAMES = [
    "toy:layout",
    "toy:Layout",
    "toy:layout.",
    "toy-layout",
    "hf:openai/clip",
    "hf:openai-clip",
    "hf:openai:clip",
    "hf:/home/somebody/models/" + "very-long/" * 30 + "clip",
    "hf:..",
    "hf:ä",
    "timm:vit_base_patch16_224.dino",
]


def test_folder_names_are_readable_safe_and_different() -> None:
    made = [folder_name(name) for name in NAMES]
    assert made[0] == "toy-layout"
    assert made[4] == f"hf-openai-clip-{hashlib.sha256(b'hf:openai/clip').hexdigest()[:8]}"
    assert made[-1] == "timm-vit_base_patch16_224.dino"
    assert len({name.lower() for name in made}) == len(NAMES)
    for name in made:
        assert len(name) <= 100
        assert set(name) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-")
        assert not name.startswith((".", "-"))
        assert not name.endswith(".")


def test_the_manifest_states_what_made_the_rows_and_the_hash_of_each_file(tmp_path: Path) -> None:
    embed(memory(7, p5=None), Thumbs(), out=tmp_path, shard_size=4)
    home = tmp_path / "embeddings" / "small-thumb"
    manifest = json.loads((home / "manifest.json").read_text())
    assert (manifest["kind"], manifest["version"]) == ("scotoma embeddings", 1)
    assert manifest["encoder"] == encoder_facts(Thumbs().facts.as_dict())
    assert manifest["encoder"]["preprocessing"]["mean"] == [0.5, 0.5, 0.5]
    assert (manifest["dtype"], manifest["normalised"], manifest["shard_size"]) == ("float16", True, 4)
    assert manifest["images"]["count"] == 7
    assert {"python", "numpy", "pyarrow", "pillow"} <= set(manifest["made_by"]["versions"])
    assert [(shard["start"], shard["stop"], shard["rows"]) for shard in manifest["shards"]] == [(0, 4, 4), (4, 7, 2)]
    for number, shard in enumerate(manifest["shards"]):
        rows = (home / f"img_emb/img_emb_0000{number}.npy").read_bytes()
        metadata = (home / f"metadata/metadata_0000{number}.parquet").read_bytes()
        assert shard["rows_sha256"] == hashlib.sha256(rows).hexdigest()
        assert shard["metadata_sha256"] == hashlib.sha256(metadata).hexdigest()


@pytest.mark.parametrize("name", ["hf:a/b", "hf:a-b"])
def test_each_encoder_writes_to_the_folder_of_its_name(tmp_path: Path, name: str) -> None:
    embed(memory(2), named(name), out=tmp_path)
    assert (tmp_path / "embeddings" / folder_name(name) / "manifest.json").is_file()
