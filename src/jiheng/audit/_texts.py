"""Figures that a report's text states, read only where the sentence has one of a few clear shapes.

Everything else is left alone: a figure taken wrongly out of a sentence would be a false alarm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from jiheng.audit.prose import Claim, breakdowns_of, plain_text, rates_of
from jiheng.reports import SelfEvaluation
from jiheng.values import Figure, Printed, convert, read_figure, squeeze

_NUMBER = r"\d+(?:\.\d+)?"
_BRACKETS = r"(?:（[^（）]*(?:（[^（）]*）[^（）]*)*）)?"
_BUDGET = re.compile(
    rf"预算(?:收入)?(?:为)?({_NUMBER})(万元|亿元|元){_BRACKETS}[，,；;](?:其中[，,：:]?)?年初预算(?:为)?({_NUMBER})\2{_BRACKETS}"
    rf"[，,；;](?:全年)?实际支出(?:为)?({_NUMBER})\2"
)
_BUDGET_BY_TIME = re.compile(
    rf"年初预算(?:数|安排|批复)?(?:为)?({_NUMBER})(万元|亿元|元)[^。；]{{0,120}}?[，,；;]"
    rf"(?:全年|调整后|调整)(?:的)?预算(?:数)?(?:为)?({_NUMBER})\2{_BRACKETS}"
    rf"[，,；;](?:全年)?(?:实际支出|执行数|支出|执行)(?:数)?(?:为)?({_NUMBER})\2"
)
_START = "，"
"""Put before a text: an amount that it starts with then follows a mark like all others."""
_AMOUNT = re.compile(
    rf"[，,。；;：:](?:其中[，：]?)?(?:(20\d\d)年(?:度)?[，]?)?(?:本项目|该项目|此项目|本专项|该专项|此专项|项目)?(?:资金)?(?:的)?"
    rf"(年初预算|全年预算|调整后预算|全年实际支出|实际支出|全年执行|全年支出)(?:数|安排|资金|总额)?(?:共计|共|为)?"
    rf"({_NUMBER})(万元|亿元|元)(?![/每余多])"
)
_SPENT_WITHIN = 60
_SPENT = re.compile(
    rf"(?:(20\d\d)年(?:度)?[，,]?)?([^，。；：\d]{{4,40}}?)(?:全年)?(?:实际)?支出(?:共计|共|为)?({_NUMBER})(万元|亿元|元)(?![/每余多])"
)
_NAME_MARKS = re.compile(
    r"[“”\"'‘’《》·、]|[（(][^（）()]*[）)]|20\d\d年?度?|绩效自评报告$|\d+(?:\.\d+)?万?元?$"
)
_MONEY_WORDS = re.compile(r"(?:项目|专项|工作|补助|相关|经费|资金)+$")
_SHORTEST_NAME = 4
_ALIKE = Decimal("0.75")
_COLUMNS = {
    "年初预算": "original_budget",
    "全年预算": "final_budget",
    "调整后预算": "final_budget",
}
_EXECUTION = re.compile(rf"预算执行率(?:为|达到|达|是)?({_NUMBER}%)")
_SENTENCE_END = re.compile(r"[。；;]")
_CHANGE = re.compile(
    rf"[由从](?:(?:20\d\d年|上年|去年)的?)?({_NUMBER})(万元|亿元|元|家|个|人|件)"
    rf"(?:上升|增加|增长|提高|下降|减少|降低)[到至为](?:(?:20\d\d年|今年|本年)的?)?({_NUMBER})\2"
    rf"[，,](?:同比)?(增长|增幅|上升|提高|下降|降幅|减少|降低)(?:了|为|达)?({_NUMBER}%)"
)
_USES = re.compile(
    rf"支出({_NUMBER})万元[，,](?:(?:全部|分别)?用于(?:支出|支付)?|(?:分|具体)?用途为)[：:]?((?:[^\d，。；;、]{{2,20}}{_NUMBER}万元[、，；;。]){{3,}})"
)
_USE = re.compile(rf"({_NUMBER})万元")
_INPUT = re.compile(
    rf"(?:先后投入|投入(?:专项|工作)?(?:经费|资金))(?:专项|工作)?(?:经费|资金)?(?:近|约|共|共计)*(({_NUMBER})余?万元)"
)
_FALLS = frozenset({"下降", "降幅", "减少", "降低"})


@dataclass(frozen=True, slots=True)
class StatedBudget:
    """What the text says of the project's money, under the names of the funds block's columns."""

    original_budget: Figure
    final_budget: Figure
    actual_expenditure: Figure


@dataclass(frozen=True, slots=True)
class StatedBreakdown:
    """An amount and the parts that the text says it holds."""

    what: Printed
    total: Figure
    parts: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class StatedRatio:
    """A rate that the text gives for the execution of the budget."""

    rate: Figure


@dataclass(frozen=True, slots=True)
class StatedInput:
    """Money that the text says was put in."""

    amount: Figure


@dataclass(frozen=True, slots=True)
class StatedRate:
    """A rate with the two counts printed before it."""

    name: Printed
    rate: Figure
    numerator: Figure
    denominators: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class StatedChange:
    """A change in percent with the two amounts printed before it."""

    rate: Figure
    before: Figure
    after: Figure


def stated_budget(form: SelfEvaluation) -> tuple[StatedBudget, ...]:
    """Return the budget statement of the report's text.

    ``预算A万元，其中年初预算B万元，实际支出C万元`` or ``年初预算B万元，全年预算A万元，实际支出C万元``.
    """
    for place in _texts(form, "年初预算"):
        if found := _BUDGET.search(place.text):
            final, unit, original, actual = found.groups()
        elif found := _BUDGET_BY_TIME.search(place.text):
            original, unit, final, actual = found.groups()
        else:
            continue
        figures = (read_figure(number + unit, place.at) for number in (original, final, actual))
        return (StatedBudget(*figures),)
    return ()


def stated_amounts(form: SelfEvaluation) -> tuple[StatedBudget, ...]:
    """Return amounts that the text gives for the project by themselves: ``本项目全年支出C万元``.

    What the budget statement says, and what is said of another year, is left out.
    """
    stated = {figure.text for budget in stated_budget(form) for figure in _columns(budget)}
    found = []
    places = _texts(form, "元")
    found += [
        replace(_NOTHING, actual_expenditure=read_figure(spent[3] + spent[4], place.at))
        for place in places
        if "支出" in place.text[:_SPENT_WITHIN]
        and (spent := _SPENT.match(place.text))
        and spent[1] in {None, str(form.fiscal_year)}
        and _is_project(spent[2], form)
    ]
    for place in places:
        for year, word, number, unit in _AMOUNT.findall(_START + place.text):
            if (number + unit) not in stated and year in {"", str(form.fiscal_year)}:
                column = _COLUMNS.get(word, "actual_expenditure")
                figure = read_figure(number + unit, place.at)
                found.append(replace(_NOTHING, **{column: figure}))
    return tuple(dict.fromkeys(found))


def _is_project(said: str, form: SelfEvaluation) -> bool:
    """Whether words name the project: its name or title without year, marks and the words for money."""
    subject = _core(said)
    return any(
        len(min(subject, name, key=len)) >= _SHORTEST_NAME
        and (subject in name or name in subject)
        and len(min(subject, name, key=len)) >= _ALIKE * len(max(subject, name, key=len))
        for name in (_core(form.name.text), _core(form.narrative_title.text))
    )


def _core(name: str) -> str:
    return _MONEY_WORDS.sub("", _NAME_MARKS.sub("", squeeze(name)))


_BLANK = read_figure("", "")
_NOTHING = StatedBudget(_BLANK, _BLANK, _BLANK)


def _columns(budget: StatedBudget) -> tuple[Figure, Figure, Figure]:
    return budget.original_budget, budget.final_budget, budget.actual_expenditure


def stated_execution(form: SelfEvaluation) -> tuple[StatedRatio, ...]:
    """Return what the text says of the budget's execution rate."""
    return tuple(
        StatedRatio(read_figure(rate, place.at))
        for place in _texts(form, "预算执行率")
        for rate in _EXECUTION.findall(place.text)
    )


