"""Saving a form: the changes of the editor, and of whatever else sends them."""

from __future__ import annotations

import uuid

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from jiheng_web import engine, rights
from jiheng_web.accounts.models import Role
from jiheng_web.errors import InputRefused, Refused
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
    person: int | None = None
    """Whose changes these are: a page that one person left open sends nothing in another's name."""


@require_POST
def save(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Take a batch of changes; answer with what stands now and what the engine says of this form."""
    person = rights.person_of(request)
    form = find_form(rights.find_filing(person, number, Act.EDIT), key)
    name, batch = _batch(request.body)
    if batch.person not in {None, person.pk}:
        raise Refused("这些改动是另一个人填写的，现在登录的不是他。请他重新登录后再打开这张表。")
    saved = actions.save_changes(
        form,
        batch.operations,
        batch=name,
        seen=batch.seen,
        actor=rights.actor_of(request, Role.CLERK),
        person=person,
        why=batch.why[:60],
    )
    return HttpResponse(answers.saved(saved, check_form(saved.form)), content_type="application/json")


def _batch(body: bytes) -> tuple[uuid.UUID, Batch]:
    try:
        batch = msgspec.json.decode(body, type=Batch)
        return msgspec.convert(batch.batch, type=answers.BatchName), batch
    except msgspec.DecodeError as cause:
        raise InputRefused(f"提交的改动不合约定：{cause}") from cause


def check_form(form: FilledForm) -> engine.Checked:
    """Return what the engine says of one form by itself."""
    filing = form.filing
    given = engine.FormInput(form.key, form.digest, form.content)
    return engine.check_form(given, filing.body.name, standard=filing.task.standard)


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
