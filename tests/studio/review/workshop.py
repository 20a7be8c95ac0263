"""A small mined run with drafts in it, opened as a studio, and people who are signed in."""

import csv
import html
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from starlette.testclient import TestClient

import scotoma
from scotoma.pairs import mine
from scotoma.studio.authoring.drafts import Draft, pick, read_draft, save_draft
from scotoma.studio.opening import open_studio
from scotoma.studio.review.answering import answer_question, give_patterns, read_desk
from scotoma.studio.review.order import shown_options
from scotoma.studio.review.records import CANNOT_TELL
from scotoma.studio.store.tables import DRAFTS
from scotoma.studio.web import Studio
from scotoma.studio.web.accounts import add_person
from scotoma.studio.web.application import create_application

COLOURS = ("crimson", "teal", "gold", "navy", "olive", "purple")
SECRETS = ("KEYNOTE", "CAPTION-A", "CAPTION-B")
"""What stands in the notes and captions of every draft, and must not reach a reviewer."""


def mined_run(folder: Path) -> Path:
    """Twelve pictures, of three kinds of file, in a table that states the licence of most; mined with toy encoders."""
    (folder / "pictures").mkdir(parents=True)
    rows = []
    for number in range(12):
        picture = Image.new("RGB", (60, 40), "white")
        ImageDraw.Draw(picture).rectangle((4, 4, 14 + 3 * number, 30), fill=COLOURS[number % 6])
        name = f"{number}.{('png', 'jpg', 'bmp')[number % 3]}"
        picture.save(folder / "pictures" / name)
        rows.append([name, f"picture {number}", "CC0-1.0" if number != 4 else ""])
    with (folder / "pictures" / "list.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["path", "caption", "licence"], *rows])
    images = scotoma.open_images(folder / "pictures" / "list.csv")
    made = [scotoma.embed(images, scotoma.load_encoder(f"toy:{name}"), out=folder / "run") for name in TOYS]
    mine(folder / "run", *made, above=0.5, below=0.9, threads=1)
    return folder / "run"


TOYS = ("palette", "edges")


@dataclass
class Workshop:
    """The opened studio; `tokens` are the links of the people in it."""

    studio: Studio
    tokens: dict[str, str]

    def client(self, name: str) -> TestClient:
        """A browser in which this person is signed in."""
        client = TestClient(create_application(self.studio), base_url="http://localhost:8765")
        assert client.post("/login", data={"token": self.tokens[name]}, follow_redirects=False).status_code == 303
        return client

    def add(self, name: str, role: str) -> None:
        """Let somebody in."""
        self.tokens[name] = add_person(self.studio.store, "Ann", name, role)

    def write(self, i: int, j: int, *, author: str = "Ann", **values: Any) -> Draft:
        """A ready draft of a pair."""
        assert self.studio.contents is not None
        picked = pick(self.studio.store, author, self.studio.contents, i, j)
        written = {
            "question": f"Which colour is block {i}?",
            "option_1": f"warm {i}",
            "option_2": f"cold {j}",
            "answer_a": 0,
            "patterns": ["colour"],
            "caption_a": f"CAPTION-A {i}",
            "caption_b": f"CAPTION-B {j}",
            "notes": "KEYNOTE: trust me",
            "state": "ready",
        }
        return save_draft(self.studio.store, author, picked.pair, {**written, **values}, revision=picked.revision)

    def edit(self, pair: str, *, author: str = "Ann", **values: Any) -> Draft:
        """Change a draft."""
        return save_draft(self.studio.store, author, pair, values, revision=self.draft(pair).revision)

    def draft(self, pair: str) -> Draft:
        """A draft as it is."""
        with self.studio.store.read() as connection:
            found = read_draft(connection, pair)
        assert found is not None
        return found

    def row_count(self, table: Any = DRAFTS) -> int:
        """How many rows a table has."""
        with self.studio.store.read() as connection:
            return len(connection.execute(table.select()).all())


@contextmanager
def opened(mined: Path, folder: Path) -> Iterator[Workshop]:
    """A copy of the run opened as a studio, with the author Ann and the reviewer Rob."""
    shutil.copytree(mined, folder / "run")
    with open_studio(folder / "run") as studio:
        workshop = Workshop(studio, {})
        workshop.add("Ann", "author")
        workshop.add("Rob", "reviewer")
        yield workshop


def post(client: TestClient, path: str, fields: dict[str, Any], *, follow: bool = True) -> Any:
    """Send a form with the session's secret, as the page at hand carries it."""
    csrf = re.findall(r'name="csrf" (?:content|value)="(\w+)"', client.get("/review").text)[0]
    return client.post(path, data={"csrf": csrf, **fields}, follow_redirects=follow)


def asked(page: str) -> tuple[str, str, list[str]]:
    """The token, the question and the options of the page of a question."""
    token = re.findall(r'name="task" value="(\w+)"', page)[0]
    question = re.findall(r'<h1 id="asked">(.*?)</h1>', page)[0]
    options = re.findall(r'data-key="[12]"><kbd[^>]*>\d</kbd> <span>(.*?)</span>', page)
    return token, html.unescape(question), [html.unescape(option) for option in options]


def review_all(workshop: Workshop, name: str, answers: dict[str, tuple[int, int]], **said: Any) -> None:
    """Answer all that this person is asked: of a pair as `answers` has it, (a, b) as indexes into the draft's options,
    -1 for cannot tell; like the key where a pair is not in it. `said` has patterns and concern of a pair."""
    store = workshop.studio.store
    while True:
        with store.read() as connection:
            desk = read_desk(connection, name)
        if desk.waiting is not None:
            pair, revision = desk.waiting.pair, desk.waiting.revision
            give_patterns(store, name, pair, **{"revision": revision, "patterns": ["colour"], **said.get(pair, {})})
        elif desk.next is not None:
            draft, side = desk.drafts[desk.next.pair], desk.next.side
            told = answers.get(draft.pair, (draft.answer_a, draft.answer_b))[side]
            place = CANNOT_TELL if told == CANNOT_TELL else shown_options(name, draft.pair).index(told or 0)
            answer_question(store, name, desk.next.token, place)
        else:
            return
