"""The real package: what its rows earn, worked out by hand from its printed figures."""

from decimal import Decimal
from pathlib import Path

import pytest

import jiheng
from jiheng.scoring import LineKind, ScoreSheet, score_package


@pytest.fixture(scope="module")
def sheets(seed: Path) -> list[ScoreSheet]:
    return list(score_package(jiheng.read(seed / "department-2024.docx")))


def test_every_scored_form_has_a_sheet_by_the_hunan_standard(sheets: list[ScoreSheet]) -> None:
    assert len(sheets) == 20
    assert {sheet.standard for sheet in sheets} == {"cn/hunan"}
    assert all("株洲市" in sheet.chosen_because for sheet in sheets)
    assert {sheet.total_weight for sheet in sheets} == {Decimal(100)}


def test_the_department_form(sheets: list[ScoreSheet]) -> None:
    """9 rows of words or few: 6 → 4.8…6 and three 5 → 4…5; the rest 100 − 6 − 15 less 2.13 and 1.12."""
    sheet = sheets[0]
    assert (sheet.low, sheet.high) == (Decimal("92.55"), Decimal("96.75"))
    assert sheet.reported_total == Decimal("95.2")
    assert sheet.difference == ("技改投资增长率：填报 1.2，按比例应为 2.88，少计 1.68 分。",)


def test_rows_where_the_reported_marks_do_not_follow(sheets: list[ScoreSheet]) -> None:
    wrong = {
        (line.reported, line.low, line.high)
        for sheet in sheets
        for line in sheet.lines
        if line.agrees is False
    }
    assert wrong == {
        (Decimal("1.2"), Decimal("2.88"), Decimal("2.88")),  # 3.6 ÷ 5 × 4
        (Decimal(20), Decimal("6.67"), Decimal("6.67")),  # 1 ÷ 3 × 20
        (Decimal(4), Decimal("3.28"), Decimal("3.28")),  # 123 ÷ 150 × 4
    }


def test_a_full_total_that_cannot_be_full(sheets: list[ScoreSheet]) -> None:
    """1 of 3 场 costs 13.33 marks; 10 + 10 + 5 + 5 marks of words span another 6."""
    (sheet,) = [sheet for sheet in sheets if sheet.high < 90]
    assert (sheet.low, sheet.high) == (Decimal("80.67"), Decimal("86.67"))
    assert (sheet.reported_grade, sheet.low_grade, sheet.high_grade) == ("优", "良", "良")


def test_no_row_is_dropped(sheets: list[ScoreSheet]) -> None:
    """180 rows carry a weight (counted in the text export), and each of 20 forms has its execution."""
    assert sum(len(sheet.lines) for sheet in sheets) == 180 + 20
    assert not any(line.kind is LineKind.NOT_SCORED for sheet in sheets for line in sheet.lines)
