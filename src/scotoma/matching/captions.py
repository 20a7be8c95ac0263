"""CLIP-like text matching: which of a pair's two images fits which of its two captions."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

from scotoma.benchmark import Benchmark
from scotoma.encoders.protocol import Encoder
from scotoma.errors import BadRow, NoTextTower, UsageError
from scotoma.progress import Progress, silent
from scotoma.scoring.cosines import Cosines, cosines_of, image_rows
from scotoma.scoring.pairs import PairScores, Verdict, score_pairs

__all__ = ["GROUP", "IMAGE_TO_TEXT", "TEXT_TO_IMAGE", "Matched", "check_template", "match", "match_scores"]

TEXT_TO_IMAGE = "text-to-image"
IMAGE_TO_TEXT = "image-to-text"
GROUP = "group"
TEXTS_A_BATCH = 256  # arbitrary: texts are short


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """How one encoder matched P pairs: the scores of each metric, the default one first, and what they come from.

    `similarities` (P, 2, 2) are the cosines of image a, b with caption a, b; `images` the cosines of image a with b.
    """

    encoder: str
    template: str
    similarities: Float64[np.ndarray, "P 2 2"]
    metrics: tuple[PairScores, PairScores, PairScores]
    images: Cosines


def match(
    benchmark: Benchmark,
    encoder: Encoder,
    *,
    template: str = "{}",
    above: float = 0.95,
    progress: Progress = silent,
) -> Matched:
    """Match both captions of each pair with both images by cosine, and score by pattern.

    Three metrics, each over all pairs: "text-to-image", the rule of MMVP-VLM's code: each caption picks one of the two
    images, and a pair is right if both pick theirs; "image-to-text": each image picks one of the two captions; "group":
    both. A caption or image whose two cosines are equal picks neither: a tie, which is counted and never right. Chance
    for independent guesses is 1/4, 1/4 and 1/6; an encoder that always prefers one image scores 0 text-to-image. In
    "group" a pair's two parts are the two directions, so that it has no single accuracy.

    `template` makes the text of a caption: "{}" takes it as it is, MMVP-VLM's code has "a photo of {}". Captions are
    cut where the encoder cuts texts. Also given are the cosines of the two images of each pair, as by `cosines`.

    Source: Tong et al. 2024 and their scripts/evaluate_vlm.py, where a tie goes to the second image; for
    "image-to-text" and "group" the text and group scores of Thrush et al. 2022 (Winoground).

    Raises:
        NoTextTower: the encoder reads images only.
        UsageError: the benchmark has no captions, or `template` has no place for one.
        BadRow: the encoder gives a row of zeros, or one that is not finite.
        BrokenFile: an image of the benchmark cannot be decoded.
    """
    check_template(template)
    if not encoder.facts.reads_text:
        raise NoTextTower(
            f"{encoder.facts.name} reads images only, so it cannot match captions. Take a CLIP or SigLIP encoder, or "
            "look at the cosines of its image pairs alone (--images-only, scotoma.scoring.cosines)."
        )
    if not benchmark.has_captions:
        raise UsageError(f"{benchmark.name} has pairs without captions; matching needs one for each image.")
    captions = [(pair.caption_a, pair.caption_b) for pair in benchmark.pairs]
    texts = _text_rows(encoder, [template.replace("{}", str(each)) for both in captions for each in both])
    rows_a, rows_b = image_rows(benchmark, encoder, progress=progress)
    # Each cosine is summed alone, in one order: two images that are the same give ties, not rounding.
    cells = [(images * texts[side::2]).sum(axis=1) for images in (rows_a, rows_b) for side in (0, 1)]
    similarities = np.stack(cells, axis=1).reshape(-1, 2, 2)
    alike = cosines_of(benchmark, encoder.facts.name, rows_a, rows_b, above=above)
    return Matched(encoder.facts.name, template, similarities, match_scores(benchmark, similarities), alike)


def match_scores(
    benchmark: Benchmark, similarities: Float64[np.ndarray, "P 2 2"]
) -> tuple[PairScores, PairScores, PairScores]:
    """The three metrics from the cosines of image a, b with caption a, b."""
    own, other = similarities[:, [0, 1], [0, 1]], similarities[:, [1, 0], [0, 1]]  # each caption: its image, the other
    by_text = _verdicts(own - other)
    by_image = _verdicts(own - similarities[:, [0, 1], [1, 0]])
    pairs = [[_both(*verdicts) for verdicts in zip(*side, strict=True)] for side in (by_text, by_image)]
    return (
        score_pairs(benchmark, *by_text, metric=TEXT_TO_IMAGE),
        score_pairs(benchmark, *by_image, metric=IMAGE_TO_TEXT),
        score_pairs(benchmark, *pairs, metric=GROUP, chance_pair=1 / 6, chance_single=None),
    )


def check_template(template: str) -> None:
    """That a template has one place for the caption.

    Raises:
        UsageError: it has none, or several.
    """
    if template.count("{}") != 1:
        raise UsageError(
            f"The template {template!r} has {template.count('{}')} places for the caption; expected one {{}}."
        )


def _verdicts(margins: Float64[np.ndarray, "P 2"]) -> tuple[list[Verdict], list[Verdict]]:
    """Right above 0, wrong below, undecided at 0, for both sides of each pair."""
    first, second = ([None if margin == 0 else bool(margin > 0) for margin in column] for column in margins.T)
    return first, second


def _both(first: Verdict, second: Verdict) -> Verdict:
    """Whether both are right; undecided where one is a tie."""
    return None if first is None or second is None else first and second


def _text_rows(encoder: Encoder, texts: list[str]) -> Float64[np.ndarray, "n D"]:
    """Unit rows of the texts, each different one embedded once."""
    different = list(dict.fromkeys(texts))
    batches = [different[at : at + TEXTS_A_BATCH] for at in range(0, len(different), TEXTS_A_BATCH)]
    rows = np.concatenate([encoder.embed_texts(batch) for batch in batches]).astype(np.float64)
    norms = np.linalg.norm(rows, axis=1)
    bad = np.flatnonzero(~(np.isfinite(norms) & (norms > 0)))
    if bad.size:
        raise BadRow(f"{encoder.facts.name} gives no direction for the text {different[bad[0]]!r}. Check its weights.")
    place = {text: index for index, text in enumerate(different)}
    unit: Float64[np.ndarray, "n D"] = (rows / norms[:, None])[[place[text] for text in texts]]
    return unit
