from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from jiheng.cli._prose import breaks


def lines(text: str, width: int) -> list[str]:
    cuts = [0, *breaks(text, width), len(text)]
    return [text[start:end] for start, end in pairwise(cuts)]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("一二三四五", 4, ["一二", "三四", "五"]),
        ("一二三，四五", 6, ["一二", "三，四", "五"]),
        ("完成“技改”投资", 6, ["完成", "“技改”", "投资"]),
        ("全年418.85万元", 6, ["全年", "418.85", "万元"]),
        ("指标值≥40家", 8, ["指标值", "≥40家"]),
        ("文件.doc .xls", 8, ["文件.doc ", ".xls"]),
        ("12345678", 3, ["123", "456", "78"]),
        ("一二", 10, ["一二"]),
        ("", 10, [""]),
    ],
)
def test_breaks(text: str, width: int, expected: list[str]) -> None:
    assert lines(text, width) == expected


@given(st.text(alphabet="一二三，。（）《》“”abc012.% ≥\n", max_size=60), st.integers(2, 20))
def test_nothing_is_lost_and_nothing_is_too_wide(text: str, width: int) -> None:
    text = text.replace("\n", " ")
    found = lines(text, width)
    assert "".join(found) == text
    assert all(cell_len(line.rstrip()) <= width for line in found)
