"""The turns of speech the reader knows: what announces an answer, takes one back, denies or refuses one."""

import re

__all__ = [
    "AFTER_DENIED", "BEFORE_DENIED", "COMPARED", "CONDITION", "CORRECTS", "EXEMPT", "FILLERS", "IDIOMS", "MARKER",
    "OPEN_DENIAL", "REFUSES", "RETRACTS", "RUN_ON",
]  # fmt: skip


def _either(*lines: str) -> str:
    """One group that matches any of the alternatives, which are divided by | within the lines and between them."""
    return "(?:" + "|".join(lines) + ")"


OPEN_DENIAL = re.compile(
    r"\b(?:not|n't)\s+"
    + _either(
        "fully|entirely|completely|totally|only|just|quite|clearly|necessarily|exactly|very|all|sure|certain|clear",
        "always|both|merely|simply|so|as|that|too|perfectly|wholly",
    )
    + r"\b",
    re.I,
)
COMPARED = re.compile(
    r"\b(?:rather than|instead of|as opposed to|unlike|than|versus|compared (?:to|with))\s+"
    r"(?:(?:to|being|be|a|an|the|in|on)\s+)*$",
    re.I,
)
CONDITION = re.compile(
    r"\b(?:if|unless|whether|were (?:it|they|the)|would have|assuming|suppose|provided)\b", re.I
)  # fmt: skip
EXEMPT = re.compile(
    r"\b(?:if i (?:had|have) to|if i must|unless i(?:'m| am) (?:mistaken|wrong)|if forced|if i'm not mistaken)\b", re.I
)

# What looks like an option's text but is a turn of speech.
IDIOMS = re.compile(
    r"\b"
    + _either(
        r"(?:(?:the |my |your |only |a )*(?:correct|right) (?:answer|option|choice|letter|response|one|statement)\b)",
        r"you(?:'re| are) (?:right|correct)|that'?s right\b|all right|alright|right track",
        r"^right,? (?=so|let|now|ok|i\b)",
        r"right (?:now|away|here|there|next|behind|above|below|before|after|in|on|at)\b",
        r"right (?:beside|under|over|where|to|angle)\b",
        r"correct me|option left|options? (?:that (?:is|are) )?left\b|what(?:'s| is) left",
        r"(?:be|come|go|look)(?:s|ing)? back",
        r"open to (?:interpretation|debate|question|suggestions?)|open question|open and shut|case closed|short answer",
        r"up to (?:you|now|date|interpretation)|up close|close[- ]up|what'?s up|cheer up|make up|made up|come up|upon",
        r"on top of|top notch|in front of all|front and cent(?:er|re)|side by side|side note|bright side",
        r"back to the question",
        r"on the (?:one|other) (?:hand|side)|in (?:the )?light of|in short|in the long run|long story short|as long as",
        r"first of all|at first(?: glance| sight)?|first glance|first guess|step by step|set the",
        r"set of|down to|flat out",
        r"(?:this|that|each|every|which|any|the|no|another|the other|right|left) one\b(?! eye)|one more\b|one's",
        r"one (?:of|can|could|would|must|might|may|sees|has to|should|another|by one)\b|one minute to|white balance",
        r"no (?:doubt|problem|matter|wonder|worries)|ok(?:ay)?,? (?:let|so|i|here|now|the|well)\b",
    ),
    re.I,
)

_IS = (
    r"(?:is|are|was|would be|will be|should be|must be|seems to be|appears to be|has to be|to be"
    r"|=+>?|:|→|—|–|-(?=\s)|\n)"
)
_NOUN = "answer|ans|answer choice|option|choice|conclusion|verdict|prediction|selection|solution|decision|result"
_ASIDE = "here|to (?:the|this|your) question|for this question|i choose|i would choose|i chose|that fits"
_I = r"\bi(?:'d|'ll|'m| would| will| have to| must| am| should| shall)?\s+(?:have to\s+|going to\s+|rather\s+)?"
_FOREIGN = (
    "antwort|lösung|réponse|reponse|respuesta|resposta|risposta|antwoord|odpowiedź|odpowiedz|ответ",
    "jawaban(?:nya)?|cevap|svar(?:et)?|vastaus|đáp án|câu trả lời|उत्तर|الإجابة|الجواب|válasz|răspuns",
)
_FOREIGN_IS = r"(?:(?:ist|lautet|est|es|é|è|is|to|это|هي|هو|là|adalah|är|on|है|:|—|–|-)\s*)+"
_FOREIGN_RIGHT = r"(?:\s+(?:correct[ae]?|exacte|correta|richtig|corretta|final|finale|الصحيحة|đúng|doğru))?"
MARKER = re.compile(
    _either(
        rf"\b(?:{_NOUN})\b(?: (?:{_ASIDE}))?\s*{_IS}+\s*{_IS}*",
        _I + r"(?:choose|pick|select|go with|went with|going with|opt for|answer|guess|vote for|bet on|settle on)\b:?",
        r"\bi(?:'d|'m| would| am)\s+(?:say|lean(?:ing)?\s+towards?|going with)\b:?",
        r"\b(?:therefore|thus|hence|consequently|in conclusion|overall|(?:^|(?<=[.!?\n] ))so,)[\s,:]+(?=\S)",
        r"\bhad to guess\s*[:,]|\bmy (?:best )?guess\b(?:\s*(?:is|would be|:))*",
        rf"\b(?:{_FOREIGN}){_FOREIGN_RIGHT}\s*{_FOREIGN_IS}(?:(?:la|el|le|o|die|der|das|letra|lettre|opción",
        r"option)\s+)*",
        r"(?:正确答案|正確答案|最终答案|答案|正解|答え|回答|정답|답)[】\]]?\s*(?:应该|應該)?\s*(?:选|選|是|为|為|は|が|은|는|:)?\s*",
    ),
    re.I,
)

