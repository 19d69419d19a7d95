"""The page on security names only tests that are there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs" / "explanation" / "security.md"
NAMED = sorted(set(re.findall(r"`(test_\w+\.py)(?:::(test_\w+))?`", PAGE.read_text(encoding="utf-8"))))


@pytest.mark.parametrize(("file", "function"), NAMED)
def test_what_the_page_names_is_there(file: str, function: str) -> None:
    text = (Path(__file__).parent / file).read_text(encoding="utf-8")

    assert not function or re.search(rf"^def {function}\(", text, re.MULTILINE)


def test_every_point_says_how_it_stands() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
    points = [line for line in rows if not line.startswith(("| chapter", "| control"))]
    states = [line.split("|")[2].strip() for line in points]

    assert len(points) > 60
    for line, state in zip(points, states, strict=True):
        assert re.match(r"met|in part|not met|the site's|none (is|are) used", state), line
        # What is said to be met says where; a test, or why there is none, stands in the last column.
        assert line.count("|") == 5, line
