"""佐证材料: adding files that support a filing, and taking them off again."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone

from jiheng.documents import SourceFile, inspect_file
from jiheng_web.accounts.models import Person
from jiheng_web.errors import InputRefused, Refused
from jiheng_web.filings import storing
from jiheng_web.filings.content import rows_of
from jiheng_web.filings.holding import hold
from jiheng_web.filings.models import Attachment, Filing, State
from jiheng_web.journal.actions import Actor, Detail, record
from jiheng_web.writing import writing

_MOST = 500
"""Files of one filing."""
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Place:
    """What a file supports: a line of a form, or ("" for both) the whole filing."""

    form_key: str = ""
    row: str = ""
    is_signed_scan: bool = False


def attach(
    filing: Filing, file: UploadedFile[bytes], place: Place, *, actor: Actor, person: Person
) -> Attachment:
    """Keep a file with a filing.

    The bytes are on the disk before the record is: a record never names bytes that are not there.

    Raises:
        InputRefused: The file is empty, too large, or could run; or there is no such line.
        Refused: The filing cannot be changed now.
    """
    name = storing.clean_name(file.name or "")
    _check_size(file)
    content = file.read()
    found = inspect_file(SourceFile(name, content))
    if found.danger:
        raise InputRefused(f"没有接收“{name}”：{found.danger}。佐证材料请用 PDF、图片、Word、Excel 或 zip。")
    if place.is_signed_scan and not found.media_type.startswith(("image/", "application/pdf")):
        raise InputRefused("签字盖章扫描件须是 PDF 或图片。")
    stored = storing.keep([content])
    with writing():
        locked = _changeable(filing, place)
        if locked.attachments.filter(removed_at=None).count() >= _MOST:
            raise InputRefused(f"一套材料最多附 {_MOST} 个文件。请打包成 zip 再上传。")
        attachment = Attachment.objects.create(
            filing=locked,
            form_key=place.form_key,
            row=place.row,
            name=name,
            media_type=found.media_type,
            size=stored.size,
            sha256=stored.sha256,
            is_signed_scan=place.is_signed_scan,
            added_by=person,
            added_at=timezone.now(),
        )
        details: dict[str, Detail] = {"sha256": stored.sha256, "size": stored.size, "type": found.media_type}
        words = f"上传{'签字盖章扫描件' if place.is_signed_scan else '佐证材料'}“{name}”"
        record(actor, "attach", ("filing", locked.pk), words, body=locked.body_id, details=details)
    return attachment


def _check_size(file: UploadedFile[bytes]) -> None:
    size = file.size or 0
    if not size:
        raise InputRefused("文件是空的（0 字节）。请重新选择文件。")
    if size > settings.LARGEST_UPLOAD:
        most = settings.LARGEST_UPLOAD // _MIB
        raise InputRefused(f"文件有 {size / _MIB:.1f} MB，最大 {most} MB。请压缩图片或分成几份再上传。")


def _changeable(filing: Filing, place: Place) -> Filing:
    """Return the filing, held, if a file may be added to or taken off it at a place.

    The signed scan is of what was submitted: it may follow until the filing is made public.
    """
    locked = hold(filing)
    may_follow = place.is_signed_scan and locked.state != State.PUBLISHED and locked.task.closed_at is None
    if not locked.is_editable and not may_follow:
        raise Refused(f"材料现在是“{State(locked.state).label}”，不能增减佐证材料。")
    if place.form_key:
        form = locked.forms.filter(key=place.form_key).first()
        rows = rows_of(form.content, "indicators") if form else []
        if place.row not in {str(row["id"]) for row in rows}:
            raise InputRefused("这项指标已经不在表中，请刷新页面。")
    return locked


def remove_attachment(attachment: Attachment, *, actor: Actor, person: Person) -> None:
    """Take a file off a filing. Record and bytes stay: the journal names them.

    Raises:
        Refused: The filing cannot be changed now.
    """
    del person  # the journal's actor says who
    with writing():
        place = Place(is_signed_scan=attachment.is_signed_scan)
        locked = _changeable(attachment.filing, place)
        held = Attachment.objects.select_for_update().get(pk=attachment.pk)
        if held.removed_at is not None:
            return
        held.removed_at = timezone.now()
        held.save(update_fields=["removed_at"])
        details: dict[str, Detail] = {"sha256": held.sha256}
        record(
            actor, "detach", ("filing", locked.pk), f"移除“{held.name}”", body=locked.body_id, details=details
        )
