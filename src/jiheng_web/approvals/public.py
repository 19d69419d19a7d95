"""What everybody may read, without signing in: published packages, masked, with their data.

Pages here are made without the request, so that nothing of a session can come into them and caches may keep
them.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.views.decorators.http import require_safe

from jiheng_web import engine
from jiheng_web.approvals.models import Step
from jiheng_web.approvals.sheets import Notes, sheet_of
from jiheng_web.filings.contents import frozen
from jiheng_web.filings.models import Filing, State, title_of

PAGE = 30
_SECONDS = 300
_TYPES: Mapping[str, str] = {
    "report.pdf": "application/pdf",
    "report.docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "data.json": "application/json; charset=utf-8",
    "data.csv": "text/csv; charset=utf-8",
}


@login_not_required
@require_safe
def list_published(request: HttpRequest) -> HttpResponse:
    """List published packages, with a search by name and year."""
    published = Filing.objects.filter(state=State.PUBLISHED).select_related("task", "body__parent")
    years = published.order_by("-task__fiscal_year").values_list("task__fiscal_year", flat=True).distinct()
    words, year = request.GET.get("q", "")[:60].strip(), request.GET.get("year", "")
    found = published
    if words:
        found = found.filter(Q(body__name__icontains=words) | Q(body__parent__name__icontains=words))
    if year.isdecimal() and len(year) == 4:  # noqa: PLR2004 - a year
        found = found.filter(task__fiscal_year=year)
    page = Paginator(found.order_by("-task__fiscal_year", "body__path"), PAGE).get_page(
        request.GET.get("page")
    )
    kept = urlencode({name: value for name, value in (("q", words), ("year", year)) if value})
    context = {
        "page_obj": page,
        "years": list(years),
        "q": words,
        "year": year,
        "kept": f"{kept}&" if kept else "",
    }
    return _cached(HttpResponse(render_to_string("public/list.html", context)))


@login_not_required
@require_safe
def show_published(request: HttpRequest, number: int) -> HttpResponse:
    """Show a published package: read only, with personal particulars masked."""
    filing, step = _published(number)
    tag, last = quote_etag(f"{step.content_hash[:32]}-{step.pk}"), int(step.at.timestamp())
    unchanged = get_conditional_response(request, etag=tag, last_modified=last)
    if unchanged is not None:
        return unchanged
    assert step.revision is not None  # noqa: S101 - only what was submitted is published
    forms = engine.public_forms(frozen(step.revision), filing.body.name)
    sheets = [(f"form-{place}", title_of(form), sheet_of(form, Notes())) for place, form in enumerate(forms)]
    context = {"filing": filing, "step": step, "sheets": sheets}
    return _cached(HttpResponse(render_to_string("public/filing.html", context)), tag, last)


@login_not_required
@require_safe
def download(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Give a published package's data or document."""
    filing, step = _published(number)
    if name not in _TYPES:
        raise Http404
    tag, last = quote_etag(f"{step.content_hash[:32]}-{step.pk}-{name}"), int(step.at.timestamp())
    unchanged = get_conditional_response(request, etag=tag, last_modified=last)
    if unchanged is not None:
        return unchanged
    assert step.revision is not None  # noqa: S101 - only what was submitted is published
    task = filing.task
    files = engine.public_documents(frozen(step.revision), filing.body.name, layout=task.layout)
    response = HttpResponse(files[name], content_type=_TYPES[name])
    response["Content-Disposition"] = f'attachment; filename="{task.fiscal_year}-{filing.pk}-{name}"'
    return _cached(response, tag, last)


def _published(number: int) -> tuple[Filing, Step]:
    """Return a published filing with the step that published it."""
    filing = (
        Filing.objects.filter(state=State.PUBLISHED, pk=number).select_related("task", "body__parent").first()
    )
    step = filing.steps.filter(act="publish").select_related("revision").first() if filing else None
    if filing is None or step is None or step.revision is None:
        raise Http404
    return filing, step


def _cached(response: HttpResponse, tag: str = "", last: int = 0) -> HttpResponse:
    """Let caches keep an answer for a few minutes: what is taken down is gone soon after."""
    response["Cache-Control"] = f"public, max-age={_SECONDS}"
    if tag:
        response["ETag"] = tag
        response["Last-Modified"] = http_date(last)
    return response
