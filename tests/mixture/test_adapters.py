"""Adapters in their file, each under its own tower."""

import json
from pathlib import Path
from typing import Any

import pytest

from scotoma.errors import BrokenFile, RunMismatch
from scotoma.mixture.adapters import load_adapters, save_adapters
from tests.mixture.checkpoints import language, tower


def mixture(
    folder: Path, kind: str = "interleaved", families: tuple[str, ...] = ("clip", "dinov2"), **more: Any
) -> Any:
    """A small mixture of these towers."""
    from scotoma.mixture.building import TowerSource, build_mixture

    sources = [TowerSource(tower(folder, family)) for family in families]
    return build_mixture(sources, language(), mixture=kind, **more)[0]


def weights(model: Any) -> list[dict[str, Any]]:
    """A copy of each adapter's weights."""
    return [{name: each.clone() for name, each in adapter.state_dict().items()} for adapter in model.adapters]


def same(left: dict[str, Any], right: dict[str, Any]) -> bool:
    return all(bool((left[name] == right[name]).all()) for name in left)


def test_each_adapter_comes_back_to_its_own_tower(tmp_path: Path) -> None:
    # The paper's code kept every parameter with "mm_projector" in its name, dino_mm_projector's too, and on loading cut
    # the names down to what follows "mm_projector.": DINO's adapter came later and overwrote CLIP's.
    saved = mixture(tmp_path, seed=1)
    first, second = weights(saved)
    assert not same(first, second)
    digest = save_adapters(tmp_path / "stage1", saved)
    other = mixture(tmp_path, seed=2)
    assert not same(weights(other)[0], first)
    assert load_adapters(tmp_path / "stage1", other) == digest
    assert same(weights(other)[0], first)
    assert same(weights(other)[1], second)


def test_no_adapters_name_contains_anothers(tmp_path: Path) -> None:
    from safetensors.torch import load_file

    save_adapters(tmp_path, mixture(tmp_path))
    names = set(load_file(tmp_path / "adapters.safetensors"))
    assert names == {f"{number}.{layer}.{part}" for number in (0, 1) for layer in (0, 2) for part in ("weight", "bias")}
    towers = json.loads((tmp_path / "adapters.json").read_text())["adapters"]
    assert [[Path(name).name for name in each] for each in towers] == [["clip"], ["dinov2"]]


def test_adapters_of_other_towers_are_refused(tmp_path: Path) -> None:
    save_adapters(tmp_path / "stage1", mixture(tmp_path))
    turned = mixture(tmp_path, families=("dinov2", "clip"))
    with pytest.raises(
        RunMismatch, match=r"holds adapters of hf:.*clip, hf:.*dinov2; this mixture's are of hf:.*dinov2, "
    ):
        load_adapters(tmp_path / "stage1", turned)
    joint = mixture(tmp_path, "additive", ssl_ratio=0.5)
    with pytest.raises(RunMismatch, match=r"this mixture's are of hf:.*clip with hf:.*dinov2\. Begin from the stage 1"):
        load_adapters(tmp_path / "stage1", joint)
    with pytest.raises(RunMismatch, match=r"adapters\.safetensors holds adapters of other shapes"):
        load_adapters(tmp_path / "stage1", mixture(tmp_path, adapter="linear"))


def test_a_file_that_is_not_the_manifests_is_refused(tmp_path: Path) -> None:
    model = mixture(tmp_path)
    save_adapters(tmp_path, model)
    data = bytearray((tmp_path / "adapters.safetensors").read_bytes())
    data[-1] ^= 1
    (tmp_path / "adapters.safetensors").write_bytes(data)
    with pytest.raises(BrokenFile, match=r"has another sha256 than adapters\.json says.*Train stage 1 again"):
        load_adapters(tmp_path, model)
