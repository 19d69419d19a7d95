"""The report text of a form: sections with figures as references, picked from the table beside them."""

from __future__ import annotations

import json
import uuid

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from jiheng.reports import Package, SelfEvaluation
from jiheng_web import engine, report_texts, rights
from jiheng_web.accounts.models import Role
from jiheng_web.engine import FormInput
from jiheng_web.errors import InputRefused
from jiheng_web.filings import actions
from jiheng_web.filings.content import LONGEST, FormJson, Set, digest_of, rows_of
from jiheng_web.filings.contents import inputs_of
from jiheng_web.filings.models import FilledForm, FormKind
from jiheng_web.filings.sections import Crumb, frame_of
from jiheng_web.filings.views import find_form
from jiheng_web.report_texts import WrongReference
from jiheng_web.rights import Act


class Draft(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Texts as they stand in the browser, saved or not: section id → text."""

    texts: dict[str, str]


class SectionAnswer(msgspec.Struct, frozen=True):
    """A section as it will be printed, and what is wrong in it."""

    id: str
    text: str
    wrong: tuple[WrongReference, ...]


def _form(request: HttpRequest, number: int, key: str, act: Act) -> FilledForm:
    """Return a form that has a report text.

    Raises:
        Http404: It has none.
    """
    form = find_form(rights.find_filing(rights.person_of(request), number, act), key)
    if form.kind == FormKind.BASE_DATA:
        raise Http404
    return form


def _package(
    form: FilledForm, content: FormJson | None = None
) -> tuple[Package, SelfEvaluation, list[FormInput]]:
    """Return the filing as a package, the form in it, and the contents; with other contents where given."""
    forms = list(form.filing.forms.all())
    inputs = inputs_of(forms)
    index = next(i for i, one in enumerate(forms) if one.pk == form.pk)
    if content is not None:
        inputs[index] = FormInput(form.key, digest_of(content), content)
    package = engine.package_of(inputs, form.filing.body.name)
    record = package.forms[index]
    assert isinstance(record, SelfEvaluation)  # noqa: S101 - base data were turned away
    return package, record, inputs


def _sections(form: FilledForm, content: FormJson) -> list[SectionAnswer]:
    """Return the sections of a form as they will be printed."""
    package, record, inputs = _package(form, content)
    index = next(i for i, one in enumerate(inputs) if one.key == form.key)
    wrong = report_texts.wrong_references(package, [one.content for one in inputs]).get(index, ())
    return [
        SectionAnswer(str(row["id"]), section.text, tuple(one for one in wrong if one.row == row["id"]))
        for row, section in zip(rows_of(content, "narrative"), record.narrative, strict=True)
    ]


@require_GET
def show_text(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Show the text in sections, with the figures that can be put into it."""
    form = _form(request, number, key, Act.READ)
    person = rights.person_of(request)
    package, record, _ = _package(form)
    answers = {one.id: one for one in _sections(form, form.content)}
    crumbs = (Crumb(form.title, f"/filings/{number}/forms/{key}/"), Crumb("报告文本"))
    context = {
        **frame_of(person, form.filing, "filing", *crumbs),
        "form": form,
        "sections": [
            {**row, "answer": answers[str(row["id"])]} for row in rows_of(form.content, "narrative")
        ],
        "figures": report_texts.figures_to_pick(record, package),
        "longest": LONGEST,
    }
    return render(request, "filings/text/text.html", context)


@require_POST
def check_text(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Answer how texts will be printed and what is wrong with them; nothing is kept."""
    form = _form(request, number, key, Act.READ)
    try:
        draft = msgspec.json.decode(request.body, type=Draft)
    except msgspec.DecodeError as cause:
        raise InputRefused(f"提交的内容不合约定：{cause}") from cause
    if any(len(text) > LONGEST for text in draft.texts.values()):
        raise InputRefused(f"一节最多 {LONGEST} 字。")
    content: FormJson = json.loads(json.dumps(form.content))
    for row in rows_of(content, "narrative"):
        row["text"] = draft.texts.get(str(row["id"]), str(row["text"]))
    body = msgspec.json.encode({"sections": _sections(form, content)})
    return HttpResponse(body, content_type="application/json")


@require_GET
def show_links(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Show which figures of the finished text can become references."""
    form = _form(request, number, key, Act.EDIT)
    package, record, _ = _package(form)
    crumbs = (
        Crumb(form.title, f"/filings/{number}/forms/{key}/"),
        Crumb("报告文本", f"/filings/{number}/forms/{key}/text"),
        Crumb("链接数字"),
    )
    context = {
        **frame_of(rights.person_of(request), form.filing, "filing", *crumbs),
        "form": form,
        "linked": report_texts.linked_texts(record, package, form.content),
    }
    return render(request, "filings/text/links.html", context)


@require_POST
def take_links(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Put references in place of the figures of the chosen sections."""
    form = _form(request, number, key, Act.EDIT)
    package, record, _ = _package(form)
    chosen = set(request.POST.getlist("row"))
    found = [one for one in report_texts.linked_texts(record, package, form.content) if one.row in chosen]
    operations = [Set(f"narrative/{one.row}/text", one.before, one.after) for one in found if one.linked]
    if not operations:
        raise InputRefused("没有勾选可以链接的段落。")
    actions.save_changes(
        form,
        operations,
        batch=uuid.uuid4(),
        seen=form.version,
        actor=rights.actor_of(request, Role.CLERK),
        person=rights.person_of(request),
        why="链接数字",
    )
    messages.success(request, f"已把 {sum(one.linked for one in found)} 个数改成引用，以后随表里的数变化。")
    return redirect("text", number, key)
