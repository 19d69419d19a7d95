"""The list of projects: made from the base data's rows, merged or split by the clerk."""

from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from jiheng_web import rights
from jiheng_web.accounts.models import Role
from jiheng_web.errors import InputRefused
from jiheng_web.filings import actions, project_actions
from jiheng_web.filings.content import Set
from jiheng_web.filings.models import FilledForm, FormKind
from jiheng_web.filings.project_list import project_list, suggested_links
from jiheng_web.filings.sections import frame_of
from jiheng_web.filings.views import find_form
from jiheng_web.rights import Act

_LONGEST = 100


@require_GET
def show_projects(request: HttpRequest, number: int) -> HttpResponse:
    """Show the base data's project rows beside the projects' tables."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number, Act.READ)
    context = {**frame_of(person, filing, "projects"), "list": project_list(filing)}
    return render(request, "filings/projects/projects.html", context)


@require_POST
def make(request: HttpRequest, number: int) -> HttpResponse:
    """Make tables for rows, or one table for several rows, or one without a row."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number, Act.EDIT)
    actor = rights.actor_of(request, Role.CLERK)
    rows, name = request.POST.getlist("row"), request.POST.get("name", "")[:_LONGEST]
    if request.POST.get("how") == "merge":
        form = project_actions.merge_rows(filing, rows, name, actor=actor, person=person)
        messages.success(request, f"{len(rows)} 行已合并到《{form.title}》。")
    elif request.POST.get("how") == "new":
        form = project_actions.add_project(filing, name, rows=(), actor=actor, person=person)
        messages.success(request, f"已增加项目表《{form.title}》。")
    else:
        count = project_actions.make_tables(filing, rows, actor=actor, person=person)
        messages.success(request, f"已建立 {count} 张项目表。")
    return redirect("projects", number)


@require_POST
def accept_suggestions(request: HttpRequest, number: int) -> HttpResponse:
    """Tie every table without rows to the rows the engine finds for it."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number, Act.EDIT)
    links = suggested_links(filing)
    for form in filing.forms.filter(key__in=links):
        form.filing = filing
        actor = rights.actor_of(request, Role.CLERK)
        project_actions.link_rows(form, links[form.key], actor=actor, person=person)
    messages.success(request, f"已对应 {len(links)} 张项目表。请逐张核对金额。")
    return redirect("projects", number)


def _project(request: HttpRequest, number: int, key: str) -> FilledForm:
    """Return a project's form that may be changed now.

    Raises:
        InputRefused: The form is not a project's.
    """
    filing = rights.find_filing(rights.person_of(request), number, Act.EDIT)
    form = find_form(filing, key)
    if form.kind != FormKind.PROJECT:
        raise InputRefused("只有项目表可以这样办理。")
    return form


@require_POST
def rename(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Call a project otherwise; a change like any other, so history has it."""
    form = _project(request, number, key)
    name = request.POST.get("name", "").strip()[:_LONGEST]
    if not name:
        raise InputRefused("请填写项目名称。")
    operation = Set("name", was=str(form.content["name"]), value=name)
    actions.save_changes(
        form,
        [operation],
        batch=uuid.uuid4(),
        seen=form.version,
        actor=rights.actor_of(request, Role.CLERK),
        person=rights.person_of(request),
        why="改名",
    )
    messages.success(request, f"已改名为《{name}》。")
    return redirect("projects", number)


@require_POST
def remove(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Take a table out of the filing; the version that holds it is kept."""
    form = _project(request, number, key)
    actor, person = rights.actor_of(request, Role.CLERK), rights.person_of(request)
    project_actions.remove_project(form, actor=actor, person=person)
    messages.success(request, f"已删除《{form.title}》。删除之前的内容存为一版，可在“修改记录”里恢复。")
    return redirect("projects", number)


@require_POST
def split(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Make a table for each further row."""
    form = _project(request, number, key)
    actor, person = rights.actor_of(request, Role.CLERK), rights.person_of(request)
    count = project_actions.split_table(form, actor=actor, person=person)
    messages.success(request, f"已从《{form.title}》拆出 {count} 张表。原表的内容没有动，请分别核对。")
    return redirect("projects", number)


@require_POST
def link(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Say which rows a table reports on."""
    form = _project(request, number, key)
    actor, person = rights.actor_of(request, Role.CLERK), rights.person_of(request)
    project_actions.link_rows(form, request.POST.getlist("row"), actor=actor, person=person)
    messages.success(request, f"《{form.title}》对应的行已更新。")
    return redirect("projects", number)


@require_POST
def move(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Put a table one place up or down."""
    form = _project(request, number, key)
    step = -1 if request.POST.get("to") == "up" else 1
    actor, person = rights.actor_of(request, Role.CLERK), rights.person_of(request)
    project_actions.move_table(form, step, actor=actor, person=person)
    return redirect(f"/filings/{number}/projects/#{key}")
