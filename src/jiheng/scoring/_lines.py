"""One indicator or the execution line → ScoreLine."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from jiheng.reports import FundLine, Indicator, SelfEvaluation
from jiheng.scoring._align import align, printed
from jiheng.scoring._change import execution_change, indicator_change
from jiheng.scoring._names import all_names
from jiheng.scoring._numeric import score_number
from jiheng.scoring._outcome import (
    NOTHING,
    Outcome,
    equals,
    marks_of,
    percent,
    plain,
    slack,
    span,
    tidy,
    unjudged,
)
from jiheng.scoring._phrases import Judgement, Verdict, judge, number_for
from jiheng.scoring._timing import as_date, score_date, score_trend
from jiheng.scoring._types import LineKind, ScoreLine
from jiheng.standards import Version
from jiheng.values import (
    Changed,
    Comparator,
    DeadlineTarget,
    Described,
    Figure,
    Happened,
    Measured,
    Missing,
    NumericTarget,
    TrendTarget,
)

EXECUTION = "预算执行率"


def score_indicator(indicator: Indicator, version: Version, fiscal_year: int | None) -> ScoreLine | None:
    """Score one indicator row, or return None for a row that only says that none applies (``/``)."""
    weight = indicator.max_score.value
    if indicator.is_stroke and weight is None and indicator.score.value is None:
        return None
    name = indicator.name.text or indicator.subcategory.text
    if weight is None or weight < 0:
        return _not_scored(name, indicator.at, indicator.max_score, indicator.score)
    weight = tidy(weight)
    outcome = _score(indicator, weight, version, fiscal_year)
    change = indicator_change(indicator, outcome, weight, version)
    return _line((name, indicator.at), weight, indicator.score, outcome, change)


def score_execution(form: SelfEvaluation, version: Version) -> ScoreLine | None:
    """Score the budget's execution from the total fund line, or return None where the form has none."""
    fund = form.fund("total")
    if fund is None:
        return None
    at = fund.label.at.partition("C")[0]
    weight = fund.max_score.value
    if weight is None or weight < 0:
        return _not_scored(EXECUTION, at, fund.max_score, fund.score)
    weight = tidy(weight)
    outcome = _execution(fund, weight, version)
    return _line((EXECUTION, at), weight, fund.score, outcome, execution_change(fund, outcome, weight))


def _execution(fund: FundLine, weight: Decimal, version: Version) -> Outcome:
    actual, final = fund.actual_expenditure.value, fund.final_budget.value
    if actual is None or final is None:
        missing = "全年执行数" if actual is None else "全年预算数"
        return unjudged(weight, f"没有读到{missing}，执行率算不出")
    if final <= 0:
        return unjudged(weight, f"全年预算数为 {plain(final)}，执行率不存在")
    rate = actual / final
    exact = weight * min(actual, final) / final
    marks = marks_of(exact, weight)
    capped = "（执行率按 100% 封顶）" if actual > final else ""
    formula = f"{plain(actual)} ÷ {plain(final)} × {plain(weight)} {equals(exact, marks)}{capped}"
    if actual > final:
        formula = f"min(1, {plain(actual)} ÷ {plain(final)}) × {plain(weight)} {equals(exact, marks)}{capped}"
    steps = [
        f"全年执行数 {plain(actual)} ÷ 全年预算数 {plain(final)}，执行率 {percent(rate)}。",
        f"预算执行得分：{formula} 分。",
    ]
    below = version.execution_needs_reason_below
    if below is not None and rate < below:
        steps.append(f"执行率低于 {percent(below)}，须说明原因。")
    return Outcome(LineKind.EXECUTION, marks, marks, formula, tuple(steps), completion=rate, met=rate >= 1)


def _score(indicator: Indicator, weight: Decimal, version: Version, fiscal_year: int | None) -> Outcome:
    target, achieved = indicator.target.reading, indicator.achieved.reading
    if isinstance(target, Missing):
        return unjudged(weight, f"{_absence('指标值', indicator.target.text)}，无法判断是否达成")
    if isinstance(achieved, Missing):
        return unjudged(weight, f"{_absence('实际完成值', indicator.achieved.text)}，不当作 0")
    if isinstance(target, NumericTarget):
        return _against_number(indicator, target, weight, version)
    if isinstance(target, DeadlineTarget):
        happened = as_date(achieved) if isinstance(achieved, Measured) else achieved
        if isinstance(happened, Happened):
            return score_date(indicator.target, happened, weight, version, fiscal_year)
    if isinstance(target, TrendTarget) and isinstance(achieved, Changed):
        return score_trend(target, achieved, weight, version)
    return _in_words(indicator, weight, version)


def _absence(field: str, text: str) -> str:
    return f"{field}填的是“{text.strip()}”" if text.strip() else f"没有填写{field}"


def _against_number(
    indicator: Indicator, target: NumericTarget, weight: Decimal, version: Version
) -> Outcome:
    achieved = indicator.achieved.reading
    if isinstance(achieved, Measured):
        return _measured(indicator, target, achieved, weight, version)
    if isinstance(achieved, Described) and (read := number_for(target, indicator.achieved.text)):
        measured, why = read
        outcome = score_number(target, measured.number, None, weight, version)
        return outcome.with_steps((f"{why}。", *outcome.steps), outcome.completion)
    if isinstance(achieved, Changed):
        if achieved.number is not None and all_names().says(indicator, achieved.direction):
            measured = Measured(achieved.number, achieved.unit)
            return _measured(indicator, target, measured, weight, version)
        said = printed(indicator.achieved)
        return unjudged(
            weight, f"指标值“{printed(indicator.target)}”没有写明方向，实际“{said}”是升降幅度，两者无法比较"
        )
    return _in_words(indicator, weight, version)


