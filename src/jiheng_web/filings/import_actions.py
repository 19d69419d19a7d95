"""Bringing what exists: files kept and read, and what the clerk accepts taken over as changes."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore, Lock, Thread

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from jiheng_web import reading
from jiheng_web.accounts.models import Person
from jiheng_web.errors import InputRefused
from jiheng_web.filings import actions, storing
from jiheng_web.filings.content import FormJson, blank_form, rows_of
from jiheng_web.filings.differences import operations_between
from jiheng_web.filings.history_actions import save_all
from jiheng_web.filings.holding import hold_to_change
from jiheng_web.filings.models import Filing, FilledForm, FormKind, Upload
from jiheng_web.filings.project_list import suggested_links
from jiheng_web.filings.proposals import Proposal, Standing, as_reference, proposals, with_chosen
from jiheng_web.journal.actions import Actor, Detail, record
from jiheng_web.reading import ReadPackage
from jiheng_web.writing import writing

_MOST_FILES = 60
_MIB = 1024 * 1024
_LATE = reading.SECONDS * 2
_at_once = BoundedSemaphore(2)
"""Readers at work in this process: more would take the machine from those who type."""
_under_way: set[int] = set()
_lock = Lock()
_log = logging.getLogger("jiheng_web")


def upload(
    filing: Filing, files: Sequence[UploadedFile[bytes]], *, is_previous: bool, actor: Actor, person: Person
) -> Upload:
    """Keep files to be taken over, and have them read in the background.

    Raises:
        InputRefused: No file, too many, or too large.
        Refused: The filing cannot be changed now.
    """
    _check(files)
    kept = [
        {"name": storing.clean_name(file.name or ""), "sha256": storing.keep(file.chunks()).sha256}
        for file in files
    ]
    with writing():
        locked = hold_to_change(filing)
        made = Upload.objects.create(
            filing=locked, files=kept, is_previous=is_previous, added_by=person, added_at=timezone.now()
        )
        details: dict[str, Detail] = {"sha256": [one["sha256"] for one in kept]}
        words = f"上传待导入的文件 {len(kept)} 个"
        record(actor, "upload", ("filing", locked.pk), words, body=locked.body_id, details=details)
    start_reading(made)
    return made


def _check(files: Sequence[UploadedFile[bytes]]) -> None:
    if not files:
        raise InputRefused("请先选择文件。")
    if len(files) > _MOST_FILES:
        raise InputRefused(f"一次最多 {_MOST_FILES} 个文件。请打包成 zip，或分几次上传。")
    for file in files:
        if not file.size:
            raise InputRefused(f"“{storing.clean_name(file.name or '')}”是空的（0 字节）。请重新选择。")
    total = sum(file.size or 0 for file in files)
    if total > settings.LARGEST_UPLOAD:
        most = settings.LARGEST_UPLOAD // _MIB
        raise InputRefused(f"文件共 {total / _MIB:.1f} MB，一次最多 {most} MB。请分几次上传。")


def result_path(upload_: Upload) -> Path:
    """Return where what was read of an upload is kept.

    The moment is in the name, as numbers are given again after a backup was restored.
    """
    moment = upload_.added_at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%S%f")
    return Path(settings.FILES) / "imports" / f"{upload_.pk}-{moment}.json"


def result_of(upload_: Upload) -> ReadPackage | None:
    """Return what was read; None while it is being read."""
    try:
        return reading.load(result_path(upload_))
    except FileNotFoundError:
        return None


def is_stuck(upload_: Upload) -> bool:
    """Whether reading was begun and nobody is at it: the server was stopped in between."""
    age = (timezone.now() - upload_.added_at).total_seconds()
    return upload_.pk not in _under_way and age > _LATE


def start_reading(upload_: Upload) -> None:
    """Have an upload read in the background, once."""
    with _lock:
        if upload_.pk in _under_way:
            return
        _under_way.add(upload_.pk)
    files = [(one["name"], storing.path_of(one["sha256"])) for one in upload_.files]
    Thread(target=_read, args=(upload_.pk, files, result_path(upload_)), daemon=True).start()


def _read(number: int, files: list[tuple[str, Path]], target: Path) -> None:
    """Read without the database: a thread of its own would hold a connection of its own."""
    try:
        with _at_once:
            reading.read_apart(files, target)
    except OSError:
        _log.exception("upload %d was not read", number)
    finally:
        with _lock:
            _under_way.discard(number)


def standing_forms(forms: Iterable[FilledForm]) -> list[Standing]:
    """Return a filing's forms as matching needs them."""
    held = list(forms)
    base = next((form for form in held if form.kind == FormKind.BASE_DATA), None)
    rows = rows_of(base.content, "expenditure") if base else []
    labels = {str(row["id"]): str(row["label"]) for row in rows}
    return [
        Standing(
            form.key,
            form.kind,
            form.title,
            form.content,
            tuple(labels[row] for row in form.rows if row in labels),
        )
        for form in held
    ]


