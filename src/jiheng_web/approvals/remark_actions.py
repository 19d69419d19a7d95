"""Writing what reviewers note on a filing: points to mend with their replies, and marks of a re-review."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from jiheng_web import rights
from jiheng_web.accounts.models import Person, Role
from jiheng_web.approvals.models import Recheck, Remark, Reply
from jiheng_web.errors import InputRefused, NotAllowed, Refused
from jiheng_web.filings.content import FormJson, OperationInvalid, rows_of, value_at
from jiheng_web.filings.holding import hold
from jiheng_web.filings.models import Filing, Revision, State
from jiheng_web.journal.actions import Actor, Detail, record
from jiheng_web.rights import Act
from jiheng_web.writing import writing

_MOST_REMARKS = 300


@dataclass(frozen=True, slots=True)
class Point:
    """A point to mend as a reviewer writes it: on a cell, on a form where ``path`` is "", or on the whole."""

    text: str
    form_key: str = ""
    path: str = ""
    rule: str = ""
    """The finding it came from."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A reviewer's mark for one line; ``score`` None takes an earlier one back."""

    score: Decimal | None
    reason: str


def _under_review(filing: Filing, person: Person) -> tuple[Filing, Revision]:
    """Return the filing, held, with the revision that lies before the reviewer."""
    locked = hold(filing)
    if not rights.may(person, Act.REVIEW, locked):
        raise Refused(f"材料现在是“{State(locked.state).label}”，已不在您这一环节。请刷新页面。")
    revision = locked.revisions.first()
    if revision is None:
        raise Refused("材料还没有提交过的版本，不能填写审核意见。")
    return locked, revision


def add_remark(filing: Filing, point: Point, *, actor: Actor, person: Person) -> Remark:
    """Note a point to mend.

    Raises:
        InputRefused: No text, or a cell that the filing does not have.
        Refused: The filing does not lie with this person.
    """
    text = point.text.strip()
    if not text:
        raise InputRefused("请写明要整改什么。")
    with writing():
        locked, revision = _under_review(filing, person)
        if locked.remarks.count() >= _MOST_REMARKS:
            raise InputRefused(f"一份材料最多 {_MOST_REMARKS} 条整改要点。")
        remark = Remark.objects.create(
            filing=locked,
            revision=revision,
            form_key=point.form_key,
            path=point.path,
            cell_text=_cell_text(revision, point),
            rule=point.rule,
            text=text,
            by=person,
            at=timezone.now(),
        )
        details: dict[str, Detail] = {
            "remark": remark.pk,
            "form": point.form_key,
            "path": point.path,
            "rule": point.rule,
        }
        words = f"提出整改要点：{locked}"
        record(actor, "remark", ("filing", locked.pk), words, body=locked.body_id, details=details)
    return remark


def _cell_text(revision: Revision, point: Point) -> str:
    """Return what stands in the cell that a point is pinned to."""
    if not point.form_key:
        return ""
    content = content_of(revision, point.form_key)
    if content is None:
        raise InputRefused("材料里没有这张表，请刷新页面。")
    if not point.path:
        return ""
    try:
        value = value_at(content, point.path)
    except OperationInvalid as cause:
        raise InputRefused(str(cause)) from cause
    return "" if value is None else str(value)


def content_of(revision: Revision, key: str) -> FormJson | None:
    """Return a form's contents in a revision; None where it has no such form."""
    return next((form["content"] for form in revision.content if form["key"] == key), None)


def remove_remark(remark: Remark, *, actor: Actor, person: Person) -> None:
    """Take back a point of one's own that nobody replied to, while the filing still lies with the person.

    Raises:
        Refused: It is too late.
        NotAllowed: It is another reviewer's point.
    """
    if remark.by_id != person.pk:
        raise NotAllowed("只能撤回自己提出的整改要点。")
    with writing():
        locked, _ = _under_review(remark.filing, person)
        if remark.replies.exists():
            raise Refused("这条要点已有答复，不能撤回；如已解决，请确认整改。")
        number = remark.pk
        remark.delete()
        details = {"remark": number}
        words = f"撤回整改要点：{locked}"
        record(actor, "remove_remark", ("filing", locked.pk), words, body=locked.body_id, details=details)


