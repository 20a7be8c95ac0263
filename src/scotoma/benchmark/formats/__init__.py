"""The layouts that benchmarks come in: MMVP, MMVP-VLM, POPE and LLaVA-Bench."""

from scotoma.benchmark.formats.layouts import read_layout
from scotoma.benchmark.formats.llava_bench import LlavaBench, OpenQuestion, Rule
from scotoma.benchmark.formats.pope import PopeBenchmark

__all__ = ["LlavaBench", "OpenQuestion", "PopeBenchmark", "Rule", "read_layout"]
