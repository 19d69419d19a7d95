"""A small city and its people: two departments with two units each, somebody in every role, one open task."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pytest
from django.test import Client

from jiheng_web.accounts.actions import add_body, add_person, give_role
from jiheng_web.accounts.models import Body, BodyKind, Person, Role
from jiheng_web.approvals.actions import Wanted, take
from jiheng_web.filings.actions import TaskTerms, open_task, start_filing
from jiheng_web.filings.models import Filing, FilledForm, FormKind, Task
from jiheng_web.journal.actions import SYSTEM, Actor

PASSWORD = "Jiheng-2024!"  # noqa: S105 - of people who exist only in tests


@dataclass
class City:
    """The city, and short ways to its people and filings."""

    body: Body
    department: Body
    unit: Body
    sibling: Body
    """Another unit of the same department."""
    other_department: Body
    other_unit: Body
    """A unit of another department."""
    task: Task
    people: dict[str, Person]

    def filing(self, body: Body | None = None) -> Filing:
        return Filing.objects.select_related("task", "body").get(task=self.task, body=body or self.unit)

    def started(self, body: Body | None = None) -> Filing:
        """A filing with its empty forms laid out."""
        filing, clerk = self.filing(body), self.people["clerk"]
        start_filing(filing, actor=actor(clerk, Role.CLERK), person=clerk)
        return filing

    def moved(self, filing: Filing, *acts: str) -> Filing:
        """Take steps of the route, each by the person whose turn it is."""
        turns = {
            "drafting": "clerk",
            "returned": "clerk",
            "with_head": "head",
            "with_department": "department_reviewer",
            "with_finance": "finance_reviewer",
            "filed": "finance_reviewer",
        }
        for act in acts:
            filing.refresh_from_db()
            person = self.people[turns[filing.state]]
            wanted = Wanted(act, filing.content_hash, "请核对第二行的金额。")
            take(filing, wanted, actor=actor(person), person=person)
        return filing


def actor(person: Person, role: Role | None = None) -> Actor:
    return Actor(person.pk, person.full_name, role.value if role else "", "127.0.0.1")


CAST: dict[str, tuple[str, Role]] = {
    "clerk": ("unit", Role.CLERK),
    "second_clerk": ("unit", Role.CLERK),
    "head": ("unit", Role.UNIT_HEAD),
    "sibling_clerk": ("sibling", Role.CLERK),
    "sibling_head": ("sibling", Role.UNIT_HEAD),
    "department_reviewer": ("department", Role.DEPARTMENT_REVIEWER),
    "other_reviewer": ("other_department", Role.DEPARTMENT_REVIEWER),
    "outsider": ("other_unit", Role.CLERK),
    "finance_reviewer": ("body", Role.FINANCE_REVIEWER),
    "auditor": ("body", Role.AUDITOR),
    "system_administrator": ("body", Role.SYSTEM_ADMINISTRATOR),
    "security_administrator": ("body", Role.SECURITY_ADMINISTRATOR),
    "audit_administrator": ("body", Role.AUDIT_ADMINISTRATOR),
}


@pytest.fixture
def city(db: None) -> City:  # noqa: ARG001 - opens the database
    """The city as described above."""
    root = add_body("示例市", BodyKind.CITY, parent=None, actor=SYSTEM)
    department = add_body("示例市工业和信息化局", BodyKind.DEPARTMENT, parent=root, actor=SYSTEM)
    unit = add_body("示例市中小企业服务中心", BodyKind.UNIT, parent=department, actor=SYSTEM)
    sibling = add_body("示例市无线电监测站", BodyKind.UNIT, parent=department, actor=SYSTEM)
    other_department = add_body("示例市交通运输局", BodyKind.DEPARTMENT, parent=root, actor=SYSTEM)
    other_unit = add_body("示例市公路养护中心", BodyKind.UNIT, parent=other_department, actor=SYSTEM)
    bodies = {
        "body": root,
        "department": department,
        "unit": unit,
        "sibling": sibling,
        "other_department": other_department,
        "other_unit": other_unit,
    }
    people: dict[str, Person] = {}
    for name, (place, role) in CAST.items():
        person = add_person(name, name, PASSWORD, actor=SYSTEM, must_change=False)
        give_role(person, bodies[place], role, actor=SYSTEM)
        people[name] = person
    terms = TaskTerms("2024年度部门整体支出绩效自评", 2024, dt.date(2025, 4, 1), dt.date(2025, 5, 16))
    finance = people["finance_reviewer"]
    task = open_task(
        root, terms, bodies=[*bodies.values()], actor=actor(finance, Role.FINANCE_REVIEWER), person=finance
    )
    return City(root, department, unit, sibling, other_department, other_unit, task, people)


@pytest.fixture
def sign_in(city: City) -> Callable[[str], Client]:
    """Return a browser in which one of the cast is signed in."""

    def signed_in(name: str) -> Client:
        client = Client()
        client.force_login(city.people[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in


def form_of(filing: Filing, kind: FormKind = FormKind.DEPARTMENT) -> FilledForm:
    found = filing.forms.filter(kind=kind).first()
    assert found is not None
    return found


def batch(*operations: Mapping[str, object], seen: int = 0, name: uuid.UUID | None = None) -> str:
    return json.dumps({"batch": str(name or uuid.uuid4()), "seen": seen, "operations": operations})
