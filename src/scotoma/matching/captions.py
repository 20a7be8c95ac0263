"""CLIP-like text matching: which of a pair's two images fits which of its two captions."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float64

from scotoma.benchmark import Benchmark
from scotoma.encoders.protocol import Encoder
from scotoma.errors import BadRow, NoTextTower, UsageError
from scotoma.matching.margins import PatternMargin, margins_by_pattern
from scotoma.matching.metrics import match_scores, script_scores
from scotoma.progress import Progress, silent
from scotoma.scoring.cosines import Cosines, cosines_of, image_rows
from scotoma.scoring.pairs import PairScores

__all__ = ["SCRIPT_TEMPLATE", "Matched", "check_template", "match", "match_templates"]

SCRIPT_TEMPLATE = "a photo of {}"
"""How MMVP-VLM's published code puts a caption."""

TEXTS_A_BATCH = 256  # arbitrary: texts are short


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """How one encoder matched P pairs: the scores of each metric, the default one first, and what they come from.

    `similarities` (P, 2, 2) are the cosines of image a, b with caption a, b; `images` the cosines of image a with b.
    `script` is the first metric as MMVP-VLM's published code decides ties; it is the same where there are none.
    `margins` say by how much captions are nearer to their own image.
    """

    encoder: str
    template: str
    similarities: Float64[np.ndarray, "P 2 2"]
    metrics: tuple[PairScores, PairScores, PairScores]
    script: PairScores
    margins: tuple[PatternMargin, ...]
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

    Source: Tong et al. 2024 and their scripts/evaluate_vlm.py, where a tie goes to the second image (`Matched.script`);
    for "image-to-text" and "group" the text and group scores of Thrush et al. 2022 (Winoground).

    Raises:
        NoTextTower: the encoder reads images only.
        UsageError: the benchmark has no captions, or `template` has no place for one.
        BadRow: the encoder gives a row of zeros, or one that is not finite.
        UnreadableSource: images of the benchmark are missing.
        BrokenFile: an image of the benchmark cannot be decoded.
    """
    return match_templates(benchmark, encoder, [template], above=above, progress=progress)[0]


def match_templates(
    benchmark: Benchmark,
    encoder: Encoder,
    templates: Sequence[str],
    *,
    above: float = 0.95,
    progress: Progress = silent,
) -> tuple[Matched, ...]:
    """What `match` gives for each of several templates; images are embedded once.

    Raises:
        NoTextTower, UsageError, BadRow, UnreadableSource, BrokenFile: as `match`.
    """
    for template in templates:
        check_template(template)
    if not encoder.facts.reads_text:
        raise NoTextTower(
            f"{encoder.facts.name} reads images only, so it cannot match captions. Take a CLIP or SigLIP encoder, or "
            "look at the cosines of its image pairs alone (--images-only, scotoma.scoring.cosines)."
        )
    if not benchmark.has_captions:
        raise UsageError(f"{benchmark.name} has pairs without captions; matching needs one for each image.")
    rows_a, rows_b = image_rows(benchmark, encoder, progress=progress)
    alike = cosines_of(benchmark, encoder.facts.name, rows_a, rows_b, above=above)
    captions = [caption for pair in benchmark.pairs for caption in (pair.caption_a, pair.caption_b)]
    matched = []
    for template in templates:
        texts = _text_rows(encoder, [template.replace("{}", str(caption)) for caption in captions])
        # Each cosine is summed alone, in one order: two images that are the same give ties, not rounding.
        cells = [(images * texts[side::2]).sum(axis=1) for images in (rows_a, rows_b) for side in (0, 1)]
        similarities = np.stack(cells, axis=1).reshape(-1, 2, 2)
        matched.append(
            Matched(
                encoder=encoder.facts.name,
                template=template,
                similarities=similarities,
                metrics=match_scores(benchmark, similarities),
                script=script_scores(benchmark, similarities),
                margins=margins_by_pattern(benchmark, similarities),
                images=alike,
            )
        )
    return tuple(matched)


def check_template(template: str) -> None:
    """That a template has one place for the caption.

    Raises:
        UsageError: it has none, or several.
    """
    if template.count("{}") != 1:
        raise UsageError(
            f"The template {template!r} has {template.count('{}')} places for the caption; expected one {{}}."
        )


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
