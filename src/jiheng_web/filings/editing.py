"""Pages of one filing and of its editor, and what the editor asks between saves."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from jiheng_web import rights
from jiheng_web.accounts.models import Person, Role
from jiheng_web.errors import InputRefused
from jiheng_web.filings import actions, answers
from jiheng_web.filings.checking import CLERK, check_filing
from jiheng_web.filings.content import blank_row, lists_of
from jiheng_web.filings.layouts import layout_of
from jiheng_web.filings.models import Filing, FilledForm, State
from jiheng_web.filings.presence import note_presence, others_at
from jiheng_web.filings.standing import standing_of
from jiheng_web.filings.views import check_form, find_form
from jiheng_web.rights import Act


@require_GET
def show_filing(request: HttpRequest, number: int) -> HttpResponse:
    """Show one filing: where it stands, its forms, what stands between it and its submission."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number)
    may_edit = rights.may(person, Act.EDIT, filing)
    if may_edit and filing.state == State.NOT_STARTED:
        actions.start_filing(filing, actor=rights.actor_of(request, Role.CLERK), person=person)
    context = {
        "filing": filing,
        "may_edit": may_edit,
        "steps": rights.possible_steps(person, filing),
        "breadcrumbs": _crumbs(filing),
    }
    if rights.may(person, Act.READ, filing):
        forms = tuple(filing.forms.select_related("changed_by"))
        context["standing"] = standing_of(
            forms, check_filing(filing, profile=CLERK), evidence=_evidence(filing)
        )
    return render(request, "filings/filing.html", context)


def _crumbs(filing: Filing, *more: dict[str, str]) -> list[dict[str, str]]:
    return [{"url": reverse("home"), "title": "我的工作"}, _crumb(filing), *more]


def _crumb(filing: Filing) -> dict[str, str]:
    return {"url": reverse("filing", args=[filing.pk]), "title": str(filing)}


def _evidence(filing: Filing) -> set[tuple[str, str]] | None:
    if not filing.task.evidence_required:
        return None
    return set(filing.attachments.filter(removed_at=None).values_list("form_key", "row"))


@require_GET
def edit_form(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Show a form: to write in for its clerk, to read for everyone else who may."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number, Act.READ)
    form = find_form(filing, key)
    forms = tuple(filing.forms.only("key", "kind", "content", "filing"))
    place = next(index for index, one in enumerate(forms) if one.key == key)
    context = {
        "filing": filing,
        "form": form,
        "forms": forms,
        "before": forms[place - 1] if place else None,
        "after": forms[place + 1] if place + 1 < len(forms) else None,
        "may_edit": rights.may(person, Act.EDIT, filing),
        "setup": _setup(person, form, forms),
        "breadcrumbs": _crumbs(filing, {"url": "", "title": form.title}),
    }
    return render(request, "filings/edit/form.html", context)


def _setup(person: Person, form: FilledForm, forms: Sequence[FilledForm]) -> dict[str, object]:
    """Return all that the editor starts from; it asks for nothing else before it can be written in."""
    filing = form.filing
    address = [filing.pk, form.key]
    setup = answers.Setup(
        person=person.pk,
        form=form.key,
        version=form.version,
        content=form.content,
        layout=layout_of(form.kind, filing.task.fiscal_year),
        blanks={name: blank_row(form.kind, name, "0000") for name in lists_of(form.kind)},
        may_edit=rights.may(person, Act.EDIT, filing),
        save=reverse("save-form", args=address),
        since=reverse("changes-since", args=address),
        check=reverse("check-filing", args=[filing.pk]),
        forms={one.key: (one.title, reverse("edit-form", args=[filing.pk, one.key])) for one in forms},
        said=answers.said(check_form(form)),
    )
    loaded: dict[str, object] = json.loads(answers.encode(setup))
    return loaded


@require_GET
def changes_since(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Answer what others changed since a version, and who else has the form open."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number, Act.READ)
    form = find_form(filing, key)
    try:
        seen = int(request.GET.get("seen", ""))
    except ValueError as cause:
        raise InputRefused("没有说明看到的是第几版。") from cause
    may_edit = rights.may(person, Act.EDIT, filing)
    if may_edit:
        note_presence(form, person)
    answer = answers.SinceAnswer(
        version=form.version,
        others=actions.changes_since(form, seen),
        people=others_at(form, person),
        may_edit=may_edit,
        said=answers.said(check_form(form)) if form.version > seen else None,
    )
    return HttpResponse(answers.encode(answer), content_type="application/json")


@require_GET
def check_whole(request: HttpRequest, number: int) -> HttpResponse:
    """Answer what the engine says of the whole filing; its columns for lists follow along."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number, Act.READ)
    checked = check_filing(filing, profile=CLERK)
    return HttpResponse(answers.checked_whole(checked), content_type="application/json")