def _measured(
    indicator: Indicator, target: NumericTarget, measured: Measured, weight: Decimal, version: Version
) -> Outcome:
    aligned = align(measured, target, indicator.achieved, indicator.target)
    if aligned is None:
        return unjudged(
            weight,
            f"实际完成值的单位“{measured.unit}”与指标值的单位“{target.unit}”不同，无法比较",
        )
    readings = [target]
    note = (aligned.note,) if aligned.note else ()
    if target.comparator is Comparator.BARE and all_names().may_be_ceiling(indicator):
        readings.append(replace(target, comparator=Comparator.AT_MOST))
        note = (*note, "指标值没有写比较符号，这类指标也可能是越低越好。")
    outcomes = [
        score_number(reading, number, measured.bound, weight, version)
        for number in aligned.numbers
        for reading in readings
    ]
    first = outcomes[0]
    low, high = min(other.low for other in outcomes), max(other.high for other in outcomes)
    if low == first.low and high == first.high:
        return first.with_steps((*note, *first.steps), first.completion) if note else first
    why = f"{''.join(note).rstrip('。')}，不同读法得 {span(low, high)} 分"
    said = f"指标值“{printed(indicator.target)}”，实际完成“{printed(indicator.achieved)}”。"
    return Outcome(LineKind.AMBIGUOUS, low, high, why, (said, f"{why}，按整个区间列出。"))


def _in_words(indicator: Indicator, weight: Decimal, version: Version) -> Outcome:
    target = indicator.target.reading
    judgement = judge(target, indicator.target.text, indicator.achieved.text)
    said = f"指标值“{_quote(printed(indicator.target))}”，实际完成“{_quote(printed(indicator.achieved))}”"
    if judgement is None:
        return unjudged(weight, "现有的措辞规则判断不了这两段文字是否相符", f"{said}。")
    if judgement.verdict is Verdict.UNPROVEN:
        return unjudged(weight, judgement.why, f"{said}。")
    if isinstance(target, NumericTarget):
        # The bands are for qualitative indicators: a number that was missed keeps an unknown part.
        why = f"{judgement.why}；没有数值，得多少分无法推算"
        steps = (f"{said}。", f"{why}（{judgement.card}），按整个区间列出。")
        return Outcome(LineKind.AMBIGUOUS, NOTHING, weight, why, steps, met=False)
    return _band(judgement, said, weight, version)


def _band(judgement: Judgement, said: str, weight: Decimal, version: Version) -> Outcome:
    lowest, highest = judgement.verdict.shares(version.bands)
    low, high = marks_of(weight * lowest, weight), marks_of(weight * highest, weight)
    why = f"{judgement.why}：{percent(lowest)}–{percent(highest)}，即 {span(low, high)} 分"
    steps = (f"{said}。", f"{why}（措辞规则 {judgement.card}）。")
    return Outcome(LineKind.QUALITATIVE, low, high, why, steps, met=judgement.verdict.met)


def _quote(text: str, most: int = 30) -> str:
    return text if len(text) <= most else f"{text[:most]}…"


def _not_scored(name: str, at: str, weight: Figure, score: Figure) -> ScoreLine:
    why = f"分值“{weight.text}”不是分数，不计分" if weight.text else "没有印制分值，不计分"
    reported = score.value if score.unit != "%" else None
    return ScoreLine(name, at, LineKind.NOT_SCORED, None, reported, NOTHING, NOTHING, why, (f"{why}。",))


def _line(named: tuple[str, str], weight: Decimal, score: Figure, outcome: Outcome, change: str) -> ScoreLine:
    reported = score.value if score.unit != "%" else None
    return ScoreLine(
        *named,
        outcome.kind,
        weight,
        reported,
        outcome.low,
        outcome.high,
        outcome.why,
        (*outcome.steps, _compared(outcome, reported, score)),
        outcome.completion,
        outcome.met,
        change,
    )


def _compared(outcome: Outcome, reported: Decimal | None, score: Figure) -> str:
    """Say how the reported marks stand to the recomputed ones."""
    if reported is None:
        if score.value is not None:
            return f"得分栏填的是“{score.text}”，是比率，不是分数，未作比较。"
        return "没有填报得分。" if not score.text else f"得分栏“{score.text}”不是分数，未作比较。"
    said = f"填报 {plain(reported)} 分"
    if outcome.low != outcome.high:
        place = "在" if outcome.low <= reported <= outcome.high else "不在"
        return f"{said}，{place}区间 {span(outcome.low, outcome.high)} 分内。"
    difference = reported - outcome.low
    if not difference:
        return f"{said}，与重算一致。"
    rounded = "（在填报位数的舍入范围内）" if abs(difference) <= slack(reported) else ""
    return f"{said}，与重算相差 {_signed(difference)} 分{rounded}。"


def _signed(number: Decimal) -> str:
    return f"−{plain(-number)}" if number < 0 else f"+{plain(number)}"
