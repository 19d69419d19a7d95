"""Everything that writes tasks and filings: each action one transaction, one guard, one journal line."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import msgspec
from django.db.models import F
from django.utils import timezone

from jiheng_web.accounts.models import Body, BodyKind, Person
from jiheng_web.errors import InputRefused
from jiheng_web.filings.content import (
    Conflict,
    FormJson,
    Operation,
    OperationInvalid,
    apply_operations,
    digest_of,
    new_id,
)
from jiheng_web.filings.holding import hold, hold_to_change
from jiheng_web.filings.models import Change, Filing, FilledForm, FormKind, Revision, State, Task
from jiheng_web.filings.starting import new_base_data, new_department
from jiheng_web.journal.actions import Actor, Detail, record
from jiheng_web.writing import writing

_MOST_OPERATIONS = 2000


@dataclass(frozen=True, slots=True)
class TaskTerms:
    """What a task says."""

    title: str
    fiscal_year: int
    opens_on: dt.date
    deadline: dt.date
    standard: str = ""
    layout: str = ""
    notice: str = ""
    evidence_required: bool = False


def open_task(body: Body, terms: TaskTerms, *, bodies: Iterable[Body], actor: Actor, person: Person) -> Task:
    """Open a year's task over a body: a filing for each of the bodies that has to answer.

    Raises:
        InputRefused: The deadline lies before the start, or no body was chosen.
    """
    chosen = [one for one in bodies if one.is_under(body) and one.kind != BodyKind.CITY]
    if terms.deadline < terms.opens_on:
        raise InputRefused("截止日期早于开始日期。")
    if not chosen:
        raise InputRefused("请至少选择一个填报单位。")
    with writing():
        task = Task.objects.create(body=body, made_by=person, **_columns(terms))
        now = timezone.now()
        Filing.objects.bulk_create([Filing(task=task, body=one, state_since=now) for one in chosen])
        words = f"开启年度任务《{task.title}》，{len(chosen)} 个单位填报，截止 {terms.deadline}"
        record(actor, "open_task", ("task", task.pk), words, body=body.pk)
    return task


def _columns(terms: TaskTerms) -> dict[str, str | int | bool | dt.date]:
    return {name: getattr(terms, name) for name in TaskTerms.__dataclass_fields__}


def start_filing(filing: Filing, *, actor: Actor, person: Person) -> None:
    """Lay out the empty forms when the first clerk opens the package; nothing where they are there."""
    with writing():
        locked = hold(filing)
        if locked.state != State.NOT_STARTED or locked.forms.exists():
            return
        year, name = locked.task.fiscal_year, locked.body.name
        for kind, content in (
            (FormKind.BASE_DATA, new_base_data(year)),
            (FormKind.DEPARTMENT, new_department(year, name)),
        ):
            add_form(locked, kind, content, person=person)
        locked.state = State.DRAFTING
        locked.state_since = timezone.now()
        locked.save(update_fields=["state", "state_since"])
        record(actor, "start", ("filing", locked.pk), f"开始填报 {locked}", body=locked.body_id)
    filing.refresh_from_db()


def add_form(
    filing: Filing, kind: FormKind, content: FormJson, *, person: Person, rows: Sequence[str] = ()
) -> FilledForm:
    """Put a form at the end of a filing. Runs inside an action's transaction."""
    last = filing.forms.order_by("-position").values_list("position", flat=True).first()
    form = FilledForm.objects.create(
        filing=filing,
        key=new_id(),
        kind=kind,
        position=0 if last is None else last + 1,
        content=content,
        rows=list(rows),
        digest=digest_of(content),
        changed_at=timezone.now(),
        changed_by=person,
    )
    touch(filing, person)
    return form


def touch(filing: Filing, person: Person) -> None:
    """Note that a filing changed, and what its contents hash to now."""
    filing.content_hash = hash_of_forms(filing)
    filing.version += 1
    filing.changed_at = timezone.now()
    filing.changed_by = person
    # One statement: ``save`` asks a good deal of the model first. The database counts, as an action may
    # hold an older copy of the row than the one it called.
    Filing.objects.filter(pk=filing.pk).update(
        content_hash=filing.content_hash,
        version=F("version") + 1,
        changed_at=filing.changed_at,
        changed_by=person,
    )


