"""Moving filings along the route, and what reviewers write on them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone

from jiheng_web import rights
from jiheng_web.accounts.models import Person, Role
from jiheng_web.approvals.models import Step
from jiheng_web.approvals.route import Transition, step_named
from jiheng_web.errors import InputRefused, NotAllowed, Refused, TransitionRefused
from jiheng_web.filings.actions import hash_of_forms, take_revision
from jiheng_web.filings.checking import check_filing
from jiheng_web.filings.holding import hold
from jiheng_web.filings.models import Filing, Notice, Revision, State
from jiheng_web.journal.actions import Actor, record
from jiheng_web.writing import writing

LONGEST_COMMENT = 2000


@dataclass(frozen=True, slots=True)
class Wanted:
    """A step that a person asks for, with what they had before their eyes."""

    act: str
    """Name of the step (``approve``)."""
    seen_hash: str
    """Hash of the contents they saw."""
    comment: str = ""
    """Why; needed where a filing is returned."""
    seen_state: str = ""
    """Where they saw it stand; "" does not ask. Keeps a second click from taking the next desk's step."""


def take(filing: Filing, wanted: Wanted, *, actor: Actor, person: Person) -> Step:
    """Take one step of the route.

    Args:
        filing: The filing.
        wanted: The step, and what was seen.
        actor: Who, for the journal.
        person: Who.

    Raises:
        TransitionRefused: The step does not lead on from where the filing stands, the contents changed, or
            points to mend are unanswered.
        NotAllowed: The person has not the role for it.
        InputRefused: The comment is missing or too long.
    """
    with writing():
        locked = hold(filing)
        step = _guarded(locked, wanted, person)
        content_hash = hash_of_forms(locked)
        if wanted.seen_hash != content_hash:
            raise TransitionRefused(wanted.act, locked.state, "内容在您打开页面以后有改动，请刷新后再办理。")
        revision = _revision(locked, step, content_hash, person)
        taken = _store(locked, step, revision, person, wanted)
        details = {"from": taken.from_state, "to": taken.to_state, "content_hash": content_hash}
        words = f"{step.title}：{locked}，{State(taken.from_state).label} → {step.target.label}"
        by_role = Actor(actor.person, actor.name, step.by.value, actor.address)
        record(by_role, step.act, ("filing", locked.pk), words, body=locked.body_id, details=details)
        _tell(locked, step, person)
    filing.refresh_from_db()
    if step.takes_revision:
        check_filing(filing)  # lists show what was handed in, however it was filled in
    return taken


def _revision(filing: Filing, step: Transition, content_hash: str, person: Person) -> Revision | None:
    if step.takes_revision:
        return take_revision(filing, person=person, why="提交")
    revision = filing.revisions.first()
    if step.is_approval and (revision is None or revision.content_hash != content_hash):
        raise TransitionRefused(
            step.act, filing.state, "没有与现在内容一致的版本，请先退回，由填报人重新提交。"
        )
    return revision


def _store(
    filing: Filing, step: Transition, revision: Revision | None, person: Person, wanted: Wanted
) -> Step:
    before, filing.state, filing.state_since = State(filing.state), step.target, timezone.now()
    filing.save(update_fields=["state", "state_since"])
    return Step.objects.create(
        filing=filing,
        act=step.act,
        from_state=before,
        to_state=step.target,
        revision=revision,
        content_hash=wanted.seen_hash,  # equal to the contents' own by now
        by=person,
        role=step.by,
        at=filing.state_since,
        comment=wanted.comment.strip(),
    )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one filing of many."""

    filing: Filing
    refusal: str
    """Why the step was not taken; "" where it was."""


def take_many(filings: Sequence[tuple[Filing, Wanted]], *, actor: Actor, person: Person) -> list[Outcome]:
    """Take a step for each of several filings: each by itself, so that one refusal holds back no other."""
    outcomes = []
    for filing, wanted in filings:
        try:
            take(filing, wanted, actor=actor, person=person)
        except Refused as refused:
            filing.refresh_from_db(fields=["state"])
            outcomes.append(Outcome(filing, refused.reason))
        else:
            outcomes.append(Outcome(filing, ""))
    return outcomes


def _guarded(filing: Filing, wanted: Wanted, person: Person) -> Transition:
    act = wanted.act
    step = step_named(act, filing.state)
    if step is None or wanted.seen_state not in {"", filing.state}:
        raise TransitionRefused(act, filing.state, _moved_on(filing))
    if rights.role_at(person, filing.body, (step.by,)) is None:
        raise NotAllowed(f"只有{step.by.label}可以{step.title}。")
    if filing.task.closed_at is not None and not step.while_closed:
        raise TransitionRefused(act, filing.state, "任务已经关闭。")
    if step.needs_comment and not wanted.comment.strip():
        raise InputRefused(f"{step.title}须写明原因。")
    if len(wanted.comment) > LONGEST_COMMENT:
        raise InputRefused(f"意见最多 {LONGEST_COMMENT} 字；逐条的问题请写成整改要点。")
    unanswered = filing.remarks.filter(answered_at=None, settled_at=None).count()
    if act == "submit" and unanswered:
        raise TransitionRefused(
            act, filing.state, f"还有 {unanswered} 条整改要点没有答复。请逐条答复以后再提交。"
        )
    return step


def _moved_on(filing: Filing) -> str:
    """Say where a filing stands, and who brought it there: most often somebody else at the same desk."""
    now = f"材料现在是“{State(filing.state).label}”"
    last = filing.steps.select_related("by").first()
    if last is None:
        return f"{now}，不能这样办理。"
    title = step_named(last.act, last.from_state)
    at = timezone.localtime(last.at).strftime("%m月%d日 %H:%M")
    return f"{now}：{last.by} 已于 {at} 办理“{title.title if title else last.act}”，不能再这样办理。"


_NEXT_DESK = {
    State.WITH_HEAD: Role.UNIT_HEAD,
    State.WITH_DEPARTMENT: Role.DEPARTMENT_REVIEWER,
    State.WITH_FINANCE: Role.FINANCE_REVIEWER,
    State.RETURNED: Role.CLERK,
    State.FILED: Role.CLERK,
    State.PUBLISHED: Role.CLERK,
}


def _tell(filing: Filing, step: Transition, actor: Person) -> None:
    """Put a notice before everyone whose turn it is now."""
    role = _NEXT_DESK.get(step.target)
    if role is None:
        return
    # Clerks and heads act for one body; reviewers may hold their role at any body above.
    bodies = [filing.body_id] if role in rights.OWN_BODY else filing.body.ancestor_ids()
    people = Person.objects.filter(is_active=True, memberships__role=role, memberships__body__in=bodies)
    text = f"{filing.body} {filing.task.fiscal_year} 年度：{step.title}，现在{step.target.label}"
    where = f"/filings/{filing.pk}/{'' if role is Role.CLERK else 'review'}"
    Notice.objects.bulk_create(
        Notice(person=one, text=text[:200], address=where, at=timezone.now())
        for one in people.exclude(pk=actor.pk).distinct()
    )
