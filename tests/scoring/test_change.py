"""What would change a line's marks is true: the achieved value it names earns what it says."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiheng.reports import SelfEvaluation
from jiheng.scoring import ScoreLine, score_form
from jiheng.standards import load_standard
from tests.scoring.rows import form, fund, indicator

NUMBER = re.compile(r"(?:达到|不超过|在) (\d+(?:\.\d+)?)")
STANDARD = load_standard("cn/national")


def lines(evaluated: SelfEvaluation) -> tuple[ScoreLine, ...]:
    return score_form(evaluated, 0, STANDARD).lines


def line(target: str, achieved: str, score: str = "", weight: str = "4") -> ScoreLine:
    return lines(form(indicator(target, achieved, weight, score)))[-1]


@pytest.mark.parametrize(
    ("target", "achieved", "score", "expected"),
    [
        ("≥15家", "7家", "", "完成值达到 15家（再多 8家）得满分 4。"),
        ("≥15家", "7家", "3", "完成值达到 15家（再多 8家）得满分 4。填报的 3 分对应的完成值是 11.25家。"),
        ("≤20万元", "25万元", "", "完成值不超过 20万元（少 5万元）得满分 4。"),
        (">100人", "90人", "", "完成值高于 100人得满分 4。"),
        ("8次", "6次", "", "完成值达到 8次（再多 2次）得满分 4。"),
        ("≥90%", "大于50%", "", "写明确切的完成值；达到 90%得满分 4。"),
        ("≥15家", "", "", "写明确切的完成值；达到 15家得满分 4。"),
        ("≥2%", "下降13%", "", "指标值写明上升还是下降之后才能计算。"),
        ("≥15家", "16家", "", ""),
        ("成效明显", "尚未开展", "", "有依据属“部分达成”的，得 2.4–3.2 分；属“达成”的，得 3.2–4 分。"),
        ("成效明显", "成效明显", "", ""),
    ],
)
def test_it_is_said_with_the_numbers(target: str, achieved: str, score: str, expected: str) -> None:
    assert line(target, achieved, score).change == expected


def test_the_execution_names_the_spending_that_earns_all() -> None:
    change = lines(form(funds=[fund("43.2", "37.24")]))[0].change
    assert change == "全年执行数达到 43.2（再多 5.96）得满分 10。"
    assert lines(form(funds=[fund("43.2", "43.2")]))[0].change == ""


@given(
    sign=st.sampled_from(["≥", "≤", "="]),
    limit=st.integers(1, 999),
    number=st.integers(0, 1999),
    weight=st.integers(1, 40),
)
def test_the_value_named_earns_the_whole_weight(sign: str, limit: int, number: int, weight: int) -> None:
    before = line(f"{sign}{limit}家", f"{number}家", weight=str(weight))
    if before.low == weight:
        assert before.change == ""
        return
    found = NUMBER.search(before.change)
    assert found
    after = line(f"{sign}{limit}家", f"{found[1]}家", weight=str(weight))
    assert after.low == after.high == Decimal(weight)