def hash_of_forms(filing: Filing) -> str:
    """Return the hash that names a filing's contents: over its forms' digests in order, with their links."""
    return digest_of([list(form) for form in filing.forms.values_list("key", "kind", "digest", "rows")])


@dataclass(frozen=True, slots=True)
class Saved:
    """What a batch of changes came to."""

    form: FilledForm
    conflicts: tuple[Conflict, ...]
    others: tuple[Operation, ...]
    """What others changed since the version that the client saw, for it to put in."""
    was_known: bool = False
    """The batch had been taken before: the client asked again after a lost answer."""


def save_changes(  # noqa: PLR0913 - what a client says of a batch, all of it by name
    form: FilledForm,
    operations: Sequence[Operation],
    *,
    batch: uuid.UUID,
    seen: int,
    actor: Actor,
    person: Person,
    why: str = "",
) -> Saved:
    """Take a batch of changes to one form.

    An operation on a cell that someone else changed meanwhile is not carried out and comes back as a
    conflict; all others are. A batch that was taken before is not taken again.

    Args:
        form: The form.
        operations: Changes, in order.
        batch: The client's name for the batch.
        seen: The version of the form that the client last saw.
        actor: Who, for the journal.
        person: Who.
        why: How the changes came about where not by typing.

    Raises:
        InputRefused: An operation names what the form does not have; nothing was changed.
        Refused: The filing cannot be changed now.
    """
    if len(operations) > _MOST_OPERATIONS:
        raise InputRefused(f"一次最多改 {_MOST_OPERATIONS} 处，请分几次粘贴。")
    with writing():
        filing = hold_to_change(form.filing)
        locked = FilledForm.objects.select_for_update().get(pk=form.pk)
        locked.filing = filing
        others = changes_since(locked, seen)
        if locked.changes.filter(batch=batch).exists():
            return Saved(locked, (), others, was_known=True)
        try:
            outcome = apply_operations(locked.content, tuple(operations))
        except OperationInvalid as cause:
            raise InputRefused(str(cause)) from cause
        if outcome.done:
            _store(locked, outcome.form, outcome.done, batch=batch, person=person, why=why)
            words = f"修改《{locked.title}》{len(outcome.done)} 处{f'（{why}）' if why else ''}"
            details: dict[str, Detail] = {
                "form": locked.key,
                "version": locked.version,
                "digest": locked.digest,
            }
            record(actor, "save", ("filing", filing.pk), words, body=filing.body_id, details=details)
    return Saved(locked, outcome.conflicts, others)


def _store(
    form: FilledForm,
    content: FormJson,
    operations: Sequence[Operation],
    *,
    batch: uuid.UUID,
    person: Person,
    why: str,
) -> None:
    form.content = content
    form.digest = digest_of(content)
    form.version += 1
    form.changed_at = timezone.now()
    form.changed_by = person
    FilledForm.objects.filter(pk=form.pk).update(
        content=content,
        digest=form.digest,
        version=form.version,
        changed_at=form.changed_at,
        changed_by=person,
    )
    Change.objects.create(
        form=form,
        batch=batch,
        version=form.version,
        person=person,
        at=form.changed_at,
        why=why,
        operations=msgspec.to_builtins(operations),
    )
    touch(form.filing, person)


def changes_since(form: FilledForm, seen: int) -> tuple[Operation, ...]:
    """Return what a form took since a version, in order."""
    if seen >= form.version:
        return ()
    batches = form.changes.filter(version__gt=seen).order_by("version").values_list("operations", flat=True)
    return tuple(one for batch in batches for one in msgspec.convert(batch, list[Operation]))


def take_revision(filing: Filing, *, person: Person, why: str) -> Revision:
    """Freeze the contents as a revision; the latest one where nothing changed since. Inside a transaction."""
    contents = [
        {
            "key": form.key,
            "kind": form.kind,
            "rows": form.rows,
            "digest": form.digest,
            "content": form.content,
        }
        for form in filing.forms.all()
    ]
    content_hash = hash_of_forms(filing)
    last = filing.revisions.first()
    if last is not None and last.content_hash == content_hash:
        return last
    return Revision.objects.create(
        filing=filing,
        number=last.number + 1 if last else 1,
        content_hash=content_hash,
        content=contents,
        made_by=person,
        made_at=timezone.now(),
        why=why,
    )
