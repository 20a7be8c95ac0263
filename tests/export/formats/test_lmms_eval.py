"""A task for lmms-eval: its YAML names what is there, and where lmms-eval is installed, its own loader takes it."""

import importlib.util
from pathlib import Path
from typing import Any

import pytest
import yaml

from scotoma.benchmark import open_benchmark
from scotoma.export import export_benchmark
from tests.export.sample import hostile_benchmark, sample_benchmark


def exported(folder: Path) -> Path:
    export_benchmark(open_benchmark(sample_benchmark(folder / "sample")), "lmms-eval", folder / "out")
    return folder / "out"


def test_every_function_that_the_yaml_names_is_there(tmp_path: Path) -> None:
    folder = exported(tmp_path)
    text = (folder / "sample.yaml").read_text()
    said = yaml.safe_load(text.replace("!function ", ""))
    spec = importlib.util.spec_from_file_location("exported_utils", folder / "utils.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    named = [line.rpartition("utils.")[2] for line in text.splitlines() if "!function" in line]
    assert named == [
        "doc_to_visual", "doc_to_text", "doc_to_target", "process_results", "pair_accuracy", "single_accuracy",
    ]  # fmt: skip
    assert all(callable(getattr(module, name)) for name in named)
    assert said["lmms_eval_specific_kwargs"]["default"]["post_prompt"] == module.POST_PROMPT
    assert (folder / said["dataset_kwargs"]["data_files"]["test"]).is_file()
    assert (said["task"], said["metadata"]["version"]) == ("sample", "2.1")


def test_a_hostile_name_stays_a_name(tmp_path: Path) -> None:
    opened = open_benchmark(hostile_benchmark(tmp_path / "hostile"))
    export_benchmark(opened, "lmms-eval", tmp_path / "out")
    (path,) = (tmp_path / "out").glob("*.yaml")
    said = yaml.safe_load(path.read_text().replace("!function ", ""))
    assert path.stem == said["task"] == "title_javascript_x_harm_true"
    assert said["metadata"]["benchmark"] == opened.name


def test_lmms_eval_loads_the_task_and_counts_its_pairs(tmp_path: Path) -> None:
    tasks: Any = pytest.importorskip("lmms_eval.tasks", reason="lmms-eval is not installed")
    manager = tasks.TaskManager(include_path=str(exported(tmp_path)), include_defaults=False)
    assert manager.all_tasks == ["sample"]
    task = tasks.get_task_dict(["sample"], manager)["sample"]
    docs = task.test_docs()
    assert len(docs) == 8
    assert task.doc_to_text(docs[4]) == (
        "Where is it?\nA. left\nB. right\nC. above\nAnswer with the option's letter from the given choices directly."
    )
    assert [task.doc_to_target(doc) for doc in docs] == [*"BABACAAB"]
    assert task.doc_to_visual(docs[0])[0].size == (16, 16)
    scored = [task.process_results(doc, ["A"]) for doc in docs]
    found = {name: count([each[name] for each in scored]) for name, count in task.aggregation().items()}
    assert found == {"pair_accuracy": 0.0, "single_accuracy": 0.5}
