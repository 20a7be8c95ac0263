"""The words the reader knows: numbers, denials, hedges, what announces an answer, what takes one back."""

import re

__all__ = [
    "AFTER_DENIED", "ARTICLES", "BEFORE_DENIED", "COMPARED", "CONCLUDES", "CONDITION", "CORRECTS", "EXEMPT", "FILLERS", "FUNCTION",
    "HANGING", "IDIOMS", "LINKS", "MARKER", "NEGATORS", "NO", "NUMBERS", "OPEN_DENIAL", "ORDINALS", "REFUSES", "RETRACTS", "SIDES", "STOP", "TRUTH", "YES",
]  # fmt: skip

NUMBERS = {
    word: str(value)
    for value, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
}
ORDINALS = {
    word: f"#{place}"
    for words in ("first second third fourth fifth sixth seventh eighth ninth tenth", "1st 2nd 3rd 4th 5th 6th 7th 8th 9th 10th")
    for place, word in enumerate(words.split(), start=1)
}  # fmt: skip
ARTICLES = frozenset({"a", "an", "the"})
STOP = ARTICLES | set(
    [
        "is",
        "are",
        "was",
        "were",
        "it",
        "they",
        "there",
        "be",
        "of",
        "on",
        "in",
        "at",
        "to",
        "by",
        "with",
        "and",
        "that",
        "this",
        "its",
        "their",
    ]
)

# Yes and no; for options that are true and false, or correct and incorrect, these stand for them too.
YES = [
    "yes",
    "yeah",
    "yep",
    "yup",
    "ja",
    "jawohl",
    "oui",
    "sí",
    "si",
    "sim",
    "да",
    "是",
    "是的",
    "はい",
    "예",
    "네",
    "نعم",
    "हाँ",
    "हां",
    "evet",
    "tak",
    "có",
    "ya",
    "sì",
]
NO = [
    "no",
    "nope",
    "nah",
    "nein",
    "non",
    "não",
    "нет",
    "否",
    "不是",
    "不",
    "没有",
    "いいえ",
    "아니요",
    "아니오",
    "لا",
    "नहीं",
    "hayır",
    "nie",
    "nee",
    "không",
    "tidak",
    "nej",
]
TRUTH = {"true": 1, "correct": 1, "false": -1, "incorrect": -1, "yes": 1, "no": -1, "y": 1, "n": -1}

NEGATORS = frozenset(
    [
        "not",
        "no",
        "never",
        "neither",
        "nor",
        "cannot",
        "without",
        "hardly",
        "barely",
        "rarely",
        "scarcely",
        "nothing",
        "nobody",
        "none",
        "nicht",
        "unlikely",
    ]
)
# Between a denial and what it denies; anything else leaves open what is denied.
HANGING = ARTICLES | set(
    ["be", "to", "facing", "pointing", "in", "on", "towards", "toward", "really", "actually", "even", "currently"]
)
OPEN_DENIAL = re.compile(
    r"\b(?:not|n't)\s+(?:fully|entirely|completely|totally|only|just|quite|clearly|necessarily|exactly|very|all|sure|certain"
    r"|clear|always|both|merely|simply|so|as|that|too|perfectly|wholly)\b", re.I
)  # fmt: skip
COMPARED = re.compile(
    r"\b(?:rather than|instead of|as opposed to|unlike|than|versus|compared (?:to|with))\s+(?:(?:to|being|be|a|an|the|in|on)\s+)*$",
    re.I,
)
CONDITION = re.compile(r"\b(?:if|unless|whether|were (?:it|they|the)|would have|assuming|suppose|provided)\b", re.I)
EXEMPT = re.compile(
    r"\b(?:if i (?:had|have) to|if i must|unless i(?:'m| am) (?:mistaken|wrong)|if forced|if i'm not mistaken)\b", re.I
)
LINKS = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "be",
        "being",
        "been",
        "'s",
        "'re",
        "appear",
        "appears",
        "appearing",
        "seem",
        "seems",
        "look",
        "looks",
        "looking",
        "show",
        "shows",
        "say",
        "says",
        "read",
        "reads",
        "facing",
        "faces",
        "face",
        "pointing",
        "points",
        "turned",
        "turns",
        "oriented",
        "positioned",
        "placed",
        "towards",
        "toward",
        "moving",
        "heading",
        "headed",
        "wearing",
        "wears",
        "and",
        "to",
        "only",
        "currently",
        "clearly",
        "definitely",
        "indeed",
        "most",
        "likely",
        "probably",
    ]
)
FUNCTION = frozenset(
    [
        "in",
        "on",
        "at",
        "from",
        "with",
        "as",
        "and",
        "but",
        "because",
        "since",
        "so",
        "than",
        "that",
        "which",
        "while",
        "when",
        "where",
        "for",
        "by",
        "to",
        "though",
        "although",
        "rather",
        "instead",
        "not",
        "or",
        "if",
        "then",
        "here",
        "there",
        "based",
    ]
)
SIDES = frozenset(
    [
        "side",
        "sides",
        "hand",
        "direction",
        "color",
        "colour",
        "position",
        "one",
        "option",
        "answer",
        "edge",
        "part",
        "half",
        "in",
    ]
)
CONCLUDES = re.compile(r"\b(?:therefore|thus|hence|so|conclusion|overall|consequently|in short|conclude)\b", re.I)

