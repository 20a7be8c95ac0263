"""Benchmarks: records, the readers of their layouts, the known errors in them, and those built in."""

from scotoma.benchmark.formats import MMVP, MMVP_VLM, LlavaBench, OpenQuestion, PopeBenchmark, Rule
from scotoma.benchmark.opening import BENCHMARKS, open_benchmark, open_questions
from scotoma.benchmark.questions import Kind, Question, QuestionSet, check_images
from scotoma.benchmark.records import UNSORTED, Benchmark, BenchmarkPair, Erratum, Labels

__all__ = [
    "BENCHMARKS",
    "MMVP",
    "MMVP_VLM",
    "UNSORTED",
    "Benchmark",
    "BenchmarkPair",
    "Erratum",
    "Kind",
    "Labels",
    "LlavaBench",
    "OpenQuestion",
    "PopeBenchmark",
    "Question",
    "QuestionSet",
    "Rule",
    "check_images",
    "open_benchmark",
    "open_questions",
]
