"""Figures that a report's text states, read only where the sentence has one of a few clear shapes.

Everything else is left alone: a figure taken wrongly out of a sentence would be a false alarm.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from jiheng.reports import SelfEvaluation
from jiheng.values import Figure, Printed, read_figure

_NUMBER = r"\d+(?:\.\d+)?"
_BRACKETS = r"(?:（[^（）]*(?:（[^（）]*）[^（）]*)*）)?"
_BUDGET = re.compile(
    rf"预算(?:收入)?(?:为)?({_NUMBER})万元{_BRACKETS}[，,；;](?:其中[，,：:]?)?年初预算(?:为)?({_NUMBER})万元{_BRACKETS}"
    rf"[，,；;](?:全年)?实际支出(?:为)?({_NUMBER})万元"
)
_BREAKDOWN = re.compile(rf"({_NUMBER})(万元|元|亿元)（(?:含|包括|包含)([^（）]*(?:（[^（）]*）[^（）]*)*)）")
_SENTENCE_END = re.compile(r"[。；;]")
_PART_END = re.compile(r"[、，；,;]")
_RATE = re.compile(
    rf"(?<![\d.])(\d+)(件|个|家|次|户|起|项|人|份)[，,、](?:其中|已)?([^\d，,。；、]{{1,6}}?)(\d+)\2[，,、]"
    rf"([^\d，,。；、]{{1,8}}率)(?:为|达|达到)?({_NUMBER}%)"
)
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

    total: Figure
    parts: tuple[Figure, ...]


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
    denominator: Figure


@dataclass(frozen=True, slots=True)
class StatedChange:
    """A change in percent with the two amounts printed before it."""

    rate: Figure
    before: Figure
    after: Figure


def stated_budget(form: SelfEvaluation) -> tuple[StatedBudget, ...]:
    """Return the budget statement of the report's text: ``预算A万元，其中年初预算B万元，实际支出C万元``."""
    return tuple(
        StatedBudget(
            original_budget=read_figure(found[2], place.at, "万元"),
            final_budget=read_figure(found[1], place.at, "万元"),
            actual_expenditure=read_figure(found[3], place.at, "万元"),
        )
        for place in _texts(form, "年初预算")
        for found in _BUDGET.finditer(place.text)
    )[:1]


def stated_breakdowns(form: SelfEvaluation) -> tuple[StatedBreakdown, ...]:
    """Return every amount whose parts the text lists in brackets: ``26万元（含甲11万元、乙15万元）``.

    A list that says 等, or in which an item has no amount of its own, is not complete and is left out.
    """
    found = []
    for place in _texts(form, "（"):
        for match in _BREAKDOWN.finditer(place.text):
            parts = _parts(match[3], match[2])
            if parts:
                total = read_figure(match[1], place.at, match[2])
                found.append(StatedBreakdown(total, tuple(read_figure(p, place.at, match[2]) for p in parts)))
    return tuple(found)


def _parts(listed: str, unit: str) -> tuple[str, ...]:
    if "等" in listed or "其中" in listed:
        return ()
    ends = [re.search(rf"({_NUMBER}){unit}$", item.strip()) for item in _PART_END.split(listed)]
    parts = tuple(end[1] for end in ends if end)
    return parts if len(parts) == len(ends) > 1 else ()


def stated_uses(form: SelfEvaluation) -> tuple[StatedBreakdown, ...]:
    """Return spending whose uses the text lists one by one, each with its amount.

    ``支出20万元，用于：甲8万元、乙7万元、丙5万元。`` A list that follows 主要用于, or ends in 等, does not
    claim to be complete and is left out.
    """
    return tuple(
        StatedBreakdown(
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
    """Return every rate printed right after its two counts: ``办理3112件，办结3021件，办结率97.08%``.

    The rate's name must repeat the word before the second count, else it may be a rate of something else.
    """
    found = []
    for place in _texts(form, "率"):
        for match in _RATE.finditer(place.text):
            denominator, unit, word, numerator, name, rate = match.groups()
            if name.removesuffix("率") in word or word in name:
                found.append(
                    StatedRate(
                        Printed(name, place.at),
                        read_figure(rate, place.at),
                        read_figure(numerator, place.at, unit),
                        read_figure(denominator, place.at, unit),
                    )
                )
    return tuple(found)


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


def _texts(form: SelfEvaluation, sign: str) -> list[Printed]:
    """Return the paragraphs and objectives in which a sign stands, without white space."""
    cells = [paragraph for section in form.narrative for paragraph in section.paragraphs]
    cells += [cell for goal in form.objectives for cell in (goal.expected, goal.achieved)]
    return [Printed("".join(cell.text.split()), cell.at) for cell in cells if sign in cell.text]
