"""Who changed what and when, what two versions differ in, and taking changes back."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from jiheng.errors import RenderError
from jiheng.render.official import PackageComparison, write_official
from jiheng_web import engine, rights
from jiheng_web.accounts.models import Role
from jiheng_web.documents import Source
from jiheng_web.filings import history_actions, papers
from jiheng_web.filings.documents import ALONE
from jiheng_web.filings.events import events_of, filters_of
from jiheng_web.filings.models import Change, Filing
from jiheng_web.filings.sections import Crumb, frame_of
from jiheng_web.rights import Act

_A_PAGE = 20
_MOST_DIFFERENCES = 400


@require_GET
def show_history(request: HttpRequest, number: int) -> HttpResponse:
    """Show changes, steps and versions, the latest first; by form and person where asked."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number, Act.READ)
    form_key, who = request.GET.get("form", ""), request.GET.get("person", "")
    changes = Change.objects.filter(form__filing=filing).select_related("form", "person")
    if form_key:
        changes = changes.filter(form__key=form_key)
    if who.isdecimal():
        changes = changes.filter(person=int(who))
    page = Paginator(changes.order_by("-at", "-pk"), _A_PAGE).get_page(request.GET.get("page"))
    context = {
        **frame_of(person, filing, "history"),
        "events": events_of(filing, page, with_milestones=not form_key and not who),
        "page_obj": page,
        "filters": filters_of(filing, form_key, who),
        "is_filtered": bool(form_key or who),
        "revisions": filing.revisions.select_related("made_by"),
    }
    return render(request, "filings/history/history.html", context)


@require_GET
def show_comparison(request: HttpRequest, number: int) -> HttpResponse:
    """Show what two versions differ in, cell by cell."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number, Act.READ)
    before, after = request.GET.get("from", ""), request.GET.get("to", papers.PRESENT)
    sources = papers.source_of(filing, before), papers.source_of(filing, after)
    found = _compared(filing, *sources)
    context = {
        **frame_of(person, filing, "history", Crumb("版本对照")),
        "before": before,
        "after": after,
        "before_mark": sources[0].mark,
        "after_mark": "现在的内容" if after == papers.PRESENT else sources[1].mark,
        "found": found,
        "changes": found.changes[:_MOST_DIFFERENCES] if found else (),
        "hidden": max(0, len(found.changes) - _MOST_DIFFERENCES) if found else 0,
        "revisions": filing.revisions.all(),
    }
    return render(request, "filings/history/compare.html", context)


def _compared(filing: Filing, before: Source, after: Source) -> PackageComparison | None:
    """Return the comparison of two versions; None where there is nothing to compare."""
    try:
        return engine.compare(before.forms, after.forms, filing.body.name, layout=filing.task.layout)
    except RenderError:
        return None


@require_GET
def comparison_page(request: HttpRequest, number: int) -> HttpResponse:
    """Give the later version's official document with every change marked, for a sandboxed frame."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number, Act.READ)
    before = papers.source_of(filing, request.GET.get("from", ""))
    after = papers.source_of(filing, request.GET.get("to", papers.PRESENT))
    found = engine.compare(before.forms, after.forms, filing.body.name, layout=filing.task.layout)
    response = HttpResponse(write_official(found.document, ".html"), content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = ALONE
    response["Cache-Control"] = "no-store"
    return response


@require_POST
def undo(request: HttpRequest, number: int, change: int) -> HttpResponse:
    """Take one batch of changes back."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number, Act.EDIT)
    found = get_object_or_404(Change, pk=change, form__filing=filing)
    conflicts = history_actions.undo_change(found, actor=rights.actor_of(request, Role.CLERK), person=person)
    if conflicts:
        messages.warning(request, f"已撤销；其中 {len(conflicts)} 处后来又有人改过，没有动。")
    else:
        messages.success(request, "已撤销这次修改。撤销本身也记在修改记录里，可以再撤销。")
    return redirect("history", number)


@require_POST
def restore(request: HttpRequest, number: int, revision: int) -> HttpResponse:
    """Have the filing read as a version does."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number, Act.EDIT)
    found = filing.revisions.filter(number=revision).first()
    if found is None:
        raise Http404
    history_actions.restore_revision(filing, found, actor=rights.actor_of(request, Role.CLERK), person=person)
    words = f"已恢复到第 {revision} 版。恢复之前的内容另存为一版，可以再恢复回来。"
    messages.success(request, words)
    return redirect("history", number)
