"""Standards are read strictly: a wrong card is refused at its file, line and key."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest

from jiheng.errors import StandardError, StandardUnknown
from jiheng.standards import AtMostMethod, Category, Dated, Standard, all_standards, load_standard
from jiheng.standards._loader import read_standard

CARD = """\
title: 试行标准
citation: [{source: cn-mof-2020-10}]
applies: [project_self_evaluation]
version_date: fiscal_year_end
chosen_by:
  form_numbers: [X-1]
total:
  citation: [{source: cn-mof-2020-10}]
  value: {2020-01-01: 100}
grades:
  citation: [{source: cn-mof-2020-10}]
  value:
    2020-01-01: {优: 90, 良: 80, 中: 60, 差: 0}
    2024-01-01: {优: 95, 良: 85, 中: 60, 差: 0}
weights:
  citation: [{source: cn-mof-2020-10}]
  value:
    2020-01-01: {预算执行: 10, 产出指标: 50, 效益指标: 30, 满意度指标: 10}
at_most_exceeded:
  citation: [{source: form-beijing-2016}]
  value: {2020-01-01: target_over_actual}
missed_deadline:
  citation: [{source: cn-mof-2020-10}]
  value: {2020-01-01: unsettled}
missed_direction:
  citation: [{source: cn-mof-2020-10}]
  value: {2020-01-01: zero}
bands:
  citation: [{source: cn-mof-2020-10}]
  value:
    2020-01-01: {met_from: 80%, partly_from: 60%}
overshoot_needs_reason_above:
  citation: [{source: practice-recheck}]
  value: {2020-01-01: 130%}