_SUBJECT = "it|this|that|they|these|he|she|there"
_SEEMS = (
    "'s| is|'re| are| was| seems to be| appears to be| looks| seems| appears to| would be| must be| might be"
    "| could be| may be"
)
_THINK = "think|believe|guess|would say|say|suppose|see|am (?:fairly |pretty |quite )?(?:sure|certain|confident)"
FILLERS = re.compile(
    r"^(?:\W*"
    + _either(
        rf"(?:{_SUBJECT})(?:{_SEEMS})|i(?:'d)? (?:{_THINK})(?: that)?",
        "probably|most likely|likely|possibly|perhaps|maybe|clearly|definitely|certainly|obviously|surely",
        r"so|therefore|thus|hence|well|ok(?:ay)?|sure|hmm+|um+|oh|in conclusion|in a word|in short|conclusion",
        r"overall|indeed",
        r"i\.?e\.?|simply|just|only|actually|(?:a|an|the)(?=\s+(?-i:[a-z0-9]))",
    )
    + r"(?=[\s,:;.]|$)[\s,:;.]*)+",
    re.I,
)

_BREAK = r"(?:^|[\s.,;!?…—–(-])"
CORRECTS = re.compile(
    _BREAK
    + _either(
        r"wait|on second thoughts?|correction|scratch that|let me correct (?:that|myself)|i meant?(?= (?!that))",
        r"(?:no,? )?sorry(?=,)|now i(?:'m| am) sure|but i meant",
    )
    + r"\b[\s,:;.!-]*(?:actually\b[\s,:;.!-]*)?",
    re.I,
)
RETRACTS = re.compile(_BREAK + r"(?:but )?actually\b[\s,:;.!-]*", re.I)
RUN_ON = re.compile(r"\n\s*(?:question|q|user|human|instruction)\s*\d*\s*:", re.I)
"""Where a model goes on to ask itself the next question; the answer to the one it was asked stands before."""

BEFORE_DENIED = re.compile(
    _either(
        r"\bnot|n't(?: be)?|\bcannot be|\bneither|\bnor|\brul(?:e|es|ed|ing) out|\beliminat\w+|\bexcept|\binstead of",
        r"\brather than|\bthan|\bexclud\w+|\bdiscard\w*|\banything but",
        r"\bnicht|\bno es|\bn'est pas|不是|不选|不選|不能选|非",
    )
    + r"(?:\s+(?:is|be|option|choice|answer|letter|the|with|to|for))*\s*[\"'(\[]*$",
    re.I,
)
AFTER_DENIED = re.compile(
    r"[\"')\]]*\s*"
    + _either(
        r"(?:is|are|was|seems|looks|ist|est|es|can be)\s+(?:both\s+|clearly\s+|definitely\s+|obviously\s+)?"
        r"(?:not\b|n't|wrong|incorrect|false|out\b|ruled out|eliminated|excluded|falsch|faux|fausse|incorrecta"
        r"|unlikely)",
        "isn't|can't be|cannot be|不对|不對|错|錯|❌|✗",
    ),
    re.I,
)

_IMAGE = (
    r"(?:the |any |this |your |an |that )?(?:actual |attached |provided )?"
    r"(?:image|picture|photo|photograph|attachment|visual)s?"
)
_CANNOT = r"\b(?:can(?:no|')t|can not|unable to|not able to|could ?n[o']t"
_LOOK = "see|view|access|have access to|process|analyze|analyse|open|find|receive"
_TELL = "determined?|tell|identify|answer|help|assist|assess|judge|provide|say|know|confirm|verify|decide"
REFUSES = re.compile(
    _either(
        rf"{_CANNOT}|don't|do not|doesn't)\s+(?:actually |directly |currently )?(?:{_LOOK})\s+{_IMAGE}\b",
        rf"{_CANNOT}|not possible to|impossible to|difficult to)\s+(?:be )?"
        rf"(?:definitively |really |reliably |accurately )?(?:{_TELL})\b",
        rf"\bno {_IMAGE}\b[^.]{{0,20}}\b(?:provided|attached|given|available|included|uploaded|shown|visible)",
        rf"\bwithout (?:seeing |access to |viewing ){_IMAGE}|\bas an? (?:ai|language model|text)",
        rf"\b(?:please|kindly|you) (?:provide|upload|attach|share|send)|need to see {_IMAGE}",
        r"don't have (?:the ability|access)|\b(?:i'm|i am) (?:sorry|afraid)\b|\bi apologi[sz]e",
    ),
    re.I,
)