# What looks like an option's text but is a turn of speech.
IDIOMS = re.compile(
    r"\b(?:(?:the |my |your |only |a )*(?:correct|right) (?:answer|option|choice|letter|response|one|statement)\b"
    r"|you(?:'re| are) (?:right|correct)|that'?s right\b|all right|alright|right (?:now|away|here|there|next|behind|above|below"
    r"|before|after|in|on|at|beside|under|over|where)\b|correct me|option left|options? (?:that (?:is|are) )?left\b|what is left"
    r"|open to (?:interpretation|debate|question)|open question|up to (?:you|now|date|interpretation)|up close|close[- ]up"
    r"|on top of|in front of all|side by side|side note|on the (?:one|other) (?:hand|side)|in light of|in the light of|in short"
    r"|long story short|as long as|first of all|at first(?: glance| sight)?|first glance|step by step|set the|back to the question"
    r"|(?:this|that|each|every|which|any|the|no|another|the other|right|left) one\b(?! eye)|one (?:of|can|could|would|must|might|may|sees|has to"
    r"|should|another|by one)\b|one's|no doubt|no problem|no matter|no wonder|no worries|ok(?:ay)?,? (?:let|so|i|here|now|the|well)\b"
    r"|make up|made up|come up|upon|down to|flat out|white balance|black and white photo)", re.I
)  # fmt: skip

_IS = (
    r"(?:is|are|was|would be|will be|should be|must be|seems to be|appears to be|has to be|=+>?|:|：|→|—|–|-(?=\s)|\n)"
)
MARKER = re.compile(
    r"(?:"
    rf"\b(?:answer|ans|answer choice|option|choice|conclusion|verdict|prediction|selection|solution|decision)\b"
    rf"(?: (?:here|to (?:the|this|your) question|for this question|i choose|i would choose|i chose|that fits))?\s*{_IS}+\s*{_IS}*"
    r"|\bi(?:'d|'ll| would| will| have to| must| am going to| shall|'m going to)?\s+(?:have to\s+)?(?:choose|pick|select|go with|went with|going with|opt for"
    r"|answer|guess|vote for|bet on|settle on)\b:?"
    r"|\bi(?:'d|'m| would| am)\s+(?:say|lean(?:ing)?\s+towards?|going with)\b:?"
    r"|\b(?:therefore|thus|hence|consequently|in conclusion|overall|(?:^|(?<=[.!?\n] ))so,)[\s,:]+(?=\S)"
    r"|\bhad to guess\s*[:,]|\bmy (?:best )?guess\b(?:\s*(?:is|would be|:))*"
    r"|\b(?:antwort|lösung|réponse|reponse|respuesta|resposta|risposta|antwoord|odpowiedź|odpowiedz|ответ|jawaban(?:nya)?"
    r"|cevap|svar(?:et)?|vastaus|đáp án|câu trả lời|उत्तर|الإجابة|الجواب|válasz|răspuns)"
    r"(?:\s+(?:correct[ae]?|exacte|correta|richtig|corretta|final|finale|الصحيحة|đúng|doğru))?"
    r"\s*(?:(?:ist|lautet|est|es|é|è|is|to|это|هي|هو|là|adalah|är|on|है|:|—|–|-)\s*)+(?:(?:la|el|le|o|die|der|das|das|letra|lettre|opción|option)\s+)*"
    r"|(?:正确答案|正確答案|最终答案|答案|正解|答え|回答|정답|답)\s*(?:应该|應該)?\s*(?:选|選|是|为|為|は|が|은|는|:|：)?\s*"
    r")", re.I,
)  # fmt: skip

