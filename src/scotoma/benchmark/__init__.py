"""Benchmarks of paired images: records, the reader of our own folder layout, and those built in."""

from scotoma.benchmark.opening import BENCHMARKS, open_benchmark
from scotoma.benchmark.records import Benchmark, BenchmarkPair, Question

__all__ = ["BENCHMARKS", "Benchmark", "BenchmarkPair", "Question", "open_benchmark"]