def answer_remark(remark: Remark, text: str, *, actor: Actor, person: Person) -> Reply:
    """Answer a point for the unit: what was mended, or why nothing is to be mended.

    Raises:
        InputRefused: No text.
        NotAllowed: The person is not of the unit.
        Refused: The filing is not with the unit, or the point is settled.
    """
    words = text.strip()
    if not words:
        raise InputRefused("请写明怎么整改的；没有改的，写明原因。")
    with writing():
        filing = hold(remark.filing)
        role = rights.role_at(person, filing.body, (Role.CLERK, Role.UNIT_HEAD))
        if role is None:
            raise NotAllowed("整改要点由本单位的填报人或负责人答复。")
        if not filing.is_editable and filing.state != State.WITH_HEAD:
            raise Refused("材料不在本单位，退回以后才能答复。")
        current = _open(remark)
        current.answer, current.answered_by, current.answered_at = words, person, timezone.now()
        current.save(update_fields=["answer", "answered_by", "answered_at"])
        return _reply(current, Reply.Kind.ANSWER, words, actor, person)


def settle_remark(remark: Remark, *, actor: Actor, person: Person, text: str = "") -> Reply:
    """Confirm that a point is mended.

    Raises:
        Refused: The filing does not lie with this person, or the point is settled.
    """
    with writing():
        _under_review(remark.filing, person)
        current = _open(remark)
        current.settled_by, current.settled_at = person, timezone.now()
        current.save(update_fields=["settled_by", "settled_at"])
        return _reply(current, Reply.Kind.SETTLE, text.strip(), actor, person)


def reopen_remark(remark: Remark, text: str, *, actor: Actor, person: Person) -> Reply:
    """Ask the unit once more: its answer does not do.

    Raises:
        InputRefused: No reason.
        Refused: The filing does not lie with this person, or the point waits for its first answer.
    """
    words = text.strip()
    if not words:
        raise InputRefused("请写明为什么还须整改。")
    with writing():
        _under_review(remark.filing, person)
        current = Remark.objects.select_for_update().get(pk=remark.pk)
        if current.status == "open":
            raise Refused("这条要点还没有答复，不必再次提出。")
        current.answered_by = current.answered_at = current.settled_by = current.settled_at = None
        current.save(update_fields=["answered_by", "answered_at", "settled_by", "settled_at"])
        return _reply(current, Reply.Kind.REOPEN, words, actor, person)


def _open(remark: Remark) -> Remark:
    current = Remark.objects.select_for_update().get(pk=remark.pk)
    if current.settled_at is not None:
        raise Refused("这条要点已经确认整改。")
    return current


def _reply(remark: Remark, kind: Reply.Kind, text: str, actor: Actor, person: Person) -> Reply:
    reply = Reply.objects.create(remark=remark, kind=kind, text=text, by=person, at=timezone.now())
    filing = remark.filing
    words = f"整改要点{kind.label}：{filing}"
    details = {"remark": remark.pk}
    record(actor, f"{kind.value}_remark", ("filing", filing.pk), words, body=filing.body_id, details=details)
    return reply


def save_rechecks(
    filing: Filing, form_key: str, marks: Mapping[str, Mark], *, actor: Actor, person: Person
) -> int:
    """Write the reviewer's marks for lines of one form; those named, no others.

    Args:
        filing: The filing.
        form_key: The form.
        marks: By the row's id.
        actor: Who, for the journal.
        person: Who.

    Returns:
        How many lines have another mark or reason than before.

    Raises:
        InputRefused: A row the form does not have, or a mark without its reason.
        Refused: The filing does not lie with this person.
    """
    with writing():
        locked, revision = _under_review(filing, person)
        content = content_of(revision, form_key)
        known = set() if content is None else _rows(content)
        if marks.keys() - known:
            raise InputRefused("表里没有这一行，请刷新页面。")
        kept = {one.row: one for one in revision.rechecks.filter(form_key=form_key)}
        changed = [
            row
            for row, mark in marks.items()
            if _put_mark(kept.get(row), mark, revision, form_key, row, person)
        ]
        if changed:
            details: dict[str, Detail] = {"form": form_key, "rows": changed, "revision": revision.number}
            words = f"填写复核得分 {len(changed)} 行：{locked}"
            record(actor, "recheck", ("filing", locked.pk), words, body=locked.body_id, details=details)
    return len(changed)


def _rows(content: FormJson) -> set[str]:
    return {str(row["id"]) for name in ("funds", "indicators") for row in rows_of(content, name)}


def _put_mark(
    kept: Recheck | None, mark: Mark, revision: Revision, form_key: str, row: str, person: Person
) -> bool:
    reason = mark.reason.strip()
    if mark.score is None:
        if kept is not None:
            kept.delete()
        return kept is not None
    if not reason:
        raise InputRefused("复核得分须写明理由。")
    if kept is not None and (kept.score, kept.reason) == (mark.score, reason):
        return False
    Recheck.objects.update_or_create(
        revision=revision,
        form_key=form_key,
        row=row,
        defaults={
            "filing": revision.filing,
            "score": mark.score,
            "reason": reason,
            "by": person,
            "at": timezone.now(),
        },
    )
    return True
