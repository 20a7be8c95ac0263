"""A task for lmms-eval: a YAML that it finds, the functions it calls, and the table of questions and images."""

from collections.abc import Mapping
from pathlib import Path

from scotoma.export.formats.hub import yaml_text
from scotoma.export.formats.parquet import TABLE, write_table
from scotoma.export.given import GIVEN
from scotoma.export.papers import task_name
from scotoma.export.records import ALL, Format, Plan
from scotoma.progress import Advance

__all__ = ["LMMS_EVAL"]

TASK = """\
task: {task}
dataset_path: parquet
dataset_kwargs:
  data_files:
    test: {table}
test_split: test
output_type: generate_until
doc_to_visual: !function utils.doc_to_visual
doc_to_text: !function utils.doc_to_text
doc_to_target: !function utils.doc_to_target
process_results: !function utils.process_results
metric_list:
- metric: pair_accuracy
  aggregation: !function utils.pair_accuracy
  higher_is_better: true
- metric: single_accuracy
  aggregation: !function utils.single_accuracy
  higher_is_better: true
generation_kwargs:
  max_new_tokens: 16
  temperature: 0
  do_sample: false
lmms_eval_specific_kwargs:
  default:
    pre_prompt: ""
    post_prompt: "\\nAnswer with the option's letter from the given choices directly."
metadata:
  version: {version}
  benchmark: {benchmark}
  labels: {labels}
"""


def write(plan: Plan, folder: Path, advance: Advance) -> Mapping[str, str]:
    """Write it; `utils.py` is the same in every export."""
    files = write_table(plan, folder, advance)
    task = task_name(plan.benchmark.name)
    text = TASK.format(
        task=task,
        table=TABLE,
        version=yaml_text(plan.benchmark.version),
        benchmark=yaml_text(plan.benchmark.name),
        labels=plan.benchmark.labels,
    )
    (folder / f"{task}.yaml").write_text(text, encoding="utf-8", newline="\n")
    (folder / "utils.py").write_bytes((GIVEN / "lmms_eval_utils.py").read_bytes())
    return files


LMMS_EVAL = Format(
    name="lmms-eval",
    about="a task for lmms-eval",
    needs=("questions",),
    carries={**ALL, "both label versions": "yes, two columns"},
    use=(
        "`lmms-eval --model MODEL --include_path FOLDER --tasks {name}` gives `pair_accuracy` (both questions of a "
        "pair right) and `single_accuracy`. The path of the table in `{name}.yaml` is seen from the YAML's folder by "
        "lmms-eval 0.7; for an earlier one run the command inside the folder. `scotoma ask MODEL --benchmark FOLDER` "
        "reads it too."
    ),
    write=write,
)
