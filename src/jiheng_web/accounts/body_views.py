"""Pages of the tree of bodies, and lists from spreadsheets."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiheng_web import rights
from jiheng_web.accounts import actions, imports
from jiheng_web.accounts.forms import BodyForm, ListForm, ParentForm
from jiheng_web.accounts.imports import ListKind, ListRefused
from jiheng_web.accounts.models import Body, BodyKind, Person, Role
from jiheng_web.csv_lines import csv_answer
from jiheng_web.errors import InputRefused

_SYSTEM, _SECURITY = Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR
_IMPORTERS = {ListKind.BODIES: _SYSTEM, ListKind.PEOPLE: _SYSTEM, ListKind.ROLES: _SECURITY}
_TITLES = {ListKind.BODIES: "导入单位", ListKind.PEOPLE: "导入人员", ListKind.ROLES: "导入角色"}


@require_GET
def bodies(request: HttpRequest) -> HttpResponse:
    """Show the tree of bodies."""
    asking = rights.person_of(request)
    rights.require(asking, _SYSTEM, _SECURITY)
    found = list(Body.objects.all())
    children: dict[int | None, list[Body]] = {}
    for body in found:
        children.setdefault(body.parent_id, []).append(body)
    context = {
        "bodies": _in_order(children, None),
        "is_system": rights.has_role(asking, _SYSTEM),
        "used": sum(body.is_active for body in found),
    }
    return render(request, "accounts/bodies.html", context)


def _in_order(children: dict[int | None, list[Body]], parent: int | None) -> list[Body]:
    """Return the bodies as a tree is read: each before those below it, siblings by code and name."""
    ordered = []
    for body in sorted(children.get(parent, ()), key=lambda one: (one.code or "~", one.pk)):
        ordered += [body, *_in_order(children, body.pk)]
    return ordered


@require_http_methods(["GET", "POST"])
def add_body(request: HttpRequest) -> HttpResponse:
    """Add a body under another."""
    rights.require(rights.person_of(request), _SYSTEM)
    form, under = BodyForm(request.POST or None), ParentForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid() and under.is_valid():
        given, parent = form.cleaned_data, under.cleaned_data["parent"]
        kind, actor = BodyKind(given["kind"]), rights.actor_of(request)
        try:
            actions.add_body(given["name"], kind, parent=parent, actor=actor, code=given["code"])
        except InputRefused as refused:
            form.add_error("name", refused.reason)
        else:
            messages.success(request, f"已增加“{given['name']}”。")
            return redirect("bodies")
    return render(request, "accounts/add_body.html", {"form": form, "under": under})


@require_http_methods(["GET", "POST"])
def body(request: HttpRequest, number: int) -> HttpResponse:
    """Rename a body, correct its kind or code."""
    found = rights.find_body(rights.person_of(request), number)
    start = {"name": found.name, "kind": found.kind, "code": found.code}
    form = BodyForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        given, actor = form.cleaned_data, rights.actor_of(request)
        try:
            actions.change_body(found, given["name"], BodyKind(given["kind"]), given["code"], actor=actor)
        except InputRefused as refused:
            form.add_error("name", refused.reason)
        else:
            messages.success(request, "已保存。")
            return redirect("bodies")
    people = Person.objects.filter(memberships__body=found).distinct()[:100]
    context = {"of": found, "form": form, "under": ParentForm(initial={"parent": found.parent_id})}
    return render(request, "accounts/body.html", {**context, "people": people})


@require_POST
def move_body(request: HttpRequest, number: int) -> HttpResponse:
    """Put a body under another."""
    found = rights.find_body(rights.person_of(request), number)
    form = ParentForm(request.POST)
    if not form.is_valid():
        raise InputRefused("请选择在用的上级单位。")
    actions.move_body(found, form.cleaned_data["parent"], actor=rights.actor_of(request))
    messages.success(request, f"已把“{found}”移到“{form.cleaned_data['parent']}”下面。")
    return redirect("bodies")


@require_POST
def switch_body(request: HttpRequest, number: int) -> HttpResponse:
    """Take a body out of use, or back."""
    found = rights.find_body(rights.person_of(request), number)
    active = request.POST.get("active") == "1"
    actions.switch_body(found, active=active, actor=rights.actor_of(request))
    messages.success(request, f"“{found}”已{'恢复使用' if active else '停用'}。")
    return redirect("bodies")


def _kind(request: HttpRequest, name: str) -> ListKind:
    """Return a kind of list that the person may import."""
    kind = next((one for one in ListKind if one.value == name), None)
    if kind is None:
        raise Http404
    rights.require(rights.person_of(request), _IMPORTERS[kind])
    return kind


@require_http_methods(["GET", "POST"])
def import_list(request: HttpRequest, kind: str) -> HttpResponse:
    """Take a list from a spreadsheet, whole or not at all."""
    chosen = _kind(request, kind)
    form = ListForm(request.POST or None, request.FILES or None)
    mistakes: tuple[str, ...] = ()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return _taken(request, chosen, file.name, file.read())
        except ListRefused as refused:
            mistakes = refused.mistakes
            form.add_error("file", refused.reason)
        except InputRefused as refused:
            form.add_error("file", refused.reason)
    shape = chosen.shape
    columns = [(title, title in shape.required) for title in shape.columns]
    context = {"form": form, "kind": chosen.value, "title": _TITLES[chosen], "columns": columns}
    return render(request, "accounts/import_list.html", {**context, "mistakes": mistakes})


@sensitive_variables("people")
def _taken(request: HttpRequest, kind: ListKind, name: str, content: bytes) -> HttpResponse:
    lines, actor = imports.read_list(kind, name, content), rights.actor_of(request)
    if kind is ListKind.PEOPLE:
        people = imports.import_people(lines, actor=actor)
        return render(request, "accounts/people_shown_once.html", {"people": people})
    take = imports.import_bodies if kind is ListKind.BODIES else imports.import_roles
    messages.success(request, f"已导入 {take(lines, actor=actor)} 行。")
    return redirect("bodies" if kind is ListKind.BODIES else "people")


@require_GET
def list_template(request: HttpRequest, kind: str) -> StreamingHttpResponse:
    """Give the empty list with its columns and one line as an example."""
    chosen = _kind(request, kind)
    return csv_answer([chosen.shape.columns, chosen.shape.example], chosen.value)
