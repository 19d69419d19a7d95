"""Records that several forms share → their entries of the contract. Copies and renames only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from jiheng.documents import Problem
from jiheng.render import _contract_parts as contract
from jiheng.reports import FundLine, Indicator, Section
from jiheng.values import AchievedText, Described, Printed, QualitativeTarget, TargetText, collapse, squeeze


def date_text(date: dt.date | None) -> str | None:
    """Return a date as ISO text, or None."""
    return date.isoformat() if date else None


def sections_of(sections: Iterable[Section]) -> tuple[contract.SectionEntry, ...]:
    """Copy texts with their headings."""
    return tuple(
        contract.SectionEntry(
            collapse(section.heading.text),
            "\n".join(collapse(paragraph) for paragraph in section.text.splitlines()),
        )
        for section in sections
    )


def fund_entry(line: FundLine) -> contract.FundEntry:
    """Copy a line of the funds."""
    figures = (
        line.original_budget,
        line.final_budget,
        line.actual_expenditure,
        line.max_score,
        line.execution_rate,
        line.score,
        line.amount,
    )
    return contract.FundEntry(line.source, collapse(line.label.text), *(squeeze(f.text) for f in figures))


def indicator_entry(row: Indicator) -> contract.IndicatorEntry:
    """Copy an indicator row."""
    return contract.IndicatorEntry(
        category=collapse(row.category.text),
        category_max_score=squeeze(row.category_max_score.text),
        subcategory=collapse(row.subcategory.text),
        name=collapse(row.name.text),
        target=value_text(row.target),
        achieved=value_text(row.achieved),
        max_score=squeeze(row.max_score.text),
        score=squeeze(row.score.text),
        deviation_reason=collapse(row.deviation_reason.text),
        at=row.at,
    )


def value_text(cell: TargetText | AchievedText) -> str:
    """Sentences keep the spaces between their words, figures lose all."""
    words = isinstance(cell.reading, QualitativeTarget | Described)
    return collapse(cell.text) if words else squeeze(cell.text)


def unread_entries(cells: Iterable[Printed]) -> tuple[contract.UnreadEntry, ...]:
    """Copy the cells that no field took."""
    return tuple(contract.UnreadEntry(collapse(cell.text), cell.at) for cell in cells)


def problem_entries(problems: Iterable[Problem]) -> tuple[contract.ProblemEntry, ...]:
    """Copy the problems."""
    return tuple(contract.ProblemEntry(p.code, p.text, p.at) for p in problems)
