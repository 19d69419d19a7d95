"""Packs of department-level indicators: every case of every card, and wrong cards refused."""

from pathlib import Path

import pytest

from jiheng.cards import read_card
from jiheng.errors import StandardError
from jiheng.scoring import run_indicator_case
from jiheng.standards import IndicatorCard, IndicatorCase, all_packs
from jiheng.standards._indicator_loader import read_indicator, read_pack
from jiheng.terms import chinese

CASES = [(pack.id, card, case) for pack in all_packs() for card in pack.indicators for case in card.cases]

PACK = """\
title: 试行口径
citation: [{source: form-department-2018}]
version_date: fiscal_year_end
chosen_by: [marks]
indicators: [trial_rate]
"""
CARD = """\
title: 试行比率
citation: [{source: form-department-2018}]
operands:
  actual: {label: 实际, cell: base_data.buildings.actual_scale}
  approved: {label: 批复, cell: base_data.buildings.approved_scale}
figure: {ratio_of: {sum: [actual], under: approved}}
printed: [base_data.buildings.scale_control_rate]
marks:
  2020-01-01: {max_score: 5, method: deduct_per_point, full_at_most: 100%, step: 1%, deduct: 1}
  2024-01-01: {max_score: 6, method: banded, bands: [{at_most: 100%, score: 6}], above: 0}
cases:
  - {name: 有, cells: {actual: 1, approved: 1}, result: 1 ÷ 1 = 100%, marks: 5}
  - {name: 无, cells: {actual: 1, approved: 0}, result: 批复为 0，比率不存在}
"""


@pytest.mark.parametrize(
    ("pack", "card", "case"), CASES, ids=[f"{pack}-{card.code}-{case.name}" for pack, card, case in CASES]
)
def test_a_case_gives_what_the_card_expects(pack: str, card: IndicatorCard, case: IndicatorCase) -> None:
    assert run_indicator_case(card, case) == (case.result, case.marks), pack


def test_the_identifier_names_the_term() -> None:
    named = {(card.code, card.title) for pack in all_packs() for card in pack.indicators}
    assert {(code, chinese(code)) for code, _ in named} == named


def test_the_shipped_packs() -> None:
    assert [pack.id for pack in all_packs()] == ["cn/department-2018", "cn/hunan"]
    published, hunan = all_packs()
    assert {card.code for card in published.indicators if card.marks} == {
        "headcount_control_rate",
        "three_public_change_rate",
        "budget_completion_rate",
        "budget_control_rate",
    }
    assert not any(card.marks for card in hunan.indicators)
    certain = {card.code for card in hunan.indicators if card.is_certain}
    assert certain == {"headcount_control_rate", "scale_control_rate", "investment_control_rate"}


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        pytest.param("title: 试", "titel: 试", 1, "title", id="a key is missing"),
        pytest.param("printed:", "note: 一\nremark: 二\nprinted:", 8, "remark", id="an unknown key"),
        pytest.param("form-department-2018", "nowhere", 2, "source", id="an unknown source"),
        pytest.param("cell: base_data.buildings.actual_scale", "cell: salaries", 4, "cell", id="no path"),
        pytest.param("base_data.buildings.actual", "project.buildings.actual", 4, "cell", id="no such form"),
        pytest.param("buildings.actual_scale", "garages.actual_scale", 4, "cell", id="no such block"),
        pytest.param("buildings.actual_scale", "buildings.colour", 4, "cell", id="no such cell"),
        pytest.param("buildings.actual_scale", "expenditure.actual", 4, "cell", id="which line is not said"),
        pytest.param(
            "base_data.buildings.actual_scale",
            '"base_data.expenditure[tea].actual"',
            4,
            "cell",
            id="a line that is no term",
        ),
        pytest.param(
            "base_data.buildings.actual_scale",
            '"base_data.staff[total].serving_staff"',
            4,
            "cell",
            id="a line where there are none",
        ),
        pytest.param("under: approved", "under: budget", 6, "figure", id="an operand nobody gave"),
        pytest.param("sum: [actual]", "sum: [approved]", 6, "figure", id="an operand nobody uses"),
        pytest.param("ratio_of", "product_of", 6, "figure", id="an unknown relation"),
        pytest.param("2020-01-01", "2025-01-01", 10, "2024-01-01", id="days out of order"),
        pytest.param("2020-01-01", "soon", 9, "soon", id="not a day"),
        pytest.param("deduct_per_point", "by_lot", 9, "method", id="an unknown method"),
        pytest.param("full_at_most: 100%, step", "step", 9, "method", id="no limit"),
        pytest.param("step: 1%", "step: 0%", 9, "step", id="a step of nothing"),
        pytest.param("max_score: 5", "max_score: -5", 9, "max_score", id="marks below nothing"),
        pytest.param("max_score: 6", "max_score: 7", 10, "bands", id="bands that miss the marks"),
        pytest.param("at_most: 100%, score: 6}", "at_most: 100%}", 10, "score", id="a band without marks"),
        pytest.param(
            "deduct_per_point, full_at_most: 100%, step: 1%, deduct: 1",
            "proportional, full_at_least: 0%",
            9,
            "full_at_least",
            id="a proportion to nothing",
        ),
        pytest.param("cells: {actual: 1, approved: 1}", "cells: {actual: 1}", 12, "cells", id="a case short"),
        pytest.param(
            "approved: 0}, result: 批复为 0，比率不存在",
            "approved: 1}, result: 100%",
            11,
            "cases",
            id="cases",
        ),
    ],
)
def test_a_wrong_card_is_refused(tmp_path: Path, old: str, new: str, line: int, key: str) -> None:
    assert old in CARD
    (tmp_path / "trial_rate.yaml").write_text(CARD.replace(old, new), encoding="utf-8")
    with pytest.raises(StandardError) as refused:
        read_indicator("trial_rate", read_card(tmp_path / "trial_rate.yaml"))
    assert (refused.value.line, refused.value.key) == (line, key)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ("[marks]", "[lot]", "chosen_by"),
        ("[trial_rate]", "[trial_rate, other_rate]", "indicators"),
        ("[trial_rate]", "[]", "indicators"),
        ("fiscal_year_end", "some_day", "version_date"),
    ],
)
def test_a_wrong_pack_is_refused(tmp_path: Path, old: str, new: str, key: str) -> None:
    (tmp_path / "trial_rate.yaml").write_text(CARD, encoding="utf-8")
    (tmp_path / "pack.yaml").write_text(PACK.replace(old, new), encoding="utf-8")
    with pytest.raises(StandardError) as refused:
        read_pack(tmp_path, "cn/trial")
    assert (refused.value.path, refused.value.key) == ("cn/trial/department/pack.yaml", key)


def test_a_right_pack_is_read(tmp_path: Path) -> None:
    (tmp_path / "trial_rate.yaml").write_text(CARD, encoding="utf-8")
    (tmp_path / "pack.yaml").write_text(PACK, encoding="utf-8")
    pack = read_pack(tmp_path, "cn/trial")
    (card,) = pack.indicators
    assert (pack.id, card.code) == ("cn/trial", "trial_rate")
    assert [path.text for path in card.printed] == ["base_data.buildings.scale_control_rate"]