def stated_breakdowns(form: SelfEvaluation) -> tuple[StatedBreakdown, ...]:
    """Return every amount whose parts the text claims to name all: ``26万元，由甲11万元、乙15万元组成``."""
    return _breakdowns(form, Claim.COMPLETE)


def stated_listings(form: SelfEvaluation) -> tuple[StatedBreakdown, ...]:
    """Return every amount whose parts are listed one by one, it seems to the last: ``11场：甲5场、乙6场``."""
    return _breakdowns(form, Claim.LISTED)


def stated_shares(form: SelfEvaluation) -> tuple[StatedBreakdown, ...]:
    """Return every amount of which the text names parts, not claiming to name all: ``40篇，其中省级13篇``."""
    return _breakdowns(form, Claim.OPEN)


def _breakdowns(form: SelfEvaluation, claim: Claim) -> tuple[StatedBreakdown, ...]:
    return tuple(
        StatedBreakdown(
            Printed(found.total.what or "合计", place.at),
            found.total.figure,
            tuple(_counted_as(part.figure, found.total.unit) for part in found.parts),
        )
        for place in texts_of(form)
        for found in breakdowns_of(place.text, place.at)
        if found.claim is claim
    )


def _counted_as(part: Figure, unit: str) -> Figure:
    """Return a part as counted in its whole's unit, where the two are names of one unit (场 and 期)."""
    return part if convert(Decimal(1), part.unit, unit) is not None else replace(part, unit=unit)


