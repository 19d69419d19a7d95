"""Pages of the overview and the search."""

from __future__ import annotations

import msgspec
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from jiheng.audit import Rule, all_rules
from jiheng_web import rights
from jiheng_web.accounts.models import Person
from jiheng_web.csv_lines import csv_answer
from jiheng_web.filings.models import FilledForm, FormKind
from jiheng_web.overview.figures import pictures, seen_filings


class Result(msgspec.Struct, frozen=True):
    """A line of the palette."""

    title: str
    url: str
    kind: str
    note: str


_MOST = 8


@require_GET
def latest(request: HttpRequest) -> HttpResponse:
    """Lead to the latest task's overview, or say that there is none yet."""
    task = rights.visible_tasks(rights.person_of(request)).first()
    if task is None:
        return render(request, "overview/none.html")
    return redirect("overview", number=task.pk)


@require_GET
def overview(request: HttpRequest, number: int) -> HttpResponse:
    """Show every picture of a task with the table behind it."""
    person = rights.person_of(request)
    task = rights.find_task(person, number)
    drawn = pictures(person, task)
    tasks = [
        {"url": f"/overview/{one.pk}/", "title": one.title, "current": one == task}
        for one in rights.visible_tasks(person)
    ]
    return render(request, "overview/overview.html", {"task": task, "tasks": tasks, "pictures": drawn})


@require_GET
def picture_data(request: HttpRequest, number: int) -> HttpResponse:
    """Answer the pictures as the script draws them."""
    person = rights.person_of(request)
    drawn = pictures(person, rights.find_task(person, number))
    return HttpResponse(msgspec.json.encode(drawn), content_type="application/json")


@require_GET
def picture_csv(request: HttpRequest, number: int, key: str) -> StreamingHttpResponse:
    """Answer one picture's table as CSV."""
    person = rights.person_of(request)
    drawn = {one.key: one for one in pictures(person, rights.find_task(person, number))}
    if key not in drawn:
        raise Http404
    picture = drawn[key]
    titles = [column.title for column in picture.columns]
    return csv_answer([titles, *(line.cells for line in picture.lines)], key)


@require_GET
def rule(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """Show which packages one rule found something in."""
    person = rights.person_of(request)
    task = rights.find_task(person, number)
    card = _find_rule(code)
    found = [(one, one.rules[code]) for one in seen_filings(person, task) if code in one.rules]
    found.sort(key=lambda pair: pair[1], reverse=True)
    return render(request, "overview/rule.html", {"task": task, "rule": card, "found": found})


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """Answer the palette: units, projects and rules whose name holds the words."""
    person = rights.person_of(request)
    words = request.GET.get("q", "").strip()[:60]
    results: list[Result] = []
    if words:
        filings = rights.visible_filings(person)
        named = filings.filter(body__name__icontains=words).order_by("-task__fiscal_year", "body__path")
        results += [
            Result(one.body.name, f"/filings/{one.pk}/", "材料", f"{one.task.fiscal_year} 年度")
            for one in named[:_MOST]
        ]
        results += _projects(person, words)
        results += [
            Result(f"{one.code} {one.title}", f"/rules/{one.code}/", "规则", "")
            for one in all_rules()
            if words.upper() in one.code or words in one.title
        ][:_MOST]
    return HttpResponse(msgspec.json.encode({"results": results}), content_type="application/json")


def _projects(person: Person, words: str) -> list[Result]:
    """Return projects by name: only of packages whose contents the person may read."""
    forms = FilledForm.objects.filter(
        filing__in=rights.readable_filings(person).order_by().values("pk"),
        kind=FormKind.PROJECT,
        content__name__icontains=words,
    )
    return [
        Result(
            form.title,
            f"/filings/{form.filing_id}/",
            "项目",
            f"{form.filing.body.name} {form.filing.task.fiscal_year}",
        )
        for form in forms.select_related("filing__body", "filing__task").order_by(
            "-filing__task__fiscal_year", "pk"
        )[:_MOST]
    ]


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Show every rule by family, for whoever wonders why something was found."""
    rights.person_of(request)
    return render(request, "overview/rules.html", {"rules": all_rules()})


@require_GET
def rule_card(request: HttpRequest, code: str) -> HttpResponse:
    """Show one rule: why, by what law, what to do, examples."""
    rights.person_of(request)
    return render(request, "overview/rule_card.html", {"rule": _find_rule(code)})


def _find_rule(code: str) -> Rule:
    card = next((one for one in all_rules() if one.code == code), None)
    if card is None:
        raise Http404
    return card
