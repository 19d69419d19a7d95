"""Pages of the journal and of the access logs."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from jiheng_web import rights
from jiheng_web.accounts.models import Body, Role
from jiheng_web.errors import NotAllowed
from jiheng_web.journal import access
from jiheng_web.journal.actions import note
from jiheng_web.journal.forms import FilterForm
from jiheng_web.journal.models import Entry
from jiheng_web.journal.verify import export_lines, verify_database
from jiheng_web.journal.words import act_title

_A_PAGE = 100
_AUDIT = Role.AUDIT_ADMINISTRATOR


@require_GET
def journal(request: HttpRequest) -> HttpResponse:
    """List the entries that a person may read, filtered."""
    person = rights.person_of(request)
    entries, form = rights.visible_entries(person), FilterForm(request.GET)
    if form.is_valid():
        entries = _filtered(entries, form)
    context = {
        "form": form,
        "is_filtered": any(form.cleaned_data.values()),
        "is_keeper": rights.has_role(person, _AUDIT),
        **_listed(request, entries),
    }
    return render(request, "journal/journal.html", context)


def _filtered(entries: QuerySet[Entry], form: FilterForm) -> QuerySet[Entry]:
    given = form.cleaned_data
    if act := given.get("act"):
        entries = entries.filter(act=act)
    if who := given.get("who"):
        entries = entries.filter(person_name__icontains=who)
    if result := given.get("result"):
        entries = entries.filter(result=result)
    if body := given.get("body"):
        named = Body.objects.filter(name__icontains=body).order_by().values("pk")
        entries = entries.filter(body__in=named)
    zone = timezone.get_current_timezone()
    if since := given.get("since"):
        entries = entries.filter(at__gte=dt.datetime.combine(since, dt.time(), zone))
    if until := given.get("until"):
        entries = entries.filter(at__lt=dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), zone))
    return entries


def _listed(request: HttpRequest, entries: QuerySet[Entry]) -> dict[str, object]:
    """Return one page of entries with the names of their bodies: three queries, however many there are."""
    shown = Paginator(entries, _A_PAGE).get_page(request.GET.get("page"))
    bodies = Body.objects.in_bulk({entry.body for entry in shown if entry.body is not None})
    roles = dict(Role.choices)
    rows = [
        {
            "entry": entry,
            "act": act_title(entry.act),
            "role": roles.get(entry.role, ""),
            "body": bodies.get(entry.body or 0),
        }
        for entry in shown
    ]
    return {"page_obj": shown, "rows": rows}


@require_GET
def filing_journal(request: HttpRequest, number: int) -> HttpResponse:
    """List one filing's entries, for those who audit its body."""
    person = rights.person_of(request)
    if rights.has_role(person, Role.AUDIT_ADMINISTRATOR):
        raise Http404  # sees no packages; finds the entries in the whole journal
    filing = rights.find_filing(person, number)
    if rights.role_at(person, filing.body, (Role.AUDITOR,)) is None:
        raise NotAllowed("一份材料的日志由审计人员查看；办理经过在材料页面上。")
    entries = Entry.objects.filter(subject="filing", subject_id=str(filing.pk))
    return render(request, "journal/filing.html", {"filing": filing, **_listed(request, entries)})


@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Check the whole chain now."""
    rights.require(rights.person_of(request), _AUDIT)
    verdict = verify_database()
    holds = verdict.broken_at is None
    words = f"校验日志 {verdict.count} 条：{'相符' if holds else f'第 {verdict.broken_at} 条不符'}"
    note(rights.actor_of(request), "verify_journal", words, details={"last": verdict.last})
    return render(request, "journal/verdict.html", {"verdict": verdict, "holds": holds})


@require_POST
def export(request: HttpRequest) -> StreamingHttpResponse:
    """Give the whole journal as a file that can be checked elsewhere."""
    rights.require(rights.person_of(request), _AUDIT)
    note(rights.actor_of(request), "export_journal", "导出全部日志")
    name = f"journal-{timezone.localdate().isoformat()}.jsonl"
    answer = StreamingHttpResponse(export_lines(), content_type="application/x-ndjson")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_GET
def access_logs(request: HttpRequest) -> HttpResponse:
    """List the days that have access logs."""
    rights.require(rights.person_of(request), _AUDIT)
    days = access.days()
    shown = Paginator(days, _A_PAGE).get_page(request.GET.get("page"))
    context = {"page_obj": shown, "months": access.months_kept(), "total": sum(day.size for day in days)}
    return render(request, "journal/access_logs.html", context)


@require_POST
def access_log(request: HttpRequest, day: str) -> FileResponse:
    """Give one day's access log."""
    rights.require(rights.person_of(request), _AUDIT)
    file = access.file_of(day)
    if file is None:
        raise Http404
    note(rights.actor_of(request), "read_access_log", f"下载 {day} 的访问日志")
    return FileResponse(file.open("rb"), as_attachment=True, filename=f"access-{day}.jsonl")


@require_POST
def prune(request: HttpRequest) -> HttpResponse:
    """Remove access logs older than the months that are kept."""
    rights.require(rights.person_of(request), _AUDIT)
    removed = access.prune_access_logs(timezone.now().date())
    note(rights.actor_of(request), "prune_access_logs", f"清理到期访问日志 {len(removed)} 天")
    messages.success(request, f"清理了 {len(removed)} 天的到期访问日志。")
    return redirect("access-logs")