def stated_uses(form: SelfEvaluation) -> tuple[StatedBreakdown, ...]:
    """Return spending whose uses the text lists one by one, each with its amount.

    ``支出20万元，用于：甲8万元、乙7万元、丙5万元。`` A list that follows 主要用于, or ends in 等, does not
    claim to be complete and is left out.
    """
    return tuple(
        StatedBreakdown(
            Printed("支出", place.at),
            read_figure(found[1], place.at, "万元"),
            tuple(read_figure(part, place.at, "万元") for part in _USE.findall(found[2])),
        )
        for place in _texts(form, "用")
        for found in _USES.finditer(place.text)
        if found[2].endswith("。")
    )


def stated_inputs(form: SelfEvaluation) -> tuple[StatedInput, ...]:
    """Return the money that the text says was put in: ``投入经费80余万元``; what firms put in is left out."""
    return tuple(
        StatedInput(Figure(found[1], place.at, Decimal(found[2]), "万元"))
        for place in _texts(form, "投入")
        for found in _INPUT.finditer(place.text)
        if "企业" not in _SENTENCE_END.split(place.text[: found.start()])[-1]
    )


def stated_rates(form: SelfEvaluation) -> tuple[StatedRate, ...]:
    """Return every rate printed soon after its two counts: ``办理3112件，办结3021件，办结率97.08%``.

    The rate's name must repeat the action of the second count, else it may be a rate of something else. Every
    larger count of the same unit before it may be what it is a rate of.
    """
    return tuple(
        StatedRate(
            Printed(found.rate.what, place.at),
            found.rate.figure,
            found.numerator.figure,
            tuple(count.figure for count in found.denominators),
        )
        for place in _texts(form, "率")
        for found in rates_of(place.text, place.at)
    )


def stated_changes(form: SelfEvaluation) -> tuple[StatedChange, ...]:
    """Return every change printed with both amounts: ``由40万元下降到30万元，下降25%``."""
    found = []
    for place in _texts(form, "%"):
        for match in _CHANGE.finditer(place.text):
            before, unit, after, way, rate = match.groups()
            signed = f"-{rate}" if way in _FALLS else rate
            found.append(
                StatedChange(
                    read_figure(signed, place.at),
                    read_figure(before, place.at, unit),
                    read_figure(after, place.at, unit),
                )
            )
    return tuple(found)


def texts_of(form: SelfEvaluation) -> tuple[Printed, ...]:
    """Return what a form says was done: the paragraphs of its report, and the objectives as achieved."""
    paragraphs = [paragraph for section in form.narrative for paragraph in section.paragraphs]
    return (*paragraphs, *(goal.achieved for goal in form.objectives))


def _texts(form: SelfEvaluation, sign: str) -> list[Printed]:
    """Return the paragraphs and objectives in which a sign stands, without white space and at half width."""
    cells = [*texts_of(form), *(goal.expected for goal in form.objectives)]
    return [Printed(plain_text(cell.text), cell.at) for cell in cells if sign in cell.text]