def proposals_of(upload_: Upload, found: ReadPackage) -> tuple[Proposal, ...]:
    """Return what an upload would change now."""
    return proposals(found, standing_forms(upload_.filing.forms.all()), is_previous=upload_.is_previous)


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of taking over."""

    cells: int
    forms: int
    conflicts: int


def take_over(
    upload_: Upload,
    chosen: Mapping[int, frozenset[str] | None],
    *,
    drop_unused: bool,
    actor: Actor,
    person: Person,
) -> Taken:
    """Take cells over into the filing, as changes that history shows and can take back.

    Args:
        upload_: The upload, read.
        chosen: For each form that was read, by its index, the paths of the cells to take; None for all that
            fill a blank.
        drop_unused: Whether blank official rows go that nothing was read for.
        actor: Who, for the journal.
        person: Who.

    Raises:
        InputRefused: Nothing was chosen, or the files are not read yet.
        Refused: The filing cannot be changed now.
    """
    found = result_of(upload_)
    if found is None:
        raise InputRefused("文件还没有读完，请稍候。")
    why = f"导入 {upload_}"[:60]
    with writing():
        filing = hold_to_change(upload_.filing)
        held = {form.key: form for form in filing.forms.all()}
        cells = forms = conflicts = 0
        for proposal in proposals(found, standing_forms(held.values()), is_previous=upload_.is_previous):
            paths = _paths(proposal, chosen)
            if not paths:
                continue
            content = as_reference(proposal.read.content) if upload_.is_previous else proposal.read.content
            start = _start(proposal, held, filing.task.fiscal_year)
            wanted = with_chosen(proposal, content, start, paths, drop_unused=drop_unused)
            conflicts += _write(filing, proposal, held, wanted, (actor, person, why))
            cells, forms = cells + len(paths), forms + 1
        if not cells:
            raise InputRefused("没有勾选任何内容，或者勾选的内容已经与表中一致。")
        _finish(filing, upload_, f"{why}：{forms} 张表 {cells} 处", actor, person)
    return Taken(cells, forms, conflicts)


def _paths(proposal: Proposal, chosen: Mapping[int, frozenset[str] | None]) -> frozenset[str]:
    if proposal.index not in chosen:
        return frozenset()
    wanted = chosen[proposal.index]
    return frozenset(
        cell.path for cell in proposal.cells if (cell.ticked if wanted is None else cell.path in wanted)
    )


def _start(proposal: Proposal, held: Mapping[str, FilledForm], fiscal_year: int) -> FormJson:
    return (
        held[proposal.target.key].content if proposal.target else blank_form(proposal.read.kind, fiscal_year)
    )


def _write(
    filing: Filing,
    proposal: Proposal,
    held: Mapping[str, FilledForm],
    wanted: FormJson,
    by: tuple[Actor, Person, str],
) -> int:
    """Write a form as wanted; return how many changes met another one."""
    actor, person, why = by
    if proposal.target is None:
        blank = blank_form(proposal.read.kind, filing.task.fiscal_year)
        form = actions.add_form(filing, FormKind(proposal.read.kind), blank, person=person)
    else:
        form = held[proposal.target.key]
    form.filing = filing
    operations = operations_between(form.content, wanted)
    return len(save_all(form, operations, actor=actor, person=person, why=why))


def _finish(filing: Filing, upload_: Upload, words: str, actor: Actor, person: Person) -> None:
    """Tie the projects that came to the base data's rows, and note what was done."""
    for key, rows in suggested_links(filing).items():
        FilledForm.objects.filter(filing=filing, key=key).update(rows=rows)
    actions.touch(filing, person)
    Upload.objects.filter(pk=upload_.pk).update(taken_at=timezone.now())
    record(actor, "import", ("filing", filing.pk), words, body=filing.body_id)


def discard(upload_: Upload, *, actor: Actor) -> None:
    """Put an upload away; the files stay on the disk, as the journal names them."""
    with writing():
        held = Upload.objects.select_for_update(of=("self",)).select_related("filing").get(pk=upload_.pk)
        if held.discarded_at is None:
            held.discarded_at = timezone.now()
            held.save(update_fields=["discarded_at"])
            record(
                actor,
                "discard_upload",
                ("filing", held.filing_id),
                f"放弃导入 {held}",
                body=held.filing.body_id,
            )
