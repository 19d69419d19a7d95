"""Moving filings along the route, and what reviewers write on them."""

from __future__ import annotations

from django.utils import timezone

from jiheng_web import rights
from jiheng_web.accounts.models import Person, Role
from jiheng_web.approvals.models import Step
from jiheng_web.approvals.route import Transition, steps_from
from jiheng_web.errors import InputRefused, NotAllowed, TransitionRefused
from jiheng_web.filings.actions import hash_of_forms, take_revision
from jiheng_web.filings.models import Filing, Notice, State
from jiheng_web.journal.actions import Actor, record
from jiheng_web.writing import writing


def move(
    filing: Filing, act: str, *, actor: Actor, person: Person, seen_hash: str, comment: str = ""
) -> Step:
    """Take one step of the route.

    Args:
        filing: The filing.
        act: Name of the step (``approve``).
        actor: Who, for the journal.
        person: Who.
        seen_hash: Hash of the contents that the person had before their eyes.
        comment: Why; needed where a filing is returned.

    Raises:
        TransitionRefused: The step does not lead on from where the filing stands, or the contents changed.
        NotAllowed: The person has not the role for it.
        InputRefused: The comment is missing.
    """
    with writing():
        locked = (
            Filing.objects.select_for_update(of=("self",)).select_related("task", "body").get(pk=filing.pk)
        )
        step = _guarded(locked, act, person, comment)
        content_hash = hash_of_forms(locked)
        if seen_hash != content_hash:
            raise TransitionRefused(act, locked.state, "内容在您打开页面以后有改动，请刷新后再办理。")
        revision = locked.revisions.first()
        if step.takes_revision:
            revision = take_revision(locked, person=person, why="提交")
        if step.is_approval and (revision is None or revision.content_hash != content_hash):
            raise TransitionRefused(
                act, locked.state, "没有与现在内容一致的版本，请先退回，由填报人重新提交。"
            )
        before, locked.state, locked.state_since = State(locked.state), step.target, timezone.now()
        locked.save(update_fields=["state", "state_since"])
        taken = Step.objects.create(
            filing=locked,
            act=act,
            from_state=before,
            to_state=step.target,
            revision=revision,
            content_hash=content_hash,
            by=person,
            role=step.by,
            at=locked.state_since,
            comment=comment.strip(),
        )
        details = {"from": before.value, "to": step.target.value, "content_hash": content_hash}
        words = f"{step.title}：{locked}，{before.label} → {step.target.label}"
        by_role = Actor(actor.person, actor.name, step.by.value, actor.address)
        record(by_role, act, ("filing", locked.pk), words, body=locked.body_id, details=details)
        _tell(locked, step, person)
    filing.refresh_from_db()
    return taken


def _guarded(filing: Filing, act: str, person: Person, comment: str) -> Transition:
    step = next((one for one in steps_from(filing.state) if one.act == act), None)
    if step is None:
        raise TransitionRefused(act, filing.state, f"材料现在是“{State(filing.state).label}”，不能这样办理。")
    if rights.role_at(person, filing.body, (step.by,)) is None:
        raise NotAllowed(f"只有{step.by.label}可以{step.title}。")
    if filing.task.closed_at is not None:
        raise TransitionRefused(act, filing.state, "任务已经关闭。")
    if step.needs_comment and not comment.strip():
        raise InputRefused(f"{step.title}须写明原因。")
    return step


_NEXT_DESK = {
    State.WITH_HEAD: Role.UNIT_HEAD,
    State.WITH_DEPARTMENT: Role.DEPARTMENT_REVIEWER,
    State.WITH_FINANCE: Role.FINANCE_REVIEWER,
    State.RETURNED: Role.CLERK,
    State.FILED: Role.CLERK,
}


def _tell(filing: Filing, step: Transition, actor: Person) -> None:
    """Put a notice before everyone whose turn it is now."""
    role = _NEXT_DESK.get(step.target)
    if role is None:
        return
    # Clerks and heads act for one body; reviewers may hold their role at any body above.
    bodies = [filing.body_id] if role in rights.OWN_BODY else filing.body.ancestor_ids()
    people = Person.objects.filter(is_active=True, memberships__role=role, memberships__body__in=bodies)
    text = f"{filing.body}：{step.title}，现在{step.target.label}"
    Notice.objects.bulk_create(
        Notice(person=one, text=text[:200], address=f"/filings/{filing.pk}/", at=timezone.now())
        for one in people.exclude(pk=actor.pk).distinct()
    )
