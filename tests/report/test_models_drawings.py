"""Drawings of the page of models: lengths and places are the figures'."""

import re

from scotoma.report.models.drawings import Point, bar, scatter


def test_a_bar_is_divided_as_the_counts_are_and_says_them() -> None:
    drawing = str(bar([("both", 3), ("same", 1), ("one", 0)], 'a "model": both 3, same 1'))
    parts = re.findall(r'class="(\w+)" x="([\d.]+)" y="0" width="([\d.]+)"', drawing)
    assert parts == [("both", "0.0", "269.0"), ("same", "270.0", "89.0")]  # 360 px, a px of paper between
    assert 'aria-label="a &#34;model&#34;: both 3, same 1"' in drawing


def test_points_stand_at_their_shares_and_none_hides_another() -> None:
    points = [Point(1, 0.0, 1.0), Point(2, 0.5, 0.25), Point(3, 0.5, 0.25), Point(4, 1.0, 0.0, (0.9, 1.0), (0.0, 0.2))]
    drawing = str(scatter(points, ("an encoder", "<model>"), "words"))
    numbers = dict(re.findall(r'class="number" x="(\d+)" y="[\d.]+" text-anchor="middle">([\d,]+)<', drawing))
    assert numbers == {"34": "1", "139": "2,3", "244": "4"}  # the square is 210 px from 34
    assert drawing.count('class="ends"') == 2
    assert "&lt;model&gt;" in drawing
