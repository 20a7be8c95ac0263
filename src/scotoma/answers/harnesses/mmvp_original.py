"""The rule of MMVP's own grader: a judge is asked whether the answer is correct, and a bare "yes" counts."""

from collections.abc import Callable, Sequence

from scotoma.answers.harnesses.verdicts import HarnessVerdict

__all__ = ["Judge", "mmvp_original", "without_judge"]

Judge = Callable[[str, Sequence[str], int], str]
"""What a judge writes, asked whether the answer is correct: of the raw answer, the options, and the key."""


def mmvp_original(raw: str, options: Sequence[str], key: int, *, judge: Judge) -> HarnessVerdict:
    """Right where the judge's whole reply is yes, in capitals or not; everything else counts as wrong, "Yes." too.

    A reply of no is "wrong" here, any other reply "missed".

    Source: scripts/gpt_grader.py, which asks gpt-4-0314 at temperature 0.2; that model is retired. Labels there are
    the original ones.
    """
    reply = judge(raw, options, key)
    bare = reply.removesuffix("\n").lower()
    if bare == "yes":
        return HarnessVerdict(reply, "right")
    return HarnessVerdict(reply, "wrong" if bare == "no" else "missed")


def without_judge(raw: str, options: Sequence[str], key: int) -> HarnessVerdict:
    """Not gradable: this harness has no rule of its own, only its judge's word."""
    return HarnessVerdict("", "not gradable")
