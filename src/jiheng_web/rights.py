"""Who may see and do what: every question of this kind is asked here, and nowhere else.

A role counts at a body. Clerks and heads act for that body alone; reviewers and auditors for it and all
bodies below. What a person may not see does not exist for them (404); what they see and may not change is
refused (403).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest

from jiheng_web.accounts.models import ADMINISTRATORS, Body, Person, Role
from jiheng_web.approvals.route import Transition, steps_from
from jiheng_web.errors import NotAllowed
from jiheng_web.filings.models import EDITABLE, Filing, State, Task
from jiheng_web.journal.actions import Actor
from jiheng_web.journal.models import Entry
from jiheng_web.middleware import address_of

OWN_BODY = frozenset({Role.CLERK, Role.UNIT_HEAD})
REVIEWERS = frozenset({Role.DEPARTMENT_REVIEWER, Role.FINANCE_REVIEWER})
WITH_BODIES_BELOW = REVIEWERS | {Role.AUDITOR}
UNSUBMITTED = frozenset({State.NOT_STARTED, State.DRAFTING})
"""States in which only the unit itself reads what is filled in."""
_DESKS = {
    State.WITH_HEAD: Role.UNIT_HEAD,
    State.WITH_DEPARTMENT: Role.DEPARTMENT_REVIEWER,
    State.WITH_FINANCE: Role.FINANCE_REVIEWER,
    State.FILED: Role.FINANCE_REVIEWER,
}
"""With whom a filing lies for review."""


class Act(Enum):
    """What a person wants of a filing."""

    SEE = "see"
    """Its place on the route."""
    READ = "read"
    """What is filled in."""
    EDIT = "edit"
    """Change what is filled in, now."""
    REVIEW = "review"
    """Pin remarks and give marks, while it lies with this reviewer."""


@dataclass(frozen=True, slots=True)
class Held:
    """A role held at a body."""

    role: Role
    body: int
    path: str
    body_name: str


def held_by(person: Person) -> tuple[Held, ...]:
    """Return the roles a person holds; asked of the database once for each person object."""
    kept: tuple[Held, ...] | None = getattr(person, "_held", None)
    if kept is None:
        rows = person.memberships.filter(body__is_active=True).select_related("body")
        kept = tuple(Held(Role(row.role), row.body_id, row.body.path, row.body.name) for row in rows)
        person._held = kept  # type: ignore[attr-defined] # noqa: SLF001 - lives as long as the request's person
    return kept


def has_role(person: Person, *roles: Role) -> bool:
    """Whether a person holds one of the roles anywhere."""
    return any(held.role in roles for held in held_by(person))


def role_at(person: Person, body: Body, roles: Iterable[Role]) -> Role | None:
    """Return which of the roles, in their order, a person holds for a body; None for none."""
    for role in roles:
        for held in held_by(person):
            if held.role is role and _covers(held, body):
                return role
    return None


def _covers(held: Held, body: Body) -> bool:
    return held.body == body.pk or (held.role in WITH_BODIES_BELOW and body.path.startswith(held.path))


def visible_filings(person: Person) -> QuerySet[Filing]:
    """Return the filings whose place on the route a person may know; one query."""
    return Filing.objects.filter(_scope(person, "body__")).select_related("task", "body")


def readable_filings(person: Person) -> QuerySet[Filing]:
    """Return the filings whose contents a person may read now; one query."""
    own = Q(body__in=[held.body for held in held_by(person) if held.role in OWN_BODY])
    return visible_filings(person).filter(own | ~Q(state__in=UNSUBMITTED))


def visible_bodies(person: Person) -> QuerySet[Body]:
    """Return the bodies that a person works for or oversees; all of them for system administrators."""
    if has_role(person, Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR):
        return Body.objects.all()
    return Body.objects.filter(_scope(person, ""))


def visible_tasks(person: Person) -> QuerySet[Task]:
    """Return the tasks that concern a person: over their bodies, or set by their bureau."""
    own = Q(filings__in=visible_filings(person).order_by().values("pk"))
    return Task.objects.filter(own | _scope(person, "body__")).distinct().select_related("body")


def _scope(person: Person, field: str) -> Q:
    parts = [
        Q(**{f"{field}path__startswith": held.path})
        if held.role in WITH_BODIES_BELOW
        else Q(**{f"{field}pk": held.body})
        for held in held_by(person)
        if held.role not in ADMINISTRATORS
    ]
    return reduce(or_, parts, Q(pk__in=[]))


def may(person: Person, act: Act, filing: Filing) -> bool:
    """Whether a person may do something with a filing that they can see."""
    own = role_at(person, filing.body, (Role.CLERK, Role.UNIT_HEAD)) is not None
    if act is Act.SEE:
        return own or role_at(person, filing.body, WITH_BODIES_BELOW) is not None
    if act is Act.READ:
        return own or (may(person, Act.SEE, filing) and filing.state not in UNSUBMITTED)
    if act is Act.EDIT:
        return filing.is_editable and role_at(person, filing.body, (Role.CLERK,)) is not None
    return reviewing_role(person, filing) is not None


def reviewing_role(person: Person, filing: Filing) -> Role | None:
    """Return the role in which a filing lies with this person for review; None where it does not."""
    desk = _DESKS.get(State(filing.state))
    return role_at(person, filing.body, (desk,)) if desk else None


def find_filing(person: Person, number: int, act: Act = Act.SEE) -> Filing:
    """Return a filing for an act.

    Raises:
        Http404: There is none, or the person may not know of it.
        NotAllowed: The person sees it and may not do this.
    """
    filing = visible_filings(person).filter(pk=number).first()
    if filing is None:
        raise Http404
    if not may(person, act, filing):
        raise NotAllowed(_WHY_NOT[act])
    return filing


_WHY_NOT = {
    Act.SEE: "您不能查看这份材料。",
    Act.READ: "单位还在填报，提交以后才能查看内容。",
    Act.EDIT: "现在不能修改：只有本单位填报人能改，且材料须在填报中或已退回、任务未截止。",
    Act.REVIEW: "这份材料现在不在您这一环节，不能填写审核意见。",
}


def find_task(person: Person, number: int) -> Task:
    """Return a task that concerns a person.

    Raises:
        Http404: There is none, or it does not concern the person.
    """
    task = visible_tasks(person).filter(pk=number).first()
    if task is None:
        raise Http404
    return task


def may_run_task(person: Person, body: Body) -> bool:
    """Whether a person may open, change, remind of and close tasks over a body."""
    return role_at(person, body, (Role.FINANCE_REVIEWER,)) is not None


def possible_steps(person: Person, filing: Filing) -> tuple[Transition, ...]:
    """Return the steps of the route that a person may take now."""
    is_closed = filing.task.closed_at is not None
    return tuple(
        step
        for step in steps_from(filing.state)
        if (step.while_closed or not is_closed) and role_at(person, filing.body, (step.by,))
    )


def turns(person: Person) -> Q:
    """Return the condition on filings that lie with a person now: to fill in, to review."""
    own = [held.body for held in held_by(person) if held.role is Role.CLERK]
    parts = [Q(body__in=own, state__in=EDITABLE)] if own else []
    for state, role in _DESKS.items():
        parts += [
            Q(body__path__startswith=held.path, state=state)
            if role in WITH_BODIES_BELOW
            else Q(body=held.body, state=state)
            for held in held_by(person)
            if held.role is role and state is not State.FILED
        ]
    return reduce(or_, parts, Q(pk__in=[])) & Q(task__closed_at=None)


def person_of(request: HttpRequest) -> Person:
    """Return who is signed in.

    Raises:
        Http404: Nobody is; pages that need no sign-in do not ask.
    """
    if not isinstance(request.user, Person):
        raise Http404
    return request.user


def actor_of(request: HttpRequest, role: Role | None = None) -> Actor:
    """Return who acts, for the journal: with the role given, else the first one held."""
    person = person_of(request)
    held = held_by(person)
    shown = role or (held[0].role if held else None)
    return Actor(person.pk, person.full_name, shown.value if shown else "", address_of(request))


def require(person: Person, *roles: Role) -> None:
    """Let only those go on who hold one of the roles anywhere.

    Raises:
        NotAllowed: The person holds none of them.
    """
    if not has_role(person, *roles):
        raise NotAllowed(f"这里由{'、'.join(role.label for role in roles)}办理。")


_OF_PEOPLE = (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR)


def find_person(person: Person, number: int, *roles: Role) -> Person:
    """Return someone for an administrator's act; with no roles given, for looking at.

    Raises:
        Http404: There is none, or the person asking administers no people.
        NotAllowed: Another administrator does this.
    """
    found = Person.objects.filter(pk=number).first()
    if found is None or not has_role(person, *_OF_PEOPLE):
        raise Http404
    require(person, *(roles or _OF_PEOPLE))
    return found


def find_body(person: Person, number: int) -> Body:
    """Return a body for a change by the system administrator.

    Raises:
        Http404: There is none, or the person asking administers no bodies.
        NotAllowed: Another administrator does this.
    """
    found = Body.objects.filter(pk=number).first()
    if found is None or not has_role(person, *_OF_PEOPLE):
        raise Http404
    require(person, Role.SYSTEM_ADMINISTRATOR)
    return found


def visible_entries(person: Person) -> QuerySet[Entry]:
    """Return the journal's entries a person may read: all, or those of the bodies they audit.

    Raises:
        NotAllowed: The person is no auditor.
    """
    if has_role(person, Role.AUDIT_ADMINISTRATOR):
        return Entry.objects.all()
    require(person, Role.AUDITOR, Role.AUDIT_ADMINISTRATOR)
    audited = [Q(path__startswith=held.path) for held in held_by(person) if held.role is Role.AUDITOR]
    return Entry.objects.filter(body__in=Body.objects.filter(reduce(or_, audited)).order_by().values("pk"))
