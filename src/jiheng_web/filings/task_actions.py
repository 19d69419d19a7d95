"""Everything that changes a year's task after it was opened: terms, units, deadlines, reminders, closing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import fields

from django.db.models import QuerySet
from django.utils import timezone

from jiheng_web.accounts.models import Body, BodyKind, Membership, Role
from jiheng_web.errors import InputRefused, Refused
from jiheng_web.filings.actions import TaskTerms
from jiheng_web.filings.models import EDITABLE, Filing, Notice, State, Task
from jiheng_web.journal.actions import Actor, Detail, record
from jiheng_web.writing import writing

BEHIND = EDITABLE | {State.WITH_HEAD}
"""States in which a filing has not left its unit."""


def change_task(task: Task, terms: TaskTerms, *, bodies: Sequence[Body], actor: Actor) -> None:
    """Change what a task says and who has to answer; bodies that began stay.

    Args:
        task: The task.
        terms: All of them, changed or not.
        bodies: All bodies that are to answer.
        actor: Who, for the journal.

    Raises:
        InputRefused: The deadline lies before the start, no body is chosen, or one that began is left out.
    """
    if terms.deadline < terms.opens_on:
        raise InputRefused("截止日期早于开始日期。")
    wanted = {one.pk: one for one in bodies if one.is_under(task.body) and one.kind != BodyKind.CITY}
    if not wanted:
        raise InputRefused("请至少选择一个填报单位。")
    with writing():
        locked = _open(task)
        present = {one.body_id: one for one in locked.filings.select_related("body")}
        gone = [one for body, one in present.items() if body not in wanted]
        if begun := [one.body.name for one in gone if one.state != State.NOT_STARTED]:
            raise InputRefused(f"这些单位已经开始填报，不能移出：{'、'.join(begun[:5])}。")
        now = timezone.now()
        new = [
            Filing(task=locked, body=body, state_since=now)
            for pk, body in wanted.items()
            if pk not in present
        ]
        Filing.objects.bulk_create(new)
        Filing.objects.filter(pk__in=[one.pk for one in gone]).delete()
        changed = [one.name for one in fields(terms) if getattr(locked, one.name) != getattr(terms, one.name)]
        for name in changed:
            setattr(locked, name, getattr(terms, name))
        locked.save(update_fields=changed or None)
        details: dict[str, Detail] = {"changed": changed, "added": len(new), "removed": len(gone)}
        words = f"修改年度任务《{locked.title}》"
        record(actor, "change_task", ("task", locked.pk), words, body=locked.body_id, details=details)


def _locked(task: Task) -> Task:
    return Task.objects.select_for_update(of=("self",)).select_related("body").get(pk=task.pk)


def _open(task: Task) -> Task:
    locked = _locked(task)
    if locked.closed_at is not None:
        raise Refused("任务已经关闭。需要修改时请先重新开启。")
    return locked


def extend(task: Task, until: dt.date, *, filings: Iterable[int], actor: Actor) -> int:
    """Put the deadline off: of the filings named, or of all where none is.

    Returns:
        How many filings it concerns.

    Raises:
        InputRefused: The new day is not later than the deadline of the task.
        Refused: The task is closed.
    """
    numbers = set(filings)
    with writing():
        locked = _open(task)
        if until <= locked.deadline:
            raise InputRefused(f"延期须晚于现在的截止日期 {locked.deadline}。")
        if numbers:
            count = locked.filings.filter(pk__in=numbers).update(extended_to=until)
            words = f"《{locked.title}》{count} 个单位延期至 {until}"
        else:
            locked.deadline = until
            locked.save(update_fields=["deadline"])
            # An extension of a filing's own that ends earlier would now shorten its time.
            locked.filings.filter(extended_to__lte=until).update(extended_to=None)
            count = locked.filings.count()
            words = f"《{locked.title}》全部延期至 {until}"
        details: dict[str, Detail] = {"until": until.isoformat(), "filings": sorted(numbers)}
        record(actor, "extend", ("task", locked.pk), words, body=locked.body_id, details=details)
    return count


def remind(task: Task, *, filings: Iterable[int], actor: Actor, today: dt.date) -> int:
    """Put a notice before clerks and heads whose filing has not left the unit; once a day for each filing.

    Args:
        task: The task.
        filings: Numbers of the filings; all that are behind where none is named.
        actor: Who, for the journal.
        today: The day it is.

    Returns:
        How many filings were reminded of.

    Raises:
        Refused: The task is closed.
    """
    numbers = set(filings)
    with writing():
        locked = _open(task)
        behind = locked.filings.filter(state__in=BEHIND).exclude(reminded_on=today)
        chosen = list((behind.filter(pk__in=numbers) if numbers else behind).select_related("body", "task"))
        if not chosen:
            return 0
        Filing.objects.filter(pk__in=[one.pk for one in chosen]).update(reminded_on=today)
        Notice.objects.bulk_create(_reminders(chosen, today))
        words = f"催办《{locked.title}》{len(chosen)} 个单位"
        details: dict[str, Detail] = {"filings": [one.pk for one in chosen]}
        record(actor, "remind", ("task", locked.pk), words, body=locked.body_id, details=details)
    return len(chosen)


def _reminders(filings: Sequence[Filing], today: dt.date) -> list[Notice]:
    """Return a notice for each clerk and head of the bodies, one a filing."""
    by_body = {one.body_id: one for one in filings}
    members = Membership.objects.filter(
        person__is_active=True, body__in=by_body, role__in=[Role.CLERK, Role.UNIT_HEAD]
    )
    pairs = members.order_by("person", "body").values_list("person", "body").distinct()
    now = timezone.now()
    return [
        Notice(
            person_id=person,
            text=_words(by_body[body], today)[:200],
            address=f"/filings/{by_body[body].pk}/",
            at=now,
        )
        for person, body in pairs
    ]


def _words(filing: Filing, today: dt.date) -> str:
    left = (filing.due - today).days
    when = f"还有 {left} 天截止" if left > 0 else "今天截止" if left == 0 else f"已逾期 {-left} 天"
    return f"催办：{filing.body}《{filing.task}》现在{State(filing.state).label}，{when}（{filing.due}）。"


def close_task(task: Task, *, actor: Actor) -> None:
    """Close a task: nothing of it is filled in or moved any more, but for showing what is filed.

    Raises:
        Refused: It is closed already.
    """
    with writing():
        locked = _open(task)
        locked.closed_at = timezone.now()
        locked.save(update_fields=["closed_at"])
        record(
            actor, "close_task", ("task", locked.pk), f"关闭年度任务《{locked.title}》", body=locked.body_id
        )


def reopen_task(task: Task, *, actor: Actor) -> None:
    """Open a closed task again.

    Raises:
        Refused: It is open.
    """
    with writing():
        locked = _locked(task)
        if locked.closed_at is None:
            raise Refused("任务没有关闭。")
        locked.closed_at = None
        locked.save(update_fields=["closed_at"])
        words = f"重新开启年度任务《{locked.title}》"
        record(actor, "reopen_task", ("task", locked.pk), words, body=locked.body_id)


def read_notices(notices: QuerySet[Notice]) -> None:
    """Mark notices as read. No line of the journal: it changes nothing but their owner's bell."""
    with writing():
        notices.filter(read_at=None).update(read_at=timezone.now())
