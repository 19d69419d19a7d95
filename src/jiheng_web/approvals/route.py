"""The route of a filing, whole: which act leads from where to where, and who may do it."""

from __future__ import annotations

from dataclasses import dataclass

from jiheng_web.accounts.models import Role
from jiheng_web.filings.models import State


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of the route."""

    act: str
    title: str
    source: State
    target: State
    by: Role
    needs_comment: bool = False
    takes_revision: bool = False
    """Whether the contents are frozen as a revision: what is submitted can be named by its hash."""
    is_approval: bool = False
    while_closed: bool = False
    """Whether it may be taken after the task was closed: what is filed can still be shown, or taken down."""


TRANSITIONS = (
    Transition("submit", "提交", State.DRAFTING, State.WITH_HEAD, Role.CLERK, takes_revision=True),
    Transition("submit", "提交", State.RETURNED, State.WITH_HEAD, Role.CLERK, takes_revision=True),
    Transition("withdraw", "撤回", State.WITH_HEAD, State.DRAFTING, Role.CLERK),
    Transition(
        "approve",
        "同意并报主管部门",
        State.WITH_HEAD,
        State.WITH_DEPARTMENT,
        Role.UNIT_HEAD,
        is_approval=True,
    ),
    Transition("send_back", "退回", State.WITH_HEAD, State.RETURNED, Role.UNIT_HEAD, needs_comment=True),
    Transition("withdraw", "撤回", State.WITH_DEPARTMENT, State.WITH_HEAD, Role.UNIT_HEAD),
    Transition(
        "approve",
        "同意并报财政",
        State.WITH_DEPARTMENT,
        State.WITH_FINANCE,
        Role.DEPARTMENT_REVIEWER,
        is_approval=True,
    ),
    Transition(
        "send_back",
        "退回",
        State.WITH_DEPARTMENT,
        State.RETURNED,
        Role.DEPARTMENT_REVIEWER,
        needs_comment=True,
    ),
    Transition("withdraw", "撤回", State.WITH_FINANCE, State.WITH_DEPARTMENT, Role.DEPARTMENT_REVIEWER),
    Transition(
        "approve", "同意并归档", State.WITH_FINANCE, State.FILED, Role.FINANCE_REVIEWER, is_approval=True
    ),
    Transition(
        "send_back", "退回", State.WITH_FINANCE, State.RETURNED, Role.FINANCE_REVIEWER, needs_comment=True
    ),
    Transition(
        "reopen", "退回已归档材料", State.FILED, State.RETURNED, Role.FINANCE_REVIEWER, needs_comment=True
    ),
    Transition("publish", "公开", State.FILED, State.PUBLISHED, Role.FINANCE_REVIEWER, while_closed=True),
    Transition(
        "unpublish",
        "撤下公开",
        State.PUBLISHED,
        State.FILED,
        Role.FINANCE_REVIEWER,
        needs_comment=True,
        while_closed=True,
    ),
)


def steps_from(state: str) -> tuple[Transition, ...]:
    """Return the steps that lead on from a state."""
    return tuple(step for step in TRANSITIONS if step.source == state)


def step_named(act: str, source: str) -> Transition | None:
    """Return the step of a name that leads on from a state; None where none does."""
    return next((step for step in steps_from(source) if step.act == act), None)