FILLERS = re.compile(
    r"^(?:\W*(?:(?:it|this|that|they|these|he|she|there)(?:'s| is|'re| are| was| seems to be| appears to be| looks| seems| appears to be| would be| must be"
    r"| might be| could be| may be)|i(?:'d)? (?:think|believe|guess|would say|say|suppose|see|am (?:fairly |pretty |quite )?(?:sure|certain|confident))(?: that)?"
    r"|probably|most likely|likely|possibly|perhaps|maybe|clearly|definitely|certainly|obviously|so|therefore|thus|hence|well"
    r"|ok(?:ay)?|sure|hmm+|um+|oh|in conclusion|in a word|in short|conclusion|overall|indeed|i\.?e\.?|simply|just|only|actually|(?:a|an|the)(?=\s+(?-i:[a-z0-9])))(?=[\s,:;.]|$)[\s,:;.]*)+", re.I
)  # fmt: skip

CORRECTS = re.compile(
    r"(?:^|[\s.,;!?…—–(-])(?:wait|on second thoughts?|correction|scratch that|let me correct (?:that|myself)|i mean(?:t)?(?= (?!that))"
    r"|(?:no,? )?sorry(?=,)|now i(?:'m| am) sure|but i meant)\b[\s,:;.!-]*(?:actually\b[\s,:;.!-]*)?", re.I
)  # fmt: skip
RETRACTS = re.compile(r"(?:^|[\s.,;!?…—–(-])(?:but )?actually\b[\s,:;.!-]*", re.I)

BEFORE_DENIED = re.compile(
    r"(?:\bnot|n't(?: be)?|\bcannot be|\bneither|\bnor|\brul(?:e|es|ed|ing) out|\beliminat\w+|\bexcept|\binstead of|\brather than|\bthan|\bexclud\w+"
    r"|\bnicht|\bno es|\bn'est pas|不是|不选|不選|不能选|非)(?:\s+(?:is|be|option|choice|answer|letter|the|with|to|for))*\s*[\"'(\[]*$", re.I
)  # fmt: skip
AFTER_DENIED = re.compile(
    r"[\"')\]]*\s*(?:(?:is|are|was|seems|looks|ist|est|es|can be)\s+(?:both\s+|clearly\s+|definitely\s+|obviously\s+)?(?:not\b|n't|wrong|incorrect|false|out\b|ruled out|"
    r"eliminated|falsch|faux|fausse|incorrecta|unlikely|excluded)|isn't|can't be|cannot be|不对|不對|错|錯|❌|✗)", re.I
)  # fmt: skip

_IMAGE = r"(?:the |any |this |your |an |that )?(?:actual |attached |provided )?(?:image|picture|photo|photograph|attachment|visual)s?"
REFUSES = re.compile(
    rf"\b(?:can(?:no|')t|can not|unable to|not able to|could ?n[o']t|don't|do not|doesn't)\s+(?:actually |directly |currently )?(?:see|view|access|have access to|process|analyze|analyse|open|find|receive)\s+{_IMAGE}\b"
    r"|\b(?:can(?:no|')t|can not|unable to|not able to|not possible to|impossible to|could ?n[o']t|difficult to)\s+(?:be )?(?:definitively |really |reliably |accurately )?(?:determined?|tell|identify|answer|help|assist|assess|judge|provide|say|know|confirm|verify)\b"
    rf"|\bno {_IMAGE}\b[^.]{{0,20}}\b(?:provided|attached|given|available|included|uploaded|shown|visible)|\bwithout (?:seeing |access to |viewing ){_IMAGE}"
    rf"|\bas an? (?:ai|language model|text)|\b(?:please|kindly|you) (?:provide|upload|attach|share|send)|need to see {_IMAGE}|don't have (?:the ability|access)|\b(?:i'm|i am) (?:sorry|afraid)\b|\bi apologi[sz]e", re.I
)  # fmt: skip
