"""Pages on which a clerk brings what exists: upload, see what was read beside the original, take over."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from jiheng.documents import READABLE_SUFFIXES
from jiheng.reports import name_key
from jiheng_web import rights
from jiheng_web.accounts.models import Role
from jiheng_web.errors import InputRefused
from jiheng_web.filings import actions, import_actions
from jiheng_web.filings.models import FormKind, Upload
from jiheng_web.filings.sections import Crumb, frame_of
from jiheng_web.reading import ReadPackage
from jiheng_web.rights import Act

_MOST_DOUBTS = 60


@require_http_methods(["GET", "HEAD", "POST"])
def show_import(request: HttpRequest, number: int) -> HttpResponse:
    """Show what was uploaded, and take further files."""
    person = rights.person_of(request)
    filing = rights.find_filing(person, number, Act.EDIT)
    actor = rights.actor_of(request, Role.CLERK)
    actions.start_filing(filing, actor=actor, person=person)
    if request.method == "POST":
        files = request.FILES.getlist("files")
        is_previous = request.POST.get("year") == "previous"
        made = import_actions.upload(filing, files, is_previous=is_previous, actor=actor, person=person)
        return redirect("upload", number, made.pk)
    context = {
        **frame_of(person, filing, "import"),
        "uploads": filing.uploads.filter(discarded_at=None).select_related("added_by")[:20],
        "accepted": ",".join((*READABLE_SUFFIXES, ".zip")),
    }
    return render(request, "filings/import/import.html", context)


def _find(request: HttpRequest, number: int, upload: int) -> Upload:
    """Return an upload that its clerk may take over now.

    Raises:
        Http404: There is none.
    """
    filing = rights.find_filing(rights.person_of(request), number, Act.EDIT)
    found = filing.uploads.filter(pk=upload, discarded_at=None).first()
    if found is None:
        raise Http404
    found.filing = filing
    return found


@require_GET
def show_upload(request: HttpRequest, number: int, upload: int) -> HttpResponse:
    """Show what was read: what is in doubt first, then form by form; or that it is being read."""
    found = _find(request, number, upload)
    frame = frame_of(rights.person_of(request), found.filing, "import", Crumb(str(found)))
    read = import_actions.result_of(found)
    if read is None:
        context = {**frame, "upload": found, "is_stuck": import_actions.is_stuck(found)}
        return render(request, "filings/import/reading.html", context)
    proposed = import_actions.proposals_of(found, read)
    years = {form.fiscal_year for form in read.forms} - {None}
    context = {
        **frame,
        "upload": found,
        "read": read,
        "proposals": proposed,
        "doubts": read.doubts[:_MOST_DOUBTS],
        "more_doubts": len(read.doubts) - _MOST_DOUBTS,
        "years": sorted(year for year in years if year),
        "other_year": bool(years) and found.filing.task.fiscal_year not in years and not found.is_previous,
        "other_body": _other_body(read, found.filing.body.name),
        "fills": sum(one.fills for one in proposed),
        "differs": sum(one.differs for one in proposed),
    }
    return render(request, "filings/import/upload.html", context)


def _other_body(read: ReadPackage, own: str) -> str:
    """Return whose package was read by its department's table, where that is another body; else ""."""
    names = [str(form.content["name"]) for form in read.forms if form.kind == FormKind.DEPARTMENT]
    return next((name for name in names if name and name_key(name) != name_key(own)), "")


@require_GET
def show_form(request: HttpRequest, number: int, upload: int, index: int) -> HttpResponse:
    """Show one form cell by cell, beside its table in the original."""
    found = _find(request, number, upload)
    read = import_actions.result_of(found)
    if read is None or not 0 <= index < len(read.forms):
        raise Http404
    proposed = import_actions.proposals_of(found, read)
    proposal = proposed[index]
    frame = frame_of(
        rights.person_of(request), found.filing, "import", Crumb(str(found)), Crumb(proposal.title)
    )
    context = {
        **frame,
        "upload": found,
        "proposal": proposal,
        "doubtful": [cell for cell in proposal.cells if cell.doubt],
        "different": [cell for cell in proposal.cells if cell.old and not cell.doubt],
        "filling": [cell for cell in proposal.cells if not cell.old and not cell.doubt],
        "marked": {cell.at for cell in proposal.cells if cell.doubt},
        "before": proposed[index - 1] if index else None,
        "after": proposed[index + 1] if index + 1 < len(proposed) else None,
    }
    return render(request, "filings/import/form.html", context)


@require_POST
def take(request: HttpRequest, number: int, upload: int) -> HttpResponse:
    """Take over whole forms: all that fills a blank."""
    found = _find(request, number, upload)
    indexes = [int(one) for one in request.POST.getlist("form") if one.isdecimal()]
    if not indexes:
        raise InputRefused("请至少勾选一张表。")
    taken = import_actions.take_over(
        found,
        dict.fromkeys(indexes),
        drop_unused="drop_unused" in request.POST,
        actor=rights.actor_of(request, Role.CLERK),
        person=rights.person_of(request),
    )
    messages.success(request, f"已采用 {taken.forms} 张表 {taken.cells} 处。来源记在修改记录里，可以撤销。")
    return redirect("upload", number, upload)


@require_POST
def take_form(request: HttpRequest, number: int, upload: int, index: int) -> HttpResponse:
    """Take over the ticked cells of one form."""
    found = _find(request, number, upload)
    taken = import_actions.take_over(
        found,
        {index: frozenset(request.POST.getlist("cell"))},
        drop_unused="drop_unused" in request.POST,
        actor=rights.actor_of(request, Role.CLERK),
        person=rights.person_of(request),
    )
    messages.success(request, f"已采用 {taken.cells} 处。")
    return redirect("upload-form", number, upload, index)


@require_POST
def read_again(request: HttpRequest, number: int, upload: int) -> HttpResponse:
    """Have an upload read once more, where nobody is at it."""
    found = _find(request, number, upload)
    import_actions.start_reading(found)
    return redirect("upload", number, upload)


@require_POST
def discard(request: HttpRequest, number: int, upload: int) -> HttpResponse:
    """Put an upload away."""
    found = _find(request, number, upload)
    import_actions.discard(found, actor=rights.actor_of(request, Role.CLERK))
    messages.success(request, "已放弃这次导入；已经采用的内容不受影响。")
    return redirect("import", number)
