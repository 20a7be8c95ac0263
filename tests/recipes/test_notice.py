"""Whose drawings the pictures are."""

from pathlib import Path

from notice import DRAWN, notice
from packages import known_packages
from sources import SOURCES, chosen_sources

COMMITTED = Path(__file__).parents[2] / "recipes" / "mini" / "NOTICE-corpus.md"


def test_the_committed_notice_is_that_of_the_recipe() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == notice(SOURCES, known_packages(), what=DRAWN)


def test_every_vendor_and_package_is_named_with_its_licence() -> None:
    text = notice(SOURCES, known_packages(), what=DRAWN)
    for source in SOURCES:
        package = known_packages()[source.package]
        row = next(row for row in text.splitlines() if f"`{source.vendor}`" in row)
        assert f"`{package.name}` {package.version}" in row
        assert package.author in row


def test_licence_texts_stand_where_a_licence_asks_for_them_with_every_holder() -> None:
    text = notice(chosen_sources(["lucide"]), known_packages(), what="Drawn.")
    assert "- Copyright (c) 2026 Lucide Icons and Contributors (Lucide)" in text
    assert "- Copyright (c) 2013-present Cole Bemis" in text
    assert "## ISC License" in text
    assert "## MIT License" in text
    assert "emojibase" not in text
    free = notice(chosen_sources(["openclipart"]), known_packages(), what="Drawn.")
    assert "## " not in free
