"""The first page by role: what waits for whom, oldest first; and the notices behind the bell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from jiheng_web import rights
from jiheng_web.accounts.models import ADMINISTRATORS, Person, Role
from jiheng_web.filings import task_actions
from jiheng_web.filings.models import EDITABLE, Filing, State, Task
from jiheng_web.filings.tasks import TaskRow, task_rows

_MOST = 50
_TASKS = 6
_NOTICES = 30
_DONE = frozenset({State.FILED, State.PUBLISHED})

NEXT_FOR_CLERK: Mapping[State, tuple[str, str]] = {
    State.NOT_STARTED: ("开始填报", "先填基础数据表，或上传去年、填了一半的材料。"),
    State.DRAFTING: ("继续填报", "填完并核对提示以后，提交给单位负责人审核。"),
    State.RETURNED: ("按意见修改", "逐条答复整改要点，改好以后重新提交。"),
    State.WITH_HEAD: ("查看", "单位负责人审核中；发现要改时可以撤回。"),
    State.WITH_DEPARTMENT: ("查看", "主管部门审核中。"),
    State.WITH_FINANCE: ("查看", "财政部门审核中。"),
    State.FILED: ("查看", "已归档，不用再办。"),
    State.PUBLISHED: ("查看", "已公开，不用再办。"),
}
"""What a clerk does next: the words of the button, and why."""


@dataclass(frozen=True, slots=True)
class Line:
    """A filing on the first page."""

    filing: Filing
    title: str
    text: str
    days_left: int
    days: int
    """Days since it came to where it lies."""
    is_open: bool
    """Whether its day counts: not for what has left the unit."""


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show what a person has to do."""
    person = rights.person_of(request)
    clerk_at = [held.body for held in rights.held_by(person) if held.role is Role.CLERK]
    waiting = (
        rights.visible_filings(person)
        .filter(rights.turns(person))
        .exclude(body__in=clerk_at, state__in=EDITABLE)
    )
    context = {
        "mine": _mine(person, clerk_at),
        "waiting": [_line(one) for one in waiting.order_by("state_since")[:_MOST]],
        "waiting_count": waiting.count(),
        "task_lines": _task_lines(person),
        "is_clerk": bool(clerk_at),
        "is_reviewer": rights.has_role(
            person, Role.UNIT_HEAD, Role.DEPARTMENT_REVIEWER, Role.FINANCE_REVIEWER
        ),
        "may_open": rights.has_role(person, Role.FINANCE_REVIEWER),
        "duties": {held.role.value for held in rights.held_by(person) if held.role in ADMINISTRATORS},
    }
    return render(request, "filings/home.html", context)


def _mine(person: Person, clerk_at: list[int]) -> list[Line]:
    """Return the packages a clerk fills in: those still to be filled first, by their day."""
    filings = rights.visible_filings(person).filter(body__in=clerk_at).order_by("-task__fiscal_year", "-task")
    lines = [_line(one) for one in filings[:_MOST]]
    return sorted(lines, key=lambda line: (not line.is_open, line.days_left if line.is_open else 0))


def _line(filing: Filing) -> Line:
    today = timezone.localdate()
    title, text = NEXT_FOR_CLERK[State(filing.state)]
    return Line(
        filing=filing,
        title=title if filing.is_editable else "查看",
        text=text if filing.task.closed_at is None or filing.state in _DONE else "任务已关闭，不能再修改。",
        days_left=(filing.due - today).days,
        days=(today - timezone.localdate(filing.state_since)).days,
        is_open=filing.is_editable,
    )


def _task_lines(person: Person) -> list[TaskRow]:
    """Return the latest tasks for those who look over several bodies."""
    if not rights.has_role(person, *rights.WITH_BODIES_BELOW):
        return []
    tasks: list[Task] = list(rights.visible_tasks(person)[:_TASKS])
    return task_rows(person, tasks)


@require_GET
def list_notices(request: HttpRequest) -> HttpResponse:
    """Show a person's notices, the latest first."""
    person = rights.person_of(request)
    page = Paginator(person.notices.all(), _NOTICES).get_page(request.GET.get("page"))
    return render(request, "filings/notices.html", {"page_obj": page})


@require_POST
def open_notice(request: HttpRequest, number: int) -> HttpResponse:
    """Mark one's own notice as read and lead to what it speaks of."""
    person = rights.person_of(request)
    notice = get_object_or_404(person.notices, pk=number)
    task_actions.read_notices(person.notices.filter(pk=number))
    return redirect(notice.address or "notices")


@require_POST
def read_all_notices(request: HttpRequest) -> HttpResponse:
    """Mark all of one's notices as read."""
    task_actions.read_notices(rights.person_of(request).notices.all())
    return redirect("notices")
