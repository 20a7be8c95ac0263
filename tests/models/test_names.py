"""Names of models: ours, inspect_ai's, and those of nobody."""

import re
import subprocess
import sys

import pytest

from scotoma.errors import MissingCheckpoint, UnknownName, UsageError
from scotoma.models import ImageTextModel, inspect_name, load_model, model_names
from scotoma.models.minis import MINIS


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("hf:llava-hf/llava-1.5-7b-hf", "scotoma/hf:llava-hf/llava-1.5-7b-hf"),
        ("hf:/data/llava", "scotoma/hf:/data/llava"),
        ("scotoma/hf:/data/llava", "scotoma/hf:/data/llava"),
        ("replay:answers.jsonl", "scotoma/replay:answers.jsonl"),
        ("mix:folder", "scotoma/mix:folder"),
        ("toy:coin?seed=3", "scotoma/toy:coin?seed=3"),
        ("openai/gpt-4o", "openai/gpt-4o"),
        ("ollama/llama3.2-vision:11b", "ollama/llama3.2-vision:11b"),
        ("openrouter/qwen/qwen2.5-vl-72b-instruct:free", "openrouter/qwen/qwen2.5-vl-72b-instruct:free"),
    ],
)
def test_what_inspect_calls_a_model(name: str, expected: str) -> None:
    pytest.importorskip("inspect_ai")
    assert inspect_name(name) == expected


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("hff:folder", "No model is named 'hff:folder'. Did you mean 'hf:folder'?"),
        ("rpelay:a.jsonl", "Did you mean 'replay:a.jsonl'?"),
        ("toy:frist", "No model is named 'toy:frist'. Did you mean 'toy:first'"),
        ("hf:", "No model is named 'hf:'. Known: hf:REPO_OR_FOLDER."),
        ("first", "its kind is missing. Did you mean 'toy:first'?"),
        (
            "gpt-4o",
            "A model's name begins with its kind (hf:, mini:, mix:, replay:, toy:) or with a provider of inspect_ai's",
        ),
        ("opneai/gpt-4o", "No provider is named 'opneai', as in 'opneai/gpt-4o'. Did you mean 'openai/gpt-4o'?"),
        ("llava-hf/llava-1.5-7b-hf", "A local checkpoint is 'hf:llava-hf/llava-1.5-7b-hf'."),
        ("openai/", "No model is named 'openai/'."),
        ("", "No model is named ''."),
    ],
)
def test_a_name_that_nobody_has_gets_the_nearest(name: str, said: str) -> None:
    pytest.importorskip("inspect_ai")
    with pytest.raises(UnknownName, match=re.escape(said)):
        inspect_name(name)


def test_a_provider_of_inspects_is_not_loaded_here() -> None:
    with pytest.raises(UnknownName, match="No model is named 'openai/gpt-4o'"):
        load_model("openai/gpt-4o")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"dtype": "int8"}, "No dtype is called 'int8'. Known: auto, float32, bfloat16, float16."),
        ({"batch_size": 0}, "The batch size is 0; it must be at least 1."),
        ({"chat_template": "none.jinja"}, "There is no chat template none.jinja."),
    ],
)
def test_an_option_that_exists_nowhere_is_refused(options: dict[str, object], said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        load_model("toy:first", **options)  # type: ignore[arg-type]


def test_a_mixture_that_is_not_there_is_named() -> None:
    with pytest.raises(MissingCheckpoint, match=re.escape("There is no folder none. mix: takes the folder of a mixt")):
        load_model("mix:none")


def test_every_name_that_is_complete_can_be_loaded() -> None:
    complete = [each.name for each in model_names() if each.name.islower()]
    assert complete == [*(f"mini:{name}" for name in MINIS), "toy:first", "toy:alternate", "toy:coin"]
    for name in complete:
        model = load_model(name)
        assert isinstance(model, ImageTextModel)
        assert model.name == name


def test_the_command_lists_what_can_be_asked_without_loading_anything_heavy() -> None:
    code = (
        "import sys\nfrom scotoma.cli import main\n"
        "try:\n    main(['models'])\nexcept SystemExit:\n    pass\n"
        "print(*sorted(m for m in sys.modules if '.' not in m), file=sys.stderr)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    for name in ("hf:REPO_OR_FOLDER", "mix:FOLDER", "replay:FILE_OR_FOLDER", "toy:first", "openai/gpt-4o"):
        assert name in run.stdout
    assert not {"torch", "transformers", "inspect_ai"} & set(run.stderr.split())
