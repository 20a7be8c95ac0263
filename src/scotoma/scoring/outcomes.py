"""What becomes of each pair: both right, the same answer twice, swapped, ..., from the options that were read."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool, Int64

from scotoma.benchmark import Benchmark, Question
from scotoma.scoring.model_records import OUTCOMES, Outcome
from scotoma.scoring.readings import LACKING

__all__ = ["Keys", "judge", "keys_of", "relative_keys", "right_of", "same_answers", "same_images"]

NONE = -9  # no option: unlike every option, and unlike UNREAD and LACKING


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """Which option is right for each question, and which of its own options would be right for its partner.

    `partner` is NONE where the partner's right answer is not among the question's options.
    """

    own: Int64[np.ndarray, "P 2"]
    partner: Int64[np.ndarray, "P 2"]


def keys_of(benchmark: Benchmark) -> Keys:
    """The keys under the benchmark's labels; options are the same where their texts are."""
    own, partner = np.full((2, len(benchmark.pairs), 2), NONE, np.int64)
    for row, pair in enumerate(benchmark.pairs):
        for side, question in enumerate(pair.questions):
            own[row, side] = NONE if question.answer is None else question.answer
            partner[row, side] = _place_of(_right(pair.questions[1 - side]), question)
    return Keys(own, partner)


def relative_keys(asked: Benchmark, labelled: Benchmark) -> Keys:
    """The keys of the relative mode, in which each question asks where its right option holds: image a, 0, or b, 1.

    What was asked goes by the labels of `asked`. Where those of `labelled` give that option to the other image alone,
    it is the other image that is right.
    """
    own = np.tile(np.array([0, 1], np.int64), (len(asked.pairs), 1))
    for row, (pair, mended) in enumerate(zip(asked.pairs, labelled.pairs, strict=True)):
        now = [_right(question) for question in mended.questions]
        for side, question in enumerate(pair.questions):
            option = _right(question)
            if now[side] != option and now[1 - side] == option:
                own[row, side] = 1 - side
    return Keys(own, own[:, ::-1])


def same_answers(benchmark: Benchmark, options: Int64[np.ndarray, "P 2"]) -> Bool[np.ndarray, " P"]:
    """Whether both questions of a pair were read and given the same answer: options with the same text."""
    return np.array(
        [
            bool((row >= 0).all()) and _text(pair.question_a, int(row[0])) == _text(pair.question_b, int(row[1]))
            for pair, row in zip(benchmark.pairs, options, strict=True)
        ],
        bool,
    )


def same_images(options: Int64[np.ndarray, "P 2"]) -> Bool[np.ndarray, " P"]:
    """Whether both questions of a pair were read and named the same image, in the relative mode."""
    same: Bool[np.ndarray, " P"] = (options[:, 0] == options[:, 1]) & (options[:, 0] >= 0)
    return same


def right_of(options: Int64[np.ndarray, "P 2"], keys: Keys) -> Bool[np.ndarray, "P 2"]:
    """Whether each question was answered right; False too where nothing was read."""
    right: Bool[np.ndarray, "P 2"] = options == keys.own
    return right


def judge(options: Int64[np.ndarray, "P 2"], same: Bool[np.ndarray, " P"], keys: Keys) -> Int64[np.ndarray, " P"]:
    """The outcome of each pair, an index into OUTCOMES: the first that fits, of lacking, unread, both, same, ..."""
    right = right_of(options, keys)
    fits: dict[Outcome, np.ndarray] = {
        "lacking": (options[:, 0] == LACKING) | (options[:, 1] == LACKING),
        "unread": (options[:, 0] < 0) | (options[:, 1] < 0),
        "both": right[:, 0] & right[:, 1],
        "same": same,
        "one": right[:, 0] | right[:, 1],
        "swapped": (options[:, 0] == keys.partner[:, 0]) & (options[:, 1] == keys.partner[:, 1]),
    }
    codes = [np.int64(OUTCOMES.index(name)) for name in fits]
    chosen: Int64[np.ndarray, " P"] = np.select([*fits.values()], codes, np.int64(OUTCOMES.index("neither")))
    return chosen


def _right(question: Question) -> str | None:
    return None if question.answer is None else _text(question, question.answer)


def _text(question: Question, option: int) -> str:
    return question.options[option].strip()


def _place_of(text: str | None, question: Question) -> int:
    """Which of the question's options has that text."""
    texts = [_text(question, option) for option in range(len(question.options))]
    return texts.index(text) if text in texts else NONE
