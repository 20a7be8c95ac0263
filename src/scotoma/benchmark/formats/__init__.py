"""The layouts that benchmarks come in: MMVP, MMVP-VLM, POPE and LLaVA-Bench."""

from scotoma.benchmark.formats.layouts import read_layout
from scotoma.benchmark.formats.llava_bench import LlavaBench, OpenQuestion, Rule
from scotoma.benchmark.formats.mmvp import MMVP
from scotoma.benchmark.formats.mmvp_vlm import MMVP_VLM
from scotoma.benchmark.formats.pope import PopeBenchmark

__all__ = ["MMVP", "MMVP_VLM", "LlavaBench", "OpenQuestion", "PopeBenchmark", "Rule", "read_layout"]
