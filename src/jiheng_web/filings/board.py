"""The board of a year's task: how far every body is, as a page and as CSV, and steps for many at once."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Value, When
from django.db.models.expressions import OrderBy
from django.db.models.functions import Cast, Coalesce
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from jiheng_web import rights
from jiheng_web.accounts.models import Body, BodyKind, Person, Role
from jiheng_web.approvals.route import Transition, step_named
from jiheng_web.csv_lines import Cell, csv_answer
from jiheng_web.filings.models import Filing, State, Task
from jiheng_web.filings.task_forms import SORTS, BoardFilter
from jiheng_web.filings.tasks import crumbs

PAGE = 50
_DONE = frozenset({State.FILED, State.PUBLISHED})
_TALLY = (
    (State.NOT_STARTED, "blank"),
    (State.DRAFTING, "work"),
    (State.WITH_HEAD, "wait"),
    (State.WITH_DEPARTMENT, "wait"),
    (State.WITH_FINANCE, "wait"),
    (State.RETURNED, "bad"),
    (State.FILED, "good"),
    (State.PUBLISHED, "good"),
)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many filings are in a state, and the address that shows them."""

    state: State
    tone: str
    count: int
    address: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Heading:
    """A column of the board that sorts."""

    name: str
    title: str
    address: str
    direction: str
    """``ascending``, ``descending``, or "" where another column sorts."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A filing on the board; what is filled in shows only once it was submitted."""

    filing: Filing
    department: str
    days: int
    is_late: bool
    is_readable: bool


@require_GET
def show_board(request: HttpRequest, number: int) -> HttpResponse:
    """Show how far the filings of a task are."""
    person = rights.person_of(request)
    task = rights.find_task(person, number)
    today = timezone.localdate()
    wanted = _wanted(request)
    everything = rights.visible_filings(person).filter(task=task)
    page = Paginator(_chosen(everything, wanted, today), PAGE).get_page(request.GET.get("page"))
    tallies = _tallies(everything, wanted)
    context = {
        "year_task": task,
        "days_left": (task.deadline - today).days,
        "total": sum(tally.count for tally in tallies),
        "done": sum(tally.count for tally in tallies if tally.state in _DONE),
        "tallies": tallies,
        "bar": _bar(tallies),
        "departments": _departments(everything),
        "headings": _headings(wanted),
        "page_obj": page,
        "rows": [_row(one, today, person) for one in page],
        "wanted": wanted | {"query": urlencode(wanted)} if wanted else {},
        "runs": rights.may_run_task(person, task.body),
        "acts": _acts(person, task),
        "breadcrumbs": crumbs(task.title),
    }
    return render(request, "filings/tasks/board.html", context)


def _wanted(request: HttpRequest) -> dict[str, str]:
    """Return the filters that make sense, as words of an address."""
    form = BoardFilter(request.GET)
    form.is_valid()
    kept = {name: value for name, value in form.cleaned_data.items() if value}
    return {name: "1" if value is True else str(value) for name, value in kept.items()}


def _chosen(filings: QuerySet[Filing], wanted: Mapping[str, str], today: dt.date) -> QuerySet[Filing]:
    """Return the filings asked for, in the order asked for."""
    unread = Q(state__in=rights.UNSUBMITTED)
    shown = {
        f"shown_{name}": Case(When(unread, then=None), default=F(column))
        for name, column in (
            ("score", "score"), ("low", "score_low"), ("errors", "errors"), ("warnings", "warnings")
        )
    }  # fmt: skip
    places = [When(state=state, then=Value(place)) for place, (state, _) in enumerate(_TALLY)]
    found = filings.select_related("body__parent", "changed_by").annotate(**shown, place=Case(*places))
    if "q" in wanted:
        found = found.filter(body__name__icontains=wanted["q"])
    if "state" in wanted:
        found = found.filter(state=wanted["state"])
    if "department" in wanted:
        inside = Q(body=wanted["department"]) | Q(body__parent=wanted["department"])
        found = found.filter(inside)
    if "late" in wanted:
        found = found.annotate(due_on=Coalesce("extended_to", "task__deadline"))
        found = found.filter(due_on__lt=today).exclude(state__in=_DONE)
    return found.order_by(*_order(wanted.get("sort", "body")))


