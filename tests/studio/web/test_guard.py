"""What is refused before any page is reached, and what every response carries."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from starlette.applications import Starlette
from starlette.testclient import TestClient

from scotoma.studio.store.tables import PEOPLE
from scotoma.studio.web.application import create_application
from scotoma.studio.web.studio import Settings, Studio
from tests.studio.clients import BASE, client_of, send

EVE = {"name": "Eve", "role": "author"}


def people(studio: Studio) -> set[str]:
    with studio.store.read() as connection:
        return set(connection.scalars(select(PEOPLE.c.name)))


@pytest.mark.parametrize(
    "host", ["evil.example", "localhost.evil.example", "", "127.0.0.1.evil.example", "[::1", "10.0.0.7"]
)
def test_another_host_name_is_refused(author: TestClient, host: str) -> None:
    page = author.get("/", headers={"Host": host})
    assert page.status_code == 421
    assert "start it with --allow-host NAME" in page.text


@pytest.mark.parametrize("host", ["localhost", "localhost:1234", "127.0.0.1:8765", "[::1]:8765", "LOCALHOST"])
def test_loopback_is_served(author: TestClient, host: str) -> None:
    assert author.get("/", headers={"Host": host}).status_code == 200


def test_names_and_addresses_that_are_allowed_are_served(studio: Studio) -> None:
    settings = Settings(hosts=("studio.example",), any_address=True)
    client = client_of(create_application(Studio(studio.run, None, "", studio.store, settings)))
    served = {host: client.get("/login", headers={"Host": host}).status_code for host in HOSTS}
    assert served == HOSTS


HOSTS = {"studio.example": 200, "10.0.0.7:8765": 200, "[fe80::1]": 200, "evil.example": 421}


def test_a_post_from_another_site_is_refused(author: TestClient, studio: Studio) -> None:
    for headers in ({"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}):
        answer = send(author, "/people", EVE, **headers)
        assert answer.status_code == 403
        assert "a page of another site" in answer.text
    assert people(studio) == {"Ann"}


@pytest.mark.parametrize("token", ["", "wrong", "\u00e9"])
def test_a_post_without_the_session_s_secret_is_refused(author: TestClient, studio: Studio, token: str) -> None:
    answer = author.post("/people", data={**EVE, "csrf": token}, headers={"Origin": BASE})
    assert answer.status_code == 403
    assert "does not belong to your session" in answer.text
    assert people(studio) == {"Ann"}


def test_another_session_s_secret_is_refused(author: TestClient, reviewer: TestClient, studio: Studio) -> None:
    found = re.search(r'name="csrf" content="(\w+)"', reviewer.get("/").text)
    assert found
    answer = author.post("/people", data={**EVE, "csrf": found[1]}, headers={"Origin": BASE})
    assert answer.status_code == 403
    assert people(studio) == {"Ann", "Rob"}


def test_the_secret_may_come_in_a_header(author: TestClient, studio: Studio) -> None:
    found = re.search(r'name="csrf" content="(\w+)"', author.get("/").text)
    assert found
    answer = author.post("/people", data=EVE, headers={"Origin": BASE, "X-CSRF-Token": found[1]})
    assert answer.status_code == 200
    assert people(studio) == {"Ann", "Eve"}


def test_signing_in_from_another_site_is_refused(nobody: TestClient) -> None:
    assert nobody.post("/login", data={"token": "x"}, headers={"Origin": "https://evil.example"}).status_code == 403


def test_a_body_that_is_too_large_is_refused(author: TestClient, studio: Studio) -> None:
    answer = send(author, "/people", {"name": "x" * 2_000_000, "role": "author"})
    assert answer.status_code == 413
    assert "larger than 1,048,576 bytes" in answer.text

    def streamed() -> Iterator[bytes]:
        yield b"name="
        for _ in range(40):
            yield b"x" * 50_000

    headers = {"Origin": BASE, "Content-Type": "application/x-www-form-urlencoded"}
    answer = author.post("/people", content=streamed(), headers=headers)
    assert answer.status_code == 413
    assert people(studio) == {"Ann"}


def test_too_many_fields_are_refused(author: TestClient) -> None:
    answer = send(author, "/people", {f"field-{number}": "x" for number in range(1001)})
    assert answer.status_code == 400


def test_a_file_where_texts_are_expected_is_refused(author: TestClient) -> None:
    answer = author.post("/people", files={"name": ("a.txt", b"x")}, headers={"Origin": BASE})
    assert answer.status_code == 400


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\nno name\r\n--x--"),
        (
            "multipart/form-data; boundary=x; charset=idna",
            b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n\xff\r\n--x--',
        ),
        ("multipart/form-data; boundary=x", b"--y garbage \x00\xff"),
        ("multipart/form-data; boundary=" + "x" * 500, b"--x"),
        ("application/json", b"{"),
        ("\u00ff;", b"\x00"),
        ("application/x-www-form-urlencoded", b"name=%00&role=author&=&&%&%zz=%ff"),
    ],
)
def test_a_form_that_cannot_be_read_is_refused(author: TestClient, studio: Studio, kind: str, body: bytes) -> None:
    headers = {b"Origin": BASE.encode(), b"Content-Type": kind.encode("latin-1")}
    assert author.post("/people", content=body, headers=headers).status_code in (400, 403)
    assert people(studio) == {"Ann"}


@pytest.mark.parametrize("path", ["/%00", "/images/0%00.png", "/history?pair=%00", "/login?token=" + "x" * 9000])
def test_nul_and_endless_addresses_are_refused(author: TestClient, path: str) -> None:
    assert author.get(path).status_code in (400, 414)


def test_every_response_carries_the_security_headers(nobody: TestClient, author: TestClient) -> None:
    answers = [
        nobody.get("/"),
        nobody.get("/none"),
        author.get("/"),
        author.get("/thumbs/0"),
        author.get("/thumbs/999"),
    ]
    answers += [author.get("/static/studio.css"), author.get("/", headers={"Host": "evil.example"})]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "same-origin"
    assert author.get("/").headers["cache-control"] == "no-store"


def test_a_nonce_serves_once(author: TestClient) -> None:
    policies = {author.get("/").headers["content-security-policy"] for _ in range(3)}
    assert len(policies) == 3


def test_a_wrong_method_is_refused(author: TestClient, application: Starlette) -> None:
    assert author.put("/people").status_code == 405
    assert author.post("/history").status_code == 405


def test_scripts_get_errors_as_json(nobody: TestClient) -> None:
    answer = nobody.get("/", headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert set(answer.json()) == {"error"}


def test_nothing_outside_static_is_served_from_it(nobody: TestClient) -> None:
    for path in (
        "/static/../web/pages.py",
        "/static/..%2fweb/pages.py",
        "/static/%2e%2e/serving.py",
        "/static//etc/passwd",
    ):
        assert nobody.get(path).status_code == 404
