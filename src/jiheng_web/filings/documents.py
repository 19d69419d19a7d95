"""Documents of a filing to download, and the official document as it would be printed now."""

from __future__ import annotations

from typing import IO
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_GET

from jiheng.errors import RenderError
from jiheng.render import safe_file_name
from jiheng_web import documents, rights
from jiheng_web.documents import Paper
from jiheng_web.errors import InputRefused
from jiheng_web.filings import papers
from jiheng_web.filings.models import Filing
from jiheng_web.filings.sections import Crumb, frame_of
from jiheng_web.rights import Act

ALONE = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox; frame-ancestors 'self'"
"""For pages the engine wrote whole: their styles stand in them; nothing runs, nothing is fetched."""
_SOME_SUFFIXES = (".docx", ".xlsx", ".pdf")


@require_GET
def show_documents(request: HttpRequest, number: int) -> HttpResponse:
    """Show what can be downloaded of which version."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number, Act.READ)
    version = request.GET.get("version", papers.PRESENT)
    source = papers.source_of(filing, version)
    try:
        missing = documents.left_out(source) if source.forms else ()
    except RenderError as failure:
        missing = (str(failure),)
    context = {
        **frame_of(person, filing, "documents"),
        "version": version,
        "revisions": filing.revisions.select_related("made_by"),
        "forms": filing.forms.all() if version == papers.PRESENT else _titles(filing, version),
        "suffixes": documents.SUFFIXES,
        "left_out": missing,
        "may_have_all": rights.role_at(person, filing.body, rights.WITH_BODIES_BELOW) is not None,
        "source": source,
    }
    return render(request, "filings/documents/documents.html", context)


def _titles(filing: Filing, version: str) -> list[dict[str, str]]:
    """Return the forms of a revision as the page lists them."""
    revision = filing.revisions.get(number=int(version))
    kinds = {"base_data": "基础数据表", "department_self_evaluation": "部门整体支出绩效自评表"}
    return [
        {
            "key": form["key"],
            "title": kinds.get(form["kind"]) or str(form["content"].get("name") or "项目自评表"),
        }
        for form in revision.content
    ]


@require_GET
def download(request: HttpRequest, number: int, version: str, what: str, suffix: str) -> HttpResponseBase:
    """Give one document: ``official``, one form by its key, a paper of the audit, or ``all`` as a zip."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number, Act.READ)
    source = papers.source_of(filing, version)
    profile = papers.profile_for(person, filing)
    if what == "all" and suffix == "zip":
        together = papers.bundle(("", paper) for paper in documents.whole(source, profile))
        return _bundle(together, f"{documents.folder_of(source)} {source.year}年度（{source.mark}）.zip")
    if what in documents.AUDIT_PAPERS:
        paper = documents.audit_paper(source, what, profile)
    elif f".{suffix}" in documents.SUFFIXES:
        keys = {form.key for form in source.forms}
        if what != "official" and what not in keys:
            raise Http404
        paper = documents.official(source, f".{suffix}", "" if what == "official" else what)
    else:
        raise Http404
    return attachment(paper)


@require_GET
def download_many(request: HttpRequest, number: int) -> HttpResponseBase:
    """Give the documents of all filings of a task that a reviewer may read, as one zip."""
    person = rights.person_of(request)
    task = rights.find_task(person, number)
    wanted = [one for one in request.GET.getlist("as") if one in _SOME_SUFFIXES] or [".docx"]
    filings = rights.visible_filings(person).filter(task=task).order_by("body__path")
    readable = [one for one in filings if one.content_hash and rights.may(person, Act.READ, one)]
    if not readable:
        raise InputRefused("这项任务还没有您能查看的材料。单位提交以后再来下载。")
    together = papers.bundle(papers.papers_of_many(readable, wanted))
    return _bundle(together, f"{safe_file_name(task.title)} 全部材料.zip")


def attachment(paper: Paper) -> HttpResponse:
    """Return a paper to be saved, under its own name; never shown within the site."""
    response = HttpResponse(paper.content, content_type=paper.media_type)
    response["Content-Disposition"] = disposition(paper.name)
    response["Content-Security-Policy"] = ALONE
    return response


def _bundle(together: IO[bytes], name: str) -> FileResponse:
    response = FileResponse(together, content_type="application/zip")
    response["Content-Disposition"] = disposition(name)
    return response


def disposition(name: str, *, inline: bool = False) -> str:
    """Return the header that names a file: RFC 5987 for its Chinese, plain letters for old programs."""
    plain = "".join(one if one.isascii() and (one.isalnum() or one in " .-_()") else "_" for one in name)
    how = "inline" if inline else "attachment"
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


@require_GET
def preview(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Show a page around the official document of one form (or ``all``)."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number, Act.READ)
    version = request.GET.get("version", papers.PRESENT)
    source = papers.source_of(filing, version)
    if key != "all" and key not in {form.key for form in source.forms}:
        raise Http404
    context = {
        **frame_of(person, filing, "documents", Crumb("文书预览")),
        "key": key,
        "version": version,
        "source": source,
        "forms": filing.forms.all() if version == papers.PRESENT else _titles(filing, version),
    }
    return render(request, "filings/documents/preview.html", context)


@require_GET
def preview_page(request: HttpRequest, number: int, key: str) -> HttpResponse:
    """Give the official document itself as a page that can do nothing: shown in a sandboxed frame."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number, Act.READ)
    source = papers.source_of(filing, request.GET.get("version", papers.PRESENT))
    if key != "all" and key not in {form.key for form in source.forms}:
        raise Http404
    try:
        paper = documents.official(source, ".html", "" if key == "all" else key)
    except RenderError as failure:
        paper = Paper("x.html", f"<!doctype html><meta charset=utf-8><p>{failure.reason}</p>".encode())
    response = HttpResponse(paper.content, content_type=paper.media_type)
    response["Content-Security-Policy"] = ALONE
    response["Cache-Control"] = "no-store"
    return response
