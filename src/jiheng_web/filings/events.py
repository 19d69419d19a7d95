"""Changes, steps and versions of a filing as lines of one history."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Page

from jiheng_web.accounts.models import Person
from jiheng_web.approvals.route import TRANSITIONS
from jiheng_web.filings.content import Add, Move, Operation, Remove, Set
from jiheng_web.filings.history_actions import operations_of
from jiheng_web.filings.models import Change, Filing
from jiheng_web.filings.words import cell_words, row_words

_MOST_SHOWN = 8
"""Cells of one batch shown at once; a paste has hundreds."""


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell or row of a batch."""

    where: str
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history."""

    at: dt.datetime
    title: str
    who: str
    text: str = ""
    cells: tuple[CellChange, ...] = ()
    rest: tuple[CellChange, ...] = ()
    change: int | None = None
    revision: int | None = None


def events_of(filing: Filing, page: Page[Change], *, with_milestones: bool) -> list[Event]:
    """Return a page of changes as lines, the latest first; with the steps and versions among them."""
    events = [_event(change) for change in page]
    if with_milestones:
        events += _milestones(filing, page)
    return sorted(events, key=lambda one: one.at, reverse=True)


def filters_of(filing: Filing, form_key: str, who: str) -> list[dict[str, object]]:
    """Return what the history can be narrowed by: the forms, and the people who changed something."""
    forms = [("", "全部表"), *((form.key, form.title) for form in filing.forms.all())]
    people = Person.objects.filter(pk__in=Change.objects.filter(form__filing=filing).values("person"))
    persons = [("", "所有人"), *((str(one.pk), one.full_name) for one in people)]
    return [
        {"name": "form", "label": "表", "options": forms, "value": form_key},
        {"name": "person", "label": "修改人", "options": persons, "value": who},
    ]


def _event(change: Change) -> Event:
    operations = operations_of(change)
    cells = tuple(cell for one in operations for cell in _cells(change, one))
    title = f"修改《{change.form.title}》{len(operations)} 处" + (f"（{change.why}）" if change.why else "")
    return Event(
        change.at,
        title,
        change.person.full_name,
        cells=cells[:_MOST_SHOWN],
        rest=cells[_MOST_SHOWN:],
        change=change.pk,
    )


def _cells(change: Change, operation: Operation) -> list[CellChange]:
    form = change.form.content
    match operation:
        case Set(path, was, value):
            return [CellChange(cell_words(form, path), str(was), str(value))]
        case Add(name, _, row):
            return [CellChange(f"增加{row_words(name, row)}", "", _summary(row))]
        case Remove(name, _, was):
            return [CellChange(f"删除{row_words(name, was)}", _summary(was), "")]
        case Move(name, row_id, _):
            return [CellChange(f"移动{cell_words(form, f'{name}/{row_id}')}", "原来的位置", "新的位置")]


def _summary(row: dict[str, str | int]) -> str:
    return "，".join(
        str(value) for key, value in row.items() if value and key not in {"id", "level", "source"}
    )


def _milestones(filing: Filing, page: Page[Change]) -> list[Event]:
    """Return the steps and versions that fall between the changes of a page."""
    upper = None
    if page.has_previous():
        upper = page.paginator.object_list[page.start_index() - 2].at
    lower = page[len(page) - 1].at if page.has_next() else None
    titles = {step.act: step.title for step in TRANSITIONS}
    steps = filing.steps.select_related("by").order_by("-at")
    found = [
        Event(
            step.at,
            titles.get(step.act, step.act),
            step.by.full_name,
            f"{step.get_role_display()}　{step.comment}".strip(),
        )
        for step in steps
    ]
    found += [
        Event(one.made_at, f"留存第 {one.number} 版", one.made_by.full_name, one.why, revision=one.number)
        for one in filing.revisions.select_related("made_by")
    ]
    return [one for one in found if (upper is None or one.at < upper) and (lower is None or one.at >= lower)]
