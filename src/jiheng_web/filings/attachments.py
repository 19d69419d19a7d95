"""佐证材料 of a filing: the list by form and indicator, adding, looking at, taking off."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from jiheng_web import rights
from jiheng_web.accounts.models import Person, Role
from jiheng_web.errors import InputRefused, NotAllowed
from jiheng_web.filings import attachment_actions, storing
from jiheng_web.filings.attachment_actions import Place
from jiheng_web.filings.content import rows_of
from jiheng_web.filings.documents import disposition
from jiheng_web.filings.layouts import named_rows
from jiheng_web.filings.models import Attachment, Filing, FilledForm, FormKind, State
from jiheng_web.filings.sections import Crumb, frame_of
from jiheng_web.filings.words import row_words
from jiheng_web.rights import Act

_SHOWN = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "application/pdf"})
"""What a browser shows by itself without anything in it running."""
_IMAGE = "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'self'"
_PDF = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""Browsers do not start their PDF viewer in a sandbox; what could run in one was refused at upload."""


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator with its files."""

    row: str
    name: str
    group: str
    files: tuple[Attachment, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """A form with the indicators that have names."""

    form: FilledForm
    lines: tuple[Line, ...]

    @property
    def missing(self) -> int:
        """How many of its indicators have no file."""
        return sum(not line.files for line in self.lines)


@require_GET
def show_attachments(request: HttpRequest, number: int) -> HttpResponse:
    """Show the files of a filing by form and indicator, and what has none."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number, Act.READ)
    files = list(filing.attachments.filter(removed_at=None).select_related("added_by"))
    groups = [_group(form, files) for form in filing.forms.all() if form.kind != FormKind.BASE_DATA]
    placed = {file.pk for group in groups for line in group.lines for file in line.files}
    context = {
        **frame_of(person, filing, "attachments"),
        "groups": groups,
        "scans": [file for file in files if file.is_signed_scan],
        "others": [file for file in files if file.pk not in placed and not file.is_signed_scan],
        "missing": sum(group.missing for group in groups),
        "count": len(files),
        "may_add_scan": _may_add_scan(person, filing),
    }
    return render(request, "filings/attachments/attachments.html", context)


def _group(form: FilledForm, files: list[Attachment]) -> Group:
    rows = rows_of(form.content, "indicators")
    lines = []
    named = {str(row["id"]) for row in named_rows(form.content)}
    for row in rows:
        own = tuple(one for one in files if (one.form_key, one.row) == (form.key, row["id"]))
        if row["id"] in named or own:
            name = str(row["name"]) or row_words("indicators", row)
            lines.append(Line(str(row["id"]), name, str(row["subcategory"]), own))
    return Group(form, tuple(lines))


def _may_add_scan(person: Person, filing: Filing) -> bool:
    is_clerk = rights.role_at(person, filing.body, (Role.CLERK,)) is not None
    return is_clerk and filing.state != State.PUBLISHED and filing.task.closed_at is None


@require_POST
def add(request: HttpRequest, number: int) -> HttpResponse:
    """Keep one or several files for a line, for the whole filing, or as the signed scan."""
    person = rights.person_of(request)
    is_scan = request.POST.get("is_signed_scan") == "1"
    filing = rights.find_filing(person, number, Act.READ if is_scan else Act.EDIT)
    if is_scan and not _may_add_scan(person, filing):
        raise NotAllowed("只有本单位填报人能上传签字盖章扫描件。")
    given = request.FILES.getlist("files")
    if not given:
        raise InputRefused("请先选择文件。")
    place = Place(request.POST.get("form", ""), request.POST.get("row", ""), is_scan)
    actor = rights.actor_of(request, Role.CLERK)
    for kept, file in enumerate(given):
        try:
            attachment_actions.attach(filing, file, place, actor=actor, person=person)
        except InputRefused as refused:
            before = f"前面的 {kept} 个文件已经上传，不用再传。" if kept else ""
            raise InputRefused(f"{refused.reason}{before}") from refused
    messages.success(request, f"已上传 {len(given)} 个文件。")
    anchor = f"#{place.form_key}-{place.row}" if place.row else ""
    return redirect(f"/filings/{number}/attachments/{anchor}")


def _find(request: HttpRequest, number: int, file: int, act: Act) -> Attachment:
    """Return a file of a filing, for an act.

    Raises:
        Http404: There is none.
    """
    filing = rights.find_filing(rights.person_of(request), number, act)
    found = filing.attachments.filter(pk=file, removed_at=None).first()
    if found is None:
        raise Http404
    found.filing = filing
    return found


@require_POST
def remove(request: HttpRequest, number: int, file: int) -> HttpResponse:
    """Take a file off."""
    person = rights.person_of(request)
    found = _find(request, number, file, Act.READ)
    allowed = _may_add_scan(person, found.filing) if found.is_signed_scan else found.filing.is_editable
    if not allowed or rights.role_at(person, found.filing.body, (Role.CLERK,)) is None:
        raise NotAllowed("现在不能移除这个文件。")
    attachment_actions.remove_attachment(found, actor=rights.actor_of(request, Role.CLERK), person=person)
    messages.success(request, f"已移除“{found.name}”。文件仍留存备查，需要时请联系系统管理员。")
    return redirect("attachments", number)


@require_GET
def look_at(request: HttpRequest, number: int, file: int) -> HttpResponse:
    """Show a page with the file in it, where a browser can show it; else what it is."""
    found = _find(request, number, file, Act.READ)
    context = {
        **frame_of(rights.person_of(request), found.filing, "attachments", Crumb(found.name)),
        "file": found,
        "is_image": found.media_type.startswith("image/") and found.media_type in _SHOWN,
        "is_pdf": found.media_type == "application/pdf",
    }
    return render(request, "filings/attachments/file.html", context)


@require_GET
def give(request: HttpRequest, number: int, file: int) -> FileResponse:
    """Give a file's bytes: shown where nothing in them can run, else to be saved."""
    found = _find(request, number, file, Act.READ)
    inline = found.media_type in _SHOWN and "save" not in request.GET
    try:
        opened = storing.path_of(found.sha256).open("rb")
    except FileNotFoundError as cause:
        raise Http404 from cause
    media_type = found.media_type if inline else "application/octet-stream"
    response = FileResponse(opened, content_type=media_type)
    response["Content-Disposition"] = disposition(found.name, inline=inline)
    response["Content-Security-Policy"] = _PDF if inline and media_type == "application/pdf" else _IMAGE
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response
