"""What a reading is: an option or none, and the rule that decided it."""

from dataclasses import dataclass

__all__ = ["RULES", "ParsedAnswer"]

RULES = {
    "letter": "the answer is an option's letter or number, and nothing else",
    "letter and text": "an option's letter, followed by what the option says",
    "option text": "the answer is an option's text, and nothing else",
    "part of the text": "every word of the answer is in one option, and at least one is in no other",
    "yes or no": "the options are yes and no (or true and false), and the answer says one of them",
    "answer marker": "what follows 'the answer is', 'Answer:', '答案', 'Antwort:' and the like",
    "letter in a sentence": "one option's letter is named as an option, and no other",
    "text in a sentence": "one option's text is what a sentence states, and no other's",
    "elimination": "every option but one is denied",
    "correction": "what follows 'wait', 'actually', 'I mean' and the like",
    "answer tag": "what stands in <answer> or a tag like it",
    "box": "what stands in \\boxed{}",
    "field": "the value of a JSON field such as 'answer'",
    "check mark": "the one option that is ticked",
    "judge": "a language model, asked about what the rules abstained on",
    "empty": "no text",
    "no options": "the question has no options",
    "not answered": "the request failed, was refused by the provider, or gave nothing",
    "truncated": "the limit on tokens cut the answer before it said an option",
    "unfinished reasoning": "a reasoning block without an answer after it",
    "refusal": "the model says that it cannot see the image or cannot answer",
    "several options": "more than one option is named and none is chosen",
    "letter against text": "the letter is one option's, the text another's",
    "no such option": "a letter or number that the question does not have",
    "named, not stated": "options are named only in a denial, a comparison or a condition that leaves it open",
    "restated only": "nothing but the question or its options",
    "taken back": "an answer is taken back and none given in its stead",
    "answers disagree": "several final answers that are not the same",
    "nothing named": "no option is named",
}
"""Every rule there is. Those from "empty" on give no option."""


@dataclass(frozen=True, slots=True)
class ParsedAnswer:
    """The option that was read, an index into the options asked about, or None; `rule` is a key of `RULES`.

    None is a value of its own: the answer was not read. It is counted as such and never as a wrong letter.
    """

    option: int | None
    rule: str
