"""Pages of tasks and filings."""

from __future__ import annotations

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from jiheng_web import engine, rights
from jiheng_web.accounts.models import Role
from jiheng_web.errors import InputRefused
from jiheng_web.filings import actions, answers
from jiheng_web.filings.content import Operation
from jiheng_web.filings.models import Filing, FilledForm
from jiheng_web.rights import Act


class Batch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the editor sends: the version it saw and what was changed since."""

    batch: str
    seen: int
    operations: list[Operation]
    why: str = ""


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Show what a person has to do."""
    person = rights.person_of(request)
    filings = rights.visible_filings(person)[:50]
    return render(request, "filings/home.html", {"filings": filings})


@require_GET
def show_filing(request: HttpRequest, number: int) -> HttpResponse:
    """Show one filing: where it stands, its forms, what can be done."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number)
    if rights.may(person, Act.EDIT, filing):
        actions.start_filing(filing, actor=rights.actor_of(request, Role.CLERK), person=person)
    context = {
        "filing": filing,
        "forms": filing.forms.all() if rights.may(person, Act.READ, filing) else (),
        "steps": rights.possible_steps(person, filing),
    }
    return render(request, "filings/filing.html", context)


@require_POST
def save(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Take a batch of changes; answer with what stands now and what the engine says of this form."""
    person = rights.person_of(request)
    form = find_form(rights.find_filing(person, number, Act.EDIT), key)
    try:
        batch = msgspec.json.decode(request.body, type=Batch)
        name = msgspec.convert(batch.batch, type=answers.BatchName)
    except msgspec.DecodeError as cause:
        raise InputRefused(f"提交的改动不合约定：{cause}") from cause
    saved = actions.save_changes(
        form,
        batch.operations,
        batch=name,
        seen=batch.seen,
        actor=rights.actor_of(request, Role.CLERK),
        person=person,
        why=batch.why[:60],
    )
    checked = engine.check_form(
        engine.FormInput(form.key, saved.form.digest, saved.form.content),
        form.filing.body.name,
        standard=form.filing.task.standard,
    )
    return HttpResponse(answers.saved(saved, checked), content_type="application/json")


def find_form(filing: Filing, key: str) -> FilledForm:
    """Return a form of a filing.

    Raises:
        Http404: The filing has no such form.
    """
    form = filing.forms.filter(key=key).first()
    if form is None:
        raise Http404
    form.filing = filing
    return form
