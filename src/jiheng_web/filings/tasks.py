"""Pages of the year's tasks for those who run them: open, change, extend, remind, close."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiheng_web import rights
from jiheng_web.accounts.models import Body, Person, Role
from jiheng_web.errors import InputRefused, NotAllowed
from jiheng_web.filings import task_actions
from jiheng_web.filings.actions import TaskTerms, open_task
from jiheng_web.filings.models import State, Task
from jiheng_web.filings.task_forms import ExtendForm, TaskForm
from jiheng_web.rights import actor_of

PAGE = 20
_LEAD_DAYS = 35


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task in a list, with how far it is."""

    task: Task
    total: int
    done: int
    waiting: int
    """Filings that lie with the person who looks."""
    days_left: int


def task_rows(person: Person, tasks: list[Task]) -> list[TaskRow]:
    """Return tasks with their progress among the filings a person may see; one query."""
    done, mine = Q(state__in=[State.FILED, State.PUBLISHED]), rights.turns(person)
    seen = rights.visible_filings(person).filter(task__in=tasks).order_by()
    counts = seen.values("task").annotate(
        total=Count("pk"), done=Count("pk", filter=done), waiting=Count("pk", filter=mine)
    )
    by_task = {row["task"]: row for row in counts}
    today = timezone.localdate()
    nothing = {"total": 0, "done": 0, "waiting": 0}
    return [
        TaskRow(task, row["total"], row["done"], row["waiting"], (task.deadline - today).days)
        for task in tasks
        for row in (by_task.get(task.pk, nothing),)
    ]


@require_GET
def list_tasks(request: HttpRequest) -> HttpResponse:
    """List the tasks that concern a person, the latest first."""
    person = rights.person_of(request)
    page = Paginator(rights.visible_tasks(person), PAGE).get_page(request.GET.get("page"))
    context = {
        "page_obj": page,
        "rows": task_rows(person, list(page)),
        "may_open": rights.has_role(person, Role.FINANCE_REVIEWER),
    }
    return render(request, "filings/tasks/list.html", context)


@require_http_methods(["GET", "POST"])
def new_task(request: HttpRequest) -> HttpResponse:
    """Open a year's task over the bodies below the finance bureau's own."""
    person = rights.person_of(request)
    root = _root(person, request.GET.get("body", ""))
    form = TaskForm(root=root, data=request.POST or None, initial=_usual_terms(root))
    if request.method == "POST" and form.is_valid():
        actor = actor_of(request, Role.FINANCE_REVIEWER)
        chosen = form.cleaned_data["bodies"]
        task = open_task(root, form.terms(), bodies=chosen, actor=actor, person=person)
        messages.success(request, f"已开启《{task}》，{task.filings.count()} 个单位可以开始填报。")
        return redirect("board", task.pk)
    context = {"form": form, "root": root, "breadcrumbs": crumbs("开启年度任务")}
    return render(request, "filings/tasks/form.html", context)


def _root(person: Person, wanted: str) -> Body:
    """Return the body over which a person opens tasks: the one asked for, else the first."""
    held = [one for one in rights.held_by(person) if one.role is Role.FINANCE_REVIEWER]
    if not held:
        raise NotAllowed("年度任务由财政部门开启。")
    chosen = next((one for one in held if str(one.body) == wanted), None)
    if wanted and chosen is None:
        raise Http404
    return Body.objects.get(pk=(chosen or held[0]).body)


def _usual_terms(root: Body) -> dict[str, object]:
    """Return what a new task most often says, so that little is left to type."""
    today = timezone.localdate()
    year = today.year - 1
    last = Task.objects.filter(body=root).first()
    chosen = list(last.filings.values_list("body", flat=True)) if last else []
    return {
        "title": f"{year}年度部门整体支出绩效自评",
        "fiscal_year": year,
        "opens_on": today,
        "deadline": today + dt.timedelta(days=_LEAD_DAYS),
        "standard": last.standard if last else "",
        "layout": last.layout if last else "",
        "notice": last.notice if last else "",
        "bodies": chosen,
    }


