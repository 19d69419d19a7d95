"""Building the example city: bodies, people of every role, two years of packages at every stage."""

from __future__ import annotations

import datetime as dt
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path

from django.utils import timezone

from jiheng.cards import read_card
from jiheng_web.accounts.actions import add_body, add_person, give_role
from jiheng_web.accounts.models import Body, BodyKind, Person, Role
from jiheng_web.approvals.actions import Wanted, take
from jiheng_web.approvals.route import steps_from
from jiheng_web.demo.content import (
    Situation,
    base_data_form,
    department_form,
    example_forms,
    plans,
    project_form,
)
from jiheng_web.filings.actions import TaskTerms, add_form, open_task
from jiheng_web.filings.checking import check_filing
from jiheng_web.filings.models import Filing, FormKind, Notice, State, Task
from jiheng_web.filings.task_actions import close_task, read_notices
from jiheng_web.journal.actions import SYSTEM, Actor, record
from jiheng_web.writing import writing

YEARS = (2023, 2024)
_SIZES = tuple(map(Decimal, ("1", "0.8", "1.25", "0.6", "1.5")))
_EXECUTION = tuple(map(Decimal, ("0.9832", "1", "0.9415", "0.871", "0.9968")))
_ACTS = ("submit", "approve", "approve", "approve", "publish")
_REACHED = (
    State.DRAFTING, State.WITH_HEAD, State.WITH_DEPARTMENT, State.WITH_FINANCE, State.FILED, State.PUBLISHED
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class City:
    """What was built: the accounts that someone trying it out needs."""

    password: str
    people: tuple[tuple[str, str], ...]
    """Sign-in name, and what the person is."""

    def words(self) -> list[str]:
        """Return the accounts as lines for the terminal."""
        shown = [(name, words) for name, words in self.people if not name[-1].isdigit() or name[-1] == "1"]
        return [
            f"示例城市已建好：{len(self.people)} 人，两个年度的材料。",
            f"密码都是 {self.password}，每种角色一个试用账号：",
            *(f"  {name:<10}{words}" for name, words in shown if name[-2:] != "11"),
            "其余单位的填报人是 clerk2、clerk3……，单位负责人是 head2、head3……，主管部门审核是 review2……。",
        ]


@dataclass(frozen=True, slots=True)
class _Place:
    department: str
    unit: str
    sector: str
    stage: State


@cache
def _places() -> tuple[str, tuple[_Place, ...]]:
    card = read_card(files("jiheng_web.demo") / "city.yaml")
    stages = card.texts("stages")
    lines = [[part.strip() for part in line.split("|")] for line in card.texts("bodies")]
    city = card.text("city")
    card.close()
    pairs = zip(lines, stages, strict=True)
    return city, tuple(_Place(line[0], line[1], line[2], State(stage)) for line, stage in pairs)


def build_city(today: dt.date | None = None, password: str = "") -> City:
    """Fill an empty site.

    Args:
        today: The day the demo is started; deadlines are set around it.
        password: Everybody's password; one is made where none is given.
    """
    day = today or timezone.localdate()
    chosen = password or f"Jh-{secrets.token_hex(4)}"
    name, places = _places()
    with writing():
        bodies = _bodies(name, places)
        staff = _people(bodies, places, chosen)
        for year in YEARS:
            _year(year, day, bodies, places, staff)
    return City(chosen, tuple(staff.words))


def _bodies(name: str, places: Iterable[_Place]) -> dict[str, Body]:
    city = add_body(name, BodyKind.CITY, parent=None, actor=SYSTEM)
    bodies = {"": city}
    for place in places:
        if place.department not in bodies:
            bodies[place.department] = add_body(
                place.department, BodyKind.DEPARTMENT, parent=city, actor=SYSTEM
            )
        if place.unit:
            parent = bodies[place.department]
            bodies[place.unit] = add_body(place.unit, BodyKind.UNIT, parent=parent, actor=SYSTEM)
    return bodies


class _Staff:
    """Everybody by body and role."""

    def __init__(self) -> None:
        self.by_place: dict[tuple[int, Role], Person] = {}
        self.words: list[tuple[str, str]] = []

    def turn(self, body: Body, role: Role) -> Person:
        """Return who holds a role for a body: there, or at one above."""
        return next(
            self.by_place[number, role]
            for number in reversed(body.ancestor_ids())
            if (number, role) in self.by_place
        )


_AT_CITY = (
    ("finance", Role.FINANCE_REVIEWER, "财政审核甲"),
    ("auditor", Role.AUDITOR, "审计人员"),
    ("sysadmin", Role.SYSTEM_ADMINISTRATOR, "系统管理员"),
    ("secadmin", Role.SECURITY_ADMINISTRATOR, "安全管理员"),
    ("logadmin", Role.AUDIT_ADMINISTRATOR, "审计管理员"),
)
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"


def _people(bodies: dict[str, Body], places: tuple[_Place, ...], password: str) -> _Staff:
    staff, city = _Staff(), bodies[""]
    for username, role, full_name in _AT_CITY:
        _hire(staff, username, full_name, city, role, password)
    departments = dict.fromkeys(place.department for place in places)
    for number, department in enumerate(departments, start=1):
        reviewer = f"{_SURNAMES[-number]}审核"
        _hire(staff, f"review{number}", reviewer, bodies[department], Role.DEPARTMENT_REVIEWER, password)
    for number, place in enumerate(places, start=1):
        body = bodies[place.unit or place.department]
        _hire(staff, f"clerk{number}", f"{_SURNAMES[number]}填报", body, Role.CLERK, password)
        _hire(staff, f"head{number}", f"{_SURNAMES[-number - 8]}主任", body, Role.UNIT_HEAD, password)
    return staff


def _hire(staff: _Staff, username: str, full_name: str, body: Body, role: Role, password: str) -> None:
    person = add_person(username, full_name, password, actor=SYSTEM, must_change=False)
    give_role(person, body, role, actor=SYSTEM)
    staff.by_place[body.pk, role] = person
    staff.words.append((username, f"{role.label}，{body}"))


def _year(
    year: int, day: dt.date, bodies: dict[str, Body], places: tuple[_Place, ...], staff: _Staff
) -> None:
    city = bodies[""]
    is_later = year == YEARS[-1]
    opens = day - dt.timedelta(days=20 if is_later else 385)
    terms = TaskTerms(
        f"{year}年度部门整体支出绩效自评",
        year,
        opens,
        opens + dt.timedelta(days=34),
        notice="请各单位对照年初绩效目标如实填报，未完成的指标须写明原因和改进措施。",
    )
    finance = staff.turn(city, Role.FINANCE_REVIEWER)
    chosen = [bodies[place.unit or place.department] for place in places]
    task = open_task(city, terms, bodies=chosen, actor=_actor(finance, Role.FINANCE_REVIEWER), person=finance)
    for number, place in enumerate(places):
        stage = place.stage if is_later else State.PUBLISHED
        if stage is State.NOT_STARTED:
            continue
        body = bodies[place.unit or place.department]
        filing = Filing.objects.select_related("task", "body").get(task=task, body=body)
        is_example = is_later and number == 0 and _fill_with_example(filing, staff)
        if not is_example:
            _fill(filing, place, _situation(task, place, number, is_later=is_later), staff)
        check_filing(filing)
        _walk(filing, stage, staff)
    if not is_later:
        close_task(task, actor=_actor(finance, Role.FINANCE_REVIEWER))


def _situation(task: Task, place: _Place, number: int, *, is_later: bool) -> Situation:
    return Situation(
        body=place.unit or place.department,
        department=place.department,
        fiscal_year=task.fiscal_year,
        is_later=is_later,
        size=_SIZES[number % len(_SIZES)],
        execution=_EXECUTION[(number + is_later) % len(_EXECUTION)],
        overstates=is_later and number % 3 == 0,
    )


def _fill_with_example(filing: Filing, staff: _Staff) -> bool:
    """Fill in the example package with its real figures, where the repository lies beside the program."""
    forms = example_forms(Path(__file__).parents[3] / "examples" / "package")
    clerk = staff.turn(filing.body, Role.CLERK)
    for form in forms:
        add_form(filing, FormKind(str(form["kind"])), form, person=clerk)
    if forms:
        _begin(filing, clerk)
    return bool(forms)


def _begin(filing: Filing, clerk: Person) -> None:
    Filing.objects.filter(pk=filing.pk).update(state=State.DRAFTING, state_since=timezone.now())
    filing.refresh_from_db()
    actor = _actor(clerk, Role.CLERK)
    record(actor, "start", ("filing", filing.pk), f"开始填报 {filing}", body=filing.body_id)


def _fill(filing: Filing, place: _Place, at: Situation, staff: _Staff) -> None:
    clerk = staff.turn(filing.body, Role.CLERK)
    chosen = plans()[place.sector]
    made = [project_form(plan, at) for plan in chosen]
    names = [(str(form["name"]), money) for form, money in made]
    total = made[0][1]
    for _, money in made[1:]:
        total += money
    base, rows = base_data_form(names, at)
    add_form(filing, FormKind.BASE_DATA, base, person=clerk)
    add_form(filing, FormKind.DEPARTMENT, department_form(chosen[0], total, at)[0], person=clerk)
    for (form, _), (name, _) in zip(made, names, strict=True):
        add_form(filing, FormKind.PROJECT, form, person=clerk, rows=[rows[name]])
    _begin(filing, clerk)


def _walk(filing: Filing, stage: State, staff: _Staff) -> None:
    """Take the filing along its route to a stage, each step by the person whose turn it is."""
    acts = ("submit", "send_back") if stage is State.RETURNED else _ACTS[: _REACHED.index(stage)]
    notices = Notice.objects.filter(address__startswith=f"/filings/{filing.pk}/")
    for act in acts:
        # Whoever took a step had seen what called for it; only the last step is news to anybody.
        read_notices(notices)
        step = next(one for one in steps_from(filing.state) if one.act == act)
        person = staff.turn(filing.body, step.by)
        comment = "请核对第二张表的预算执行率，并补充未完成指标的原因。" if step.needs_comment else ""
        wanted = Wanted(act, filing.content_hash, comment)
        take(filing, wanted, actor=_actor(person, step.by), person=person)
    if stage is State.PUBLISHED:
        read_notices(notices)


def _actor(person: Person, role: Role) -> Actor:
    return Actor(person.pk, person.full_name, role.value, "127.0.0.1")
