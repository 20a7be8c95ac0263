"""The page says what the run found, in one file that asks nothing of anybody."""

import base64
import hashlib
import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as PILImage

import scotoma
from scotoma.errors import BrokenFile, UsageError
from scotoma.pairs import choose_pairs, density, load_density, read_certificate, read_images, read_pairs
from scotoma.report import sentence, write_report


class Page(HTMLParser):
    """The elements of a page: tag, attributes, and the text directly inside."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None], list[str]]] = []
        self.text = ""
        self._open: list[list[str]] = []
        self.source = path.read_text(encoding="utf-8")
        self.feed(self.source)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes), []))

    def handle_data(self, text: str) -> None:
        if self.elements:
            self.elements[-1][2].append(text)
        if not self.elements or self.elements[-1][0] not in ("script", "style"):
            self.text += text

    def all(self, tag: str, **wanted: str) -> list[tuple[dict[str, str | None], str]]:
        """Attributes and text of the elements with this tag and these attributes."""
        return [
            (attributes, "".join(text))
            for name, attributes, text in self.elements
            if name == tag and all(attributes.get(key) == value for key, value in wanted.items())
        ]

    @property
    def data(self) -> dict[str, Any]:
        """What the page's own script reads."""
        found: dict[str, Any] = json.loads(self.all("script", id="data")[0][1])
        return found

    @property
    def words(self) -> str:
        """The text, with single spaces."""
        return " ".join(self.text.split())


@pytest.fixture(scope="module")
def page(mined: Path) -> Page:
    return Page(write_report(mined))


def test_the_sentence_at_the_top_is_the_certificates(page: Page, mined: Path) -> None:
    certificate = read_certificate(mined)
    said = sentence(certificate, "toy:palette", "toy:edges")
    assert certificate.counts.found > 24
    assert said == (
        f"Of 465 pairs of 31 pictures, {certificate.counts.found} look the same to toy:palette (cosine above 0.9) "
        "and different to toy:edges (below 0.7)."
    )
    assert said in page.words


def test_the_pairs_are_those_that_were_chosen(page: Page, mined: Path) -> None:
    rows = [scotoma.open_embeddings(mined / "embeddings" / f"toy-{name}").rows for name in ("palette", "edges")]
    chosen = choose_pairs(read_pairs(mined), *rows)
    ids = [image["id"] for image in page.data["images"]]
    listed = [(ids[a], ids[b], suspect, reference, folded) for a, b, suspect, reference, folded in page.data["pairs"]]
    columns = ("id_i", "id_j", "suspect", "reference", "folded")
    assert listed == list(zip(*(chosen[name].to_pylist() for name in columns), strict=True))


def test_a_picture_in_the_first_cards_is_not_embedded_again(page: Page) -> None:
    inline = [attributes for attributes, _ in page.all("img")]
    inline_numbers = {int(attributes["data-image"] or "") for attributes in inline}
    thumbs = page.data["thumbs"]
    assert {number for number, text in enumerate(thumbs) if text is None} == inline_numbers
    data = base64.b64decode(str(inline[0]["src"]).removeprefix("data:image/webp;base64,"))
    picture = PILImage.open(io.BytesIO(data))
    assert picture.size == (90, 60)  # smaller than a thumbnail may be, so not enlarged
    assert picture.format == "WEBP"


def test_the_first_pairs_need_no_script(page: Page) -> None:
    cards = page.all("li", **{"class": "card"})
    assert len(cards) == 24 + 1  # and the template's
    assert len(page.all("img")) == 48
    assert all(attributes["alt"] for attributes, _ in page.all("img"))
    assert page.all("form", id="bar")[0][0].get("hidden", "no") is None  # filters appear with the script only


def test_captions_are_text_whatever_they_hold(page: Page, mined: Path) -> None:
    assert len(page.all("script")) == 2
    assert page.source.count("document.title='broken'</script>") == 0
    shown = {image["id"]: image["caption"] for image in page.data["images"]}
    for image in read_images(mined).to_pylist():
        if image["id"] in shown:
            assert shown[image["id"]] == (image["caption"] or None)
    assert any(caption and "</script>" in caption for caption in shown.values())
    assert "{{ 7 * 7 }} ${1}" in page.words
    assert page.source.count("\u2028") == page.source.split('id="data"')[0].count("\u2028")


