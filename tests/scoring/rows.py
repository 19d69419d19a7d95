"""Indicator rows and forms built from the texts a table would print."""

from collections.abc import Sequence

from jiheng.reports import FormKind, FundLine, Indicator, SelfEvaluation, Total
from jiheng.values import (
    AchievedText,
    Figure,
    Missing,
    Printed,
    TargetText,
    read_achieved,
    read_figure,
    read_target,
)

NOWHERE = Printed("", "")
BLANK = Figure("", "", Missing.BLANK)


def indicator(
    target: str, achieved: str, weight: str = "4", score: str = "", name: str = "指标", *, row: int = 9
) -> Indicator:
    at = f"T1R{row}"
    return Indicator(
        category=Printed("产出指标", f"{at}C2"),
        category_max_score=BLANK,
        subcategory=Printed("数量指标", f"{at}C3"),
        name=Printed(name, f"{at}C4"),
        target=TargetText(target, f"{at}C5", read_target(target)),
        achieved=AchievedText(achieved, f"{at}C6", read_achieved(achieved)),
        max_score=read_figure(weight, f"{at}C7"),
        score=read_figure(score, f"{at}C8"),
        deviation_reason=NOWHERE,
        at=at,
    )


def fund(final: str, actual: str, weight: str = "10", score: str = "", source: str = "total") -> FundLine:
    return FundLine(
        source=source,
        label=Printed("年度资金总额", "T1R6C2"),
        original_budget=BLANK,
        final_budget=read_figure(final, "T1R6C4", "万元"),
        actual_expenditure=read_figure(actual, "T1R6C5", "万元"),
        max_score=read_figure(weight, "T1R6C6"),
        execution_rate=BLANK,
        score=read_figure(score, "T1R6C8"),
        amount=BLANK,
    )


def form(
    *indicators: Indicator,
    funds: Sequence[FundLine] = (),
    total: str = "",
    department: str = "",
    title: str = "",
    year: int | None = 2024,
) -> SelfEvaluation:
    return SelfEvaluation(
        kind=FormKind.PROJECT,
        document=0,
        tables=(1,),
        fiscal_year=year,
        title=Printed(title, "P1"),
        name=Printed("会议经费", "T1R1C2"),
        supervising_department=Printed(department, "T1R2C2"),
        implementing_unit=NOWHERE,
        funds=tuple(funds),
        objectives=(),
        indicators=indicators,
        total=Total(BLANK, read_figure(total, "T1R20C3")),
        narrative_title=NOWHERE,
        narrative=(),
        filing_date=None,
        filing_line=NOWHERE,
        unread=(),
        problems=(),
    )