"""


def read(folder: Path, text: str) -> None:
    (folder / "standard.yaml").write_text(text, encoding="utf-8")
    read_standard(folder, "cn/trial")


@pytest.mark.parametrize(
    ("old", "new", "line", "key"),
    [
        pytest.param("title: 试", "titel: 试", 1, "title", id="a key is missing"),
        pytest.param("chosen_by:", "note: 1\nchosen_by:", 5, "note", id="an unknown key"),
        pytest.param("form_numbers:", "numbers:", 6, "numbers", id="an unknown marker"),
        pytest.param("title: 试行标准\n", "title: 试\ntitle: 试\n", 2, "title", id="a repeated key"),
        pytest.param("citation: [{source: practice-recheck}]\n  ", "", 33, "citation", id="no citation"),
        pytest.param("[{source: practice-recheck}]", "[]", 33, "citation", id="an empty citation"),
        pytest.param("practice-recheck", "nowhere", 33, "source", id="an unknown source"),
        pytest.param(
            "{source: form-beijing-2016}",
            "{source: form-beijing-2016, article: 三}",
            20,
            "article",
            id="an article nobody has seen",
        ),
        pytest.param("2020-01-01: 100}", "2020-01-01: 1OO}", 9, "2020-01-01", id="not a number"),
        pytest.param("2020-01-01: 100}", "2020-01-01: NaN}", 9, "2020-01-01", id="NaN"),
        pytest.param("130%", "-130%", 34, "2020-01-01", id="not above zero"),
        pytest.param("target_over_actual", "halved", 21, "2020-01-01", id="an unknown method"),
        pytest.param("fiscal_year_end", "some_day", 4, "version_date", id="an unknown date"),
        pytest.param("[project_self_evaluation]", "[base_data]", 3, "applies", id="a form without marks"),
        pytest.param(
            "chosen_by:",
            "notes: {base_data: 无}\nchosen_by:",
            5,
            "notes",
            id="a note for no form",
        ),
        pytest.param("[project_self_evaluation]", "[]", 3, "applies", id="no form"),
        pytest.param("2024-01-01: {优", "2019-01-01: {优", 14, "2019-01-01", id="days out of order"),
        pytest.param("2024-01-01: {优", "2020-13-01: {优", 14, "2020-13-01", id="not a day"),
        pytest.param("优: 95", "优: 85", 14, "2024-01-01", id="grades that do not fall"),
        pytest.param(", 差: 0}\n    2024", "}\n    2024", 13, "差", id="a grade is missing"),
        pytest.param("产出指标: 50", "产出指标: 40", 15, "weights", id="weights that miss the total"),
        pytest.param("产出指标: 50", "出产指标: 50", 18, "出产指标", id="an unknown category"),
        pytest.param("met_from: 80%", "met_from: 50%", 31, "2020-01-01", id="bands out of order"),
        pytest.param("{2020-01-01: zero}", "{}", 27, "value", id="no day in force"),
        pytest.param("  value: {2020-01-01: zero}", "  value: zero", 27, "value", id="not dated"),
    ],
)
def test_a_wrong_standard_is_refused(tmp_path: Path, old: str, new: str, line: int, key: str) -> None:
    assert old in CARD
    with pytest.raises(StandardError) as refused:
        read(tmp_path, CARD.replace(old, new))
    assert (refused.value.path, refused.value.line) == ("cn/trial/standard.yaml", line)
    assert refused.value.key == key


def test_a_right_standard_is_read(tmp_path: Path) -> None:
    (tmp_path / "standard.yaml").write_text(CARD, encoding="utf-8")
    standard = read_standard(tmp_path, "cn/trial")
    early, late = (standard.version_on(dt.date(year, 12, 31)) for year in (2023, 2024))
    assert [early.grades.of(Decimal(n)) for n in (90, 80, 60, 59)] == ["优", "良", "中", "差"]
    assert [late.grades.of(Decimal(n)) for n in (95, 90, 60, -1)] == ["优", "良", "中", "差"]
    assert early.at_most_exceeded is AtMostMethod.TARGET_OVER_ACTUAL
    assert early.overshoot_needs_reason_above == Decimal("1.3")


def test_a_dated_value_changes_on_its_first_day() -> None:
    value = Dated(((dt.date(2020, 1, 1), "old"), (dt.date(2024, 1, 1), "new")))
    asked = [dt.date(2019, 1, 1), dt.date(2023, 12, 31), dt.date(2024, 1, 1), None]
    assert [value.on(day) for day in asked] == ["old", "old", "new", "new"]


def test_the_shipped_standards() -> None:
    assert [standard.id for standard in all_standards()] == ["cn/hunan", "cn/national", "cn/sichuan"]
    weights = {
        standard.id: {category.value: int(weight) for category, weight in standard.version_on(None).weights}
        for standard in all_standards()
    }
    assert weights["cn/hunan"] == {
        "预算执行": 10,
        "产出指标": 40,
        "效益指标": 20,
        "满意度指标": 10,
        "成本指标": 20,
    }
    assert weights["cn/national"] == {"预算执行": 10, "产出指标": 50, "效益指标": 30, "满意度指标": 10}
    assert weights["cn/sichuan"] == {"预算执行": 10, "指标合计": 90}


@pytest.mark.parametrize("standard", all_standards(), ids=lambda standard: standard.id)
def test_every_standard_says_what_the_regulations_say(standard: Standard) -> None:
    version = standard.version_on(None)
    assert {name: int(limit) for name, limit in version.grades.limits} == {
        "优": 90,
        "良": 80,
        "中": 60,
        "差": 0,
    }
    assert (version.bands.met_from, version.bands.partly_from) == (Decimal("0.8"), Decimal("0.6"))
    assert version.overshoot_needs_reason_above == Decimal("1.3")
    assert version.at_most_exceeded is AtMostMethod.LINEAR_TO_ZERO_AT_DOUBLE
    assert dict(version.weights)[Category.EXECUTION] == 10
    below = Decimal("0.9") if standard.id == "cn/sichuan" else None
    assert version.execution_needs_reason_below == below


def test_an_unknown_standard_names_the_known_ones() -> None:
    with pytest.raises(StandardUnknown) as unknown:
        load_standard("cn/atlantis")
    assert unknown.value.known == ("cn/hunan", "cn/national", "cn/sichuan")
    assert "cn/atlantis" in str(unknown.value)