def _order(sort: str) -> tuple[OrderBy | str, ...]:
    column = SORTS[sort.removeprefix("-")][1]
    downwards = sort.startswith("-") != column.startswith("-")
    ordered = F(column.removeprefix("-"))
    way = ordered.desc(nulls_last=True) if downwards else ordered.asc(nulls_last=True)
    return (way, "body__path")


def _row(filing: Filing, today: dt.date, person: Person) -> BoardRow:
    parent = filing.body.parent
    return BoardRow(
        filing=filing,
        department=parent.name if parent is not None and parent.kind == BodyKind.DEPARTMENT else "",
        days=(today - timezone.localdate(filing.state_since)).days,
        is_late=filing.due < today and filing.state not in _DONE,
        is_readable=rights.may(person, rights.Act.READ, filing),
    )


def _tallies(filings: QuerySet[Filing], wanted: Mapping[str, str]) -> list[Tally]:
    counts = dict(filings.order_by().values_list("state").annotate(Count("pk")))
    chosen = wanted.get("state", "")
    kept = {name: value for name, value in wanted.items() if name != "state"}
    return [
        Tally(
            state,
            tone,
            counts.get(state, 0),
            "?" + urlencode(kept if state == chosen else {**kept, "state": state.value}),
            state == chosen,
        )
        for state, tone in _TALLY
    ]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the bar over the board: filings of one tone, beginning at ``start``."""

    tone: str
    start: int
    count: int


def _bar(tallies: Sequence[Tally]) -> list[Piece]:
    """Return the bar from what is done to what is not begun."""
    pieces, start = [], 0
    for tally in reversed(tallies):
        pieces.append(Piece(tally.tone, start, tally.count))
        start += tally.count
    return pieces


def _departments(filings: QuerySet[Filing]) -> list[tuple[str, str]]:
    seen = filings.order_by()
    inside = Q(pk__in=seen.values("body")) | Q(pk__in=seen.values("body__parent"))
    departments = Body.objects.filter(inside, kind=BodyKind.DEPARTMENT)
    named = departments.annotate(number=Cast("pk", CharField()))
    return [("", "全部部门"), *named.values_list("number", "name")]


def _headings(wanted: Mapping[str, str]) -> list[Heading]:
    sort = wanted.get("sort", "body")
    rest = {name: value for name, value in wanted.items() if name != "sort"}
    headings = []
    for name, (title, _) in SORTS.items():
        turned = f"-{name}" if sort == name else name
        direction = "ascending" if sort == name else "descending" if sort == f"-{name}" else ""
        headings.append(Heading(name, title, "?" + urlencode({**rest, "sort": turned}), direction))
    return headings


def _acts(person: Person, task: Task) -> list[Transition]:
    """Return the steps that this person may take for many filings at once."""
    offered = []
    for act, state in (
        ("approve", State.WITH_DEPARTMENT),
        ("approve", State.WITH_FINANCE),
        ("send_back", State.WITH_FINANCE),
        ("publish", State.FILED),
    ):
        step = step_named(act, state)
        if step is not None and (step.while_closed or task.closed_at is None):
            roles = (step.by, Role.DEPARTMENT_REVIEWER) if act == "send_back" else (step.by,)
            if rights.has_role(person, *roles):
                offered.append(step)
    return offered


@require_GET
def export_board(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """Give the filings asked for as CSV, all pages of them."""
    person = rights.person_of(request)
    task = rights.find_task(person, number)
    today = timezone.localdate()
    filings = _chosen(rights.visible_filings(person).filter(task=task), _wanted(request), today)
    rows = (_row(one, today, person) for one in filings.iterator(chunk_size=500))
    return csv_answer(_table(rows), f"board-{task.fiscal_year}-{task.pk}")


_COLUMNS = (
    "单位", "主管部门", "状态", "在此状态天数", "截止日期", "是否逾期", "自评得分", "复算最低", "复算最高",
    "错误", "疑点", "最后修改",
)  # fmt: skip


def _table(rows: Iterable[BoardRow]) -> Iterator[Sequence[Cell]]:
    yield _COLUMNS
    for row in rows:
        one = row.filing
        figures = (one.score, one.score_low, one.score_high, one.errors, one.warnings)
        yield (
            one.body.name,
            row.department,
            State(one.state).label,
            row.days,
            one.due.isoformat(),
            "逾期" if row.is_late else "",
            *(figures if row.is_readable else (None,) * len(figures)),
            timezone.localtime(one.changed_at).strftime("%Y-%m-%d %H:%M") if one.changed_at else "",
        )