def test_nothing_is_fetched_and_nothing_else_runs(page: Page) -> None:
    policy = str(page.all("meta", **{"http-equiv": "Content-Security-Policy"})[0][0]["content"])
    assert "default-src 'none'" in policy
    for kind in ("script", "style"):
        text = re.findall(rf"<{kind}>(.*?)</{kind}>", page.source, re.S)[0]
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    for _, attributes, _ in page.elements:
        assert not {"style", "onclick", "onload", "srcset"} & set(attributes)
        for name in ("src", "href"):
            assert re.match(r"data:image/webp;base64,|#", attributes.get(name) or "#")


def test_what_was_left_out_is_counted_and_named(page: Page) -> None:
    assert "1 picture could not be decoded" in page.words
    assert "torn.png" in page.words
    assert "1 picture is a copy of another, byte for byte (1 such file)." in page.words


def test_what_made_it_is_there(page: Page, mined: Path) -> None:
    certificate = read_certificate(mined)
    for said in ("Oklab colour histogram", certificate.inputs["suspect"], certificate.rule.kernel, "465 of 465"):
        assert said in page.words


def test_the_table_of_thresholds_holds_the_count_that_was_found(page: Page, mined: Path) -> None:
    cells = page.all("td", **{"class": "mined"})
    assert [text for _, text in cells] == [f"{read_certificate(mined).counts.found:,}"]


def test_pictures_that_are_gone_are_placeholders_and_counted(run: Path, tmp_path: Path) -> None:
    class Gone:
        """A collection whose pictures have been taken away since."""

        source, kind = "gone", "folder"

        def __len__(self) -> int:
            return 0

        def __getitem__(self, index: int) -> Any:
            raise IndexError(index)

        def read(self, index: int) -> bytes:
            raise IndexError(index)

    page = Page(write_report(run, images=Gone()))
    count = len(page.data["images"])
    assert f"{count} pictures of {count} could not be had when this page was made." in page.words
    assert not page.all("img")
    assert len(page.all("span", **{"class": "gone"})) == 48


def test_a_picture_that_was_exchanged_since_is_not_shown(run: Path, mined: Path) -> None:
    picture = mined.parent / "pictures" / "7.png"
    before = picture.read_bytes()
    picture.write_bytes((mined.parent / "pictures" / "8.png").read_bytes())
    try:
        page = Page(write_report(run, top=100, per_image=None))
    finally:
        picture.write_bytes(before)
    assert f"1 picture of {len(page.data['images'])} could not be had" in page.words


def test_a_run_without_pairs_says_so_and_suggests_thresholds(nothing_found: Path) -> None:
    page = Page(write_report(nothing_found))
    assert "Of 465 pairs of 31 pictures, none looks the same to toy:palette (cosine above 0.9999)" in page.words
    assert "all 465 pairs were examined" in page.words
    above, below, expected = re.findall(r"--above (\S+) --below (\S+) there would be ([\d,]+) pair", page.words)[0]
    again = load_density(nothing_found / "pairs" / "density.npz").count(float(above), float(below))
    assert again.estimate == int(expected) > 0
    assert page.data["pairs"] == []


def test_without_a_density_the_page_says_how_to_get_one(run: Path) -> None:
    (run / "pairs" / "density.npz").unlink()
    page = Page(write_report(run))
    assert "The density of all pairs has not been measured for these embeddings. scotoma density" in page.words
    assert not page.all("svg")


def test_a_density_of_other_embeddings_is_not_drawn(run: Path) -> None:
    rows = np.random.default_rng(0).normal(size=(31, 5))
    density(rows, rows).save(run / "pairs" / "density.npz")
    page = Page(write_report(run))
    assert "has not been measured for these embeddings" in page.words
    assert not page.all("svg")


def test_top_is_the_number_of_pairs_on_the_page(run: Path) -> None:
    assert len(Page(write_report(run, top=3)).data["pairs"]) == 3


def test_a_run_that_does_not_say_its_roles_asks_for_them(run: Path) -> None:
    with pytest.raises(UsageError, match=r"The run holds toy:edges, toy:palette; none called 'toy:layout' is \d+ wide"):
        write_report(run, suspect="toy:layout")
    with pytest.raises(UsageError, match="thumbnail_px is 0; expected at least 1"):
        write_report(run, thumbnail_px=0)


def test_a_run_that_was_not_mined_says_what_to_do(run: Path) -> None:
    (run / "pairs" / "pairs.parquet").unlink()
    with pytest.raises(BrokenFile, match=r"pairs.parquet is missing. Run `scotoma mine`"):
        write_report(run)