def crumbs(title: str, task: Task | None = None) -> list[dict[str, str]]:
    """Return where a page of the tasks stands."""
    crumbs = [{"url": reverse("tasks"), "title": "年度任务"}]
    if task is not None:
        crumbs.append({"url": reverse("board", args=[task.pk]), "title": task.title})
    return [*crumbs, {"title": title}]


def find_run_task(request: HttpRequest, number: int) -> Task:
    """Return a task that the person may run.

    Raises:
        Http404: There is none, or it does not concern the person.
        NotAllowed: The person sees it and does not run it.
    """
    person = rights.person_of(request)
    task = rights.find_task(person, number)
    if not rights.may_run_task(person, task.body):
        raise NotAllowed("年度任务由开启它的财政部门管理。")
    return task


@require_http_methods(["GET", "POST"])
def edit_task(request: HttpRequest, number: int) -> HttpResponse:
    """Change a task's terms and units."""
    task = find_run_task(request, number)
    terms = {name: getattr(task, name) for name in TaskTerms.__dataclass_fields__}
    chosen = list(task.filings.values_list("body", flat=True))
    form = TaskForm(root=task.body, data=request.POST or None, initial={**terms, "bodies": chosen})
    if request.method == "POST" and form.is_valid():
        try:
            task_actions.change_task(
                task,
                form.terms(),
                bodies=list(form.cleaned_data["bodies"]),
                actor=actor_of(request, Role.FINANCE_REVIEWER),
            )
        except InputRefused as refused:
            form.add_error("bodies", refused.reason)
        else:
            messages.success(request, "任务已修改。")
            return redirect("board", task.pk)
    context = {"form": form, "root": task.body, "year_task": task, "breadcrumbs": crumbs("修改", task)}
    return render(request, "filings/tasks/form.html", context)


@require_POST
def extend_task(request: HttpRequest, number: int) -> HttpResponse:
    """Put the deadline off, for the filings ticked or for all."""
    task = find_run_task(request, number)
    form = ExtendForm(request.POST, numbers=task.filings.values_list("pk", flat=True))
    if not form.is_valid():
        raise InputRefused("请选择一个日期，并从这项任务的单位里选择。")
    until, filings = form.cleaned_data["until"], form.cleaned_data["filing"]
    actor = actor_of(request, Role.FINANCE_REVIEWER)
    count = task_actions.extend(task, until, filings=filings, actor=actor)
    messages.success(request, f"{count} 个单位延期至 {until}。")
    return redirect("board", task.pk)


@require_POST
def remind_task(request: HttpRequest, number: int) -> HttpResponse:
    """Remind those who are behind: the filings ticked, or all."""
    task = find_run_task(request, number)
    known = {str(pk): pk for pk in task.filings.values_list("pk", flat=True)}
    chosen = [known[one] for one in request.POST.getlist("filing") if one in known]
    actor = actor_of(request, Role.FINANCE_REVIEWER)
    count = task_actions.remind(task, filings=chosen, actor=actor, today=timezone.localdate())
    if count:
        messages.success(request, f"已催办 {count} 个单位的填报人和负责人。")
    else:
        messages.info(request, "没有需要催办的单位：都已报出，或今天已经催办过。")
    return redirect("board", task.pk)


@require_POST
def close_task(request: HttpRequest, number: int) -> HttpResponse:
    """Close a task."""
    task = find_run_task(request, number)
    task_actions.close_task(task, actor=actor_of(request, Role.FINANCE_REVIEWER))
    messages.success(request, "任务已关闭，各单位不能再修改和办理。")
    return redirect("board", task.pk)


@require_POST
def reopen_task(request: HttpRequest, number: int) -> HttpResponse:
    """Open a closed task again."""
    task = find_run_task(request, number)
    task_actions.reopen_task(task, actor=actor_of(request, Role.FINANCE_REVIEWER))
    messages.success(request, "任务已重新开启。")
    return redirect("board", task.pk)
