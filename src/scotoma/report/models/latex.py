"""Tables for LaTeX, with the rules of the package booktabs."""

from collections.abc import Sequence

from scotoma.report.models.texts import visible

__all__ = ["latex_table", "latex_text"]

SPECIAL = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "–": "--",
    "−": "$-$",
    "’": "'",
    "<": "$<$",
    ">": "$>$",
    **{each: f"\\{each}" for each in "&%$#_{}"},
}


def latex_text(text: str) -> str:
    """The text with everything escaped that LaTeX takes for a command.

    >>> latex_text("a_b & 50%")
    'a\\\\_b \\\\& 50\\\\%'
    """
    return "".join(SPECIAL.get(character, character) for character in visible(text))


def latex_table(head: Sequence[str], rows: Sequence[Sequence[str]], note: str) -> str:
    """A tabular whose first column is to the left and the others to the right; `note` stands above it as a comment."""
    columns = "l" + "r" * (len(head) - 1)
    lines = [" & ".join(map(latex_text, row)) + r" \\" for row in (head, *rows)]
    parts = [
        f"% {visible(note)}",
        r"% \usepackage{booktabs}",
        rf"\begin{{tabular}}{{{columns}}}",
        r"\toprule",
        lines[0],
    ]
    return "\n".join([*parts, r"\midrule", *lines[1:], r"\bottomrule", r"\end{tabular}", ""])
