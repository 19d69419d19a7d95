"""Taking changes back: one batch, or all since a revision. Both are changes that can be undone."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from typing import TypedDict

import msgspec
from django.utils import timezone

from jiheng_web.accounts.models import Person
from jiheng_web.errors import InputRefused, Refused
from jiheng_web.filings import actions
from jiheng_web.filings.content import (
    Add,
    Conflict,
    FormJson,
    Move,
    Operation,
    Remove,
    RowJson,
    Set,
    digest_of,
    rows_of,
)
from jiheng_web.filings.differences import operations_between
from jiheng_web.filings.holding import hold_to_change
from jiheng_web.filings.models import Change, Filing, FilledForm, FormKind, Revision
from jiheng_web.journal.actions import Actor, Detail, record
from jiheng_web.writing import writing


class FrozenForm(TypedDict):
    """A form as a revision holds it."""

    key: str
    kind: str
    rows: list[str]
    digest: str
    content: FormJson


_AT_ONCE = 1500
"""Operations in a batch; more are parted, as a batch is bounded."""


def save_all(
    form: FilledForm, operations: Sequence[Operation], *, actor: Actor, person: Person, why: str
) -> tuple[Conflict, ...]:
    """Carry out however many operations on a form as it stands; return those that met another change.

    Raises:
        Refused: The filing cannot be changed now.
    """
    conflicts: list[Conflict] = []
    for start in range(0, len(operations), _AT_ONCE):
        saved = actions.save_changes(
            form,
            operations[start : start + _AT_ONCE],
            batch=uuid.uuid4(),
            seen=form.version,
            actor=actor,
            person=person,
            why=why[:60],
        )
        conflicts += saved.conflicts
    return tuple(conflicts)


def undo_change(change: Change, *, actor: Actor, person: Person) -> tuple[Conflict, ...]:
    """Take one batch back: each cell that nobody changed since reads as before.

    Raises:
        Refused: The filing cannot be changed now, or nothing of the batch can be taken back.
    """
    with writing():
        form = FilledForm.objects.select_related("filing__task", "filing__body").get(pk=change.form_id)
        operations = _inverse(operations_of(change), form.content)
        if not operations:
            raise Refused("这次修改只移动了行的次序，或者涉及的行已经不在表中，没有可以撤销的内容。")
        return save_all(form, operations, actor=actor, person=person, why=f"撤销第 {change.version} 次修改")


def operations_of(change: Change) -> tuple[Operation, ...]:
    """Return a batch's operations."""
    return tuple(msgspec.convert(change.operations, list[Operation]))


def _inverse(operations: Sequence[Operation], now: FormJson) -> list[Operation]:
    """Return what takes operations back on a form as it stands now, the last first."""
    found: list[Operation] = []
    for operation in reversed(operations):
        match operation:
            case Set(path, was, value):
                found.append(Set(path, was=value, value=was))
            case Add(name, _, row):
                standing = _row(now, name, str(row["id"]))
                if standing is not None:
                    was = {key: value for key, value in standing.items() if key != "id"}
                    found.append(Remove(name, str(row["id"]), was))
            case Remove(name, row_id, was):
                found.append(Add(name, _behind(now, name, was), {**was, "id": row_id}))
            case Move():
                continue
    return found


def _row(form: FormJson, name: str, row_id: str) -> RowJson | None:
    return next((row for row in rows_of(form, name) if row["id"] == row_id), None)


def _behind(form: FormJson, name: str, row: Mapping[str, str | int]) -> str:
    """Return the row that a row put back stands behind: the last of its group; its old place is not known."""
    rows = rows_of(form, name)
    group = [one for one in rows if one.get("subcategory") == row.get("subcategory")] or rows
    return str(group[-1]["id"]) if group else ""


def restore_revision(filing: Filing, revision: Revision, *, actor: Actor, person: Person) -> None:
    """Have a filing read as a revision does; what stood before is kept as a revision of its own.

    Raises:
        Refused: The filing cannot be changed now.
        InputRefused: The revision is another filing's.
    """
    if revision.filing_id != filing.pk:
        raise InputRefused("这一版不是本套材料的。")
    with writing():
        locked = hold_to_change(filing)
        why = f"恢复到第 {revision.number} 版"
        actions.take_revision(locked, person=person, why=f"{why}之前")
        standing = {form.key: form for form in locked.forms.all()}
        wanted = {str(one["key"]): one for one in revision.content}
        for key, form in standing.items():
            form.filing = locked
            if key in wanted:
                operations = operations_between(form.content, wanted[key]["content"])
                save_all(form, operations, actor=actor, person=person, why=why)
                FilledForm.objects.filter(pk=form.pk).update(rows=wanted[key]["rows"])
            else:
                form.delete()
        for position, (key, one) in enumerate(wanted.items()):
            if key not in standing:
                _put_back(locked, key, one, person)
            FilledForm.objects.filter(filing=locked, key=key).update(position=position)
        actions.touch(locked, person)
        details: dict[str, Detail] = {"revision": revision.number, "content_hash": revision.content_hash}
        record(
            actor, "restore", ("filing", locked.pk), f"{why}：{locked}", body=locked.body_id, details=details
        )


def _put_back(filing: Filing, key: str, frozen: FrozenForm, person: Person) -> None:
    """Lay out a form again that was removed, under its old key."""
    content = frozen["content"]
    FilledForm.objects.create(
        filing=filing,
        key=key,
        kind=FormKind(frozen["kind"]),
        position=0,
        content=content,
        rows=frozen["rows"],
        digest=digest_of(content),
        changed_at=timezone.now(),
        changed_by=person,
    )
