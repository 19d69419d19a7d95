"""Truth by hand: what targets and achieved values of real forms say."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiheng.values import (
    Achieved,
    Changed,
    Comparator,
    DeadlineTarget,
    Described,
    Direction,
    Happened,
    Measured,
    Missing,
    NumericTarget,
    PartialDate,
    QualitativeTarget,
    Target,
    TrendTarget,
    read_achieved,
    read_target,
)

D = Decimal
C = Comparator
TARGETS: list[tuple[str, Target]] = [
    ("≥40家", NumericTarget(C.AT_LEAST, D(40), "家")),
    ("＝100%", NumericTarget(C.EQUAL, D(100), "%")),
    ("=12月", NumericTarget(C.EQUAL, D(12), "月")),
    ("≥ 85", NumericTarget(C.AT_LEAST, D(85), "")),
    ("≤0起", NumericTarget(C.AT_MOST, D(0), "起")),
    ("＞3 个", NumericTarget(C.MORE_THAN, D(3), "个")),
    ("<5%", NumericTarget(C.LESS_THAN, D(5), "%")),
    (">=95％", NumericTarget(C.AT_LEAST, D(95), "%")),
    ("不少于3场次", NumericTarget(C.AT_LEAST, D(3), "场次")),
    ("不超过3.32万元", NumericTarget(C.AT_MOST, D("3.32"), "万元")),
    ("2000家以上", NumericTarget(C.AT_LEAST, D(2000), "家")),
    ("控制在20万元以内", NumericTarget(C.AT_MOST, D(20), "万元")),
    ("复核费用小于或等于5万元人民币。", NumericTarget(C.AT_MOST, D(5), "万元")),
    ("1,200人次", NumericTarget(C.BARE, D(1200), "人次")),
    ("1万人次", NumericTarget(C.BARE, D(10000), "人次")),
    ("30场/期", NumericTarget(C.BARE, D(30), "场/期")),
    ("两家", NumericTarget(C.BARE, D(2), "家")),
    ("十二个月", NumericTarget(C.BARE, D(12), "个月")),
    ("150", NumericTarget(C.BARE, D(150), "")),
    ("90%-95%", NumericTarget(C.BETWEEN, D(90), "%", D(95))),
    ("10～15个", NumericTarget(C.BETWEEN, D(10), "个", D(15))),
    ("2024年5月30日前", DeadlineTarget(PartialDate(2024, 5, 30))),
    ("2024年12月前", DeadlineTarget(PartialDate(2024, 12, None))),
    ("在2025年10月30日之前完成报告。", DeadlineTarget(PartialDate(2025, 10, 30))),
    ("2024.5.30前", DeadlineTarget(PartialDate(2024, 5, 30))),
    (">= 98 %(百分比)", NumericTarget(C.AT_LEAST, D(98), "%")),
    ("9月前", DeadlineTarget(PartialDate(None, 9, None))),
    ("2024年底", DeadlineTarget(PartialDate(2024, None, None))),
    ("较去年下降", TrendTarget(Direction.DOWN)),
    ("三公经费较去年减少", TrendTarget(Direction.DOWN)),
    ("同比增长", TrendTarget(Direction.UP)),
    ("是否及时", QualitativeTarget("是否及时")),
    ("提升", QualitativeTarget("提升")),
    ("减少事故率", QualitativeTarget("减少事故率")),
    ("一致好评", QualitativeTarget("一致好评")),
    ("3月和5月各办1场", QualitativeTarget("3月和5月各办1场")),
    ("/", Missing.NOT_APPLICABLE),
    ("\\", Missing.NOT_APPLICABLE),
    ("　", Missing.BLANK),
]
ACHIEVED: list[tuple[str, Achieved]] = [
    ("116家", Measured(D(116), "家")),
    ("37.4", Measured(D("37.4"), "")),
    ("1802.96\n万元", Measured(D("1802.96"), "万元")),
    ("≥90%", Measured(D(90), "%", C.AT_LEAST)),
    ("大于100人", Measured(D(100), "人", C.MORE_THAN)),
    ("满意度超过90%", Measured(D(90), "%", C.MORE_THAN)),
    ("实际产生费用4.8万元。", Measured(D("4.8"), "万元")),
    ("=100%", Measured(D(100), "%")),
    ("下降4.14万元", Changed(Direction.DOWN, D("4.14"), "万元")),
    ("单位能耗下降13%", Changed(Direction.DOWN, D(13), "%")),
    ("三公经费较去年减少", Changed(Direction.DOWN, None, "")),
    ("2024年4月28日", Happened(PartialDate(2024, 4, 28))),
    ("2024年12月前", Happened(PartialDate(2024, 12, None), by=True)),
    ("1月12日举办会议", Happened(PartialDate(None, 1, 12))),
    ("9月前", Happened(PartialDate(None, 9, None), by=True)),
    ("2024年内", Happened(PartialDate(2024, None, None))),
    ("全年", Described("全年")),
    ("均满意", Described("均满意")),
    ("排名第1", Described("排名第1")),
    ("新增省级116家，新增国家级7家", Described("新增省级116家，新增国家级7家")),
    ("／", Missing.NOT_APPLICABLE),
    ("", Missing.BLANK),
]


@pytest.mark.parametrize(("text", "says"), TARGETS)
def test_target(text: str, says: Target) -> None:
    assert read_target(text) == says


@pytest.mark.parametrize(("text", "says"), ACHIEVED)
def test_achieved(text: str, says: Achieved) -> None:
    assert read_achieved(text) == says


@given(
    sign=st.sampled_from(["≥", "≤", "=", ">", "<", ""]),
    number=st.decimals(min_value=0, max_value=10**9, places=2),
    unit=st.sampled_from(["", "%", "家", "万元", "亿元", "个", "场/期"]),
)
def test_reading_undoes_printing(sign: str, number: Decimal, unit: str) -> None:
    assert read_target(f"{sign}{number}{unit}") == NumericTarget(Comparator(sign), number, unit)


@given(st.text())
def test_any_text_is_read_as_something(text: str) -> None:
    read_target(text)
    read_achieved(text)
