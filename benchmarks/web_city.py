"""A city of two thousand bodies for the load measurement, and the comparison afterwards.

Needs Django set up.
"""

from __future__ import annotations

import datetime as dt
from importlib import import_module
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.core.management import call_command

from jiheng_web.accounts.actions import add_body, give_role
from jiheng_web.accounts.models import Body, BodyKind, Person, Role
from jiheng_web.filings.actions import TaskTerms, add_form, open_task
from jiheng_web.filings.content import FormJson, blank_row, value_at
from jiheng_web.filings.models import Filing, FilledForm, FormKind, State
from jiheng_web.filings.starting import new_department
from jiheng_web.journal.actions import SYSTEM
from jiheng_web.journal.verify import verify_database
from jiheng_web.writing import writing

_DEPARTMENTS = 40
_YEAR = 2024


def build(clerks: int, reviewers: int, packages: int, rows: int, csrf: str) -> dict[str, Any]:
    """Fill an empty database and return who sits where."""
    call_command("migrate", verbosity=0, interactive=False)
    with writing():
        city = add_body("示例市", BodyKind.CITY, parent=None, actor=SYSTEM)
        units = _units(city, packages)
        finance = [_person(f"reviewer{n}", city, Role.FINANCE_REVIEWER) for n in range(reviewers)]
        terms = TaskTerms("2024年度自评", _YEAR, dt.date(2025, 4, 1), dt.date(2025, 5, 16))
        task = open_task(city, terms, bodies=units, actor=SYSTEM, person=finance[0])
        Filing.objects.filter(task=task, pk__gt=clerks).update(state=State.WITH_FINANCE, score=95, errors=2)
        seats = [_seat(n, unit, rows) for n, unit in enumerate(units[:clerks])]
    return {
        "csrf": csrf,
        "task": task.pk,
        "clerks": seats,
        "reviewers": [{"session": _session(person)} for person in finance],
    }


def _units(city: Body, count: int) -> list[Body]:
    departments = [
        add_body(f"示例市第{n}局", BodyKind.DEPARTMENT, parent=city, actor=SYSTEM)
        for n in range(_DEPARTMENTS)
    ]
    made = Body.objects.bulk_create(
        Body(name=f"第{n}单位", kind=BodyKind.UNIT, parent=departments[n % _DEPARTMENTS], path="/")
        for n in range(count)
    )
    for body in made:
        body.place()
    Body.objects.bulk_update(made, ["path"], batch_size=500)
    return made


def _person(name: str, body: Body, role: Role) -> Person:
    person = Person.objects.create(username=name, full_name=name, password="!")  # noqa: S106 - nobody signs in so
    give_role(person, body, role, actor=SYSTEM)
    return person


def _seat(number: int, unit: Body, rows: int) -> dict[str, Any]:
    person = _person(f"clerk{number}", unit, Role.CLERK)
    filing = Filing.objects.get(body=unit)
    content = _content(unit.name, rows)
    form = add_form(filing, FormKind.DEPARTMENT, content, person=person)
    Filing.objects.filter(pk=filing.pk).update(state=State.DRAFTING)
    indicators = content["indicators"]
    assert isinstance(indicators, list)  # noqa: S101 - made in _content
    return {
        "session": _session(person),
        "url": f"/filings/{filing.pk}/forms/{form.key}/save",
        "form": str(form.pk),
        "version": form.version,
        "rows": [row["id"] for row in indicators],
        "values": {f"indicators/{row['id']}/achieved": row["achieved"] for row in indicators},
    }


def _content(name: str, rows: int) -> FormJson:
    form = new_department(_YEAR, name)
    form["indicators"] = [
        {
            **blank_row("department_self_evaluation", "indicators"),
            "category": "产出指标",
            "category_max_score": "40",
            "subcategory": "数量指标",
            "name": f"办理第{n}类事项件数",
            "target": f"≥{100 + n}件",
            "achieved": f"{100 + n}件",
            "max_score": "1",
            "score": "1",
        }
        for n in range(rows)
    ]
    return form


def _session(person: Person) -> str:
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.create()
    return str(store.session_key)


def compare(kept: dict[str, dict[str, dict[str, str]]]) -> tuple[int, int]:
    """Return how many acknowledged cells were compared, and how many the database holds otherwise.

    A cell of the last batch, on its way when the measurement ended, may hold what was sent.
    """
    compared = lost = 0
    for number, values in kept["acknowledged"].items():
        content = FilledForm.objects.get(pk=int(number)).content
        sent = kept["sent"].get(number, {})
        for path, value in values.items():
            compared += 1
            lost += value_at(content, path) not in {value, sent.get(path, value)}
    return compared, lost


def journal() -> str:
    """Return whether the journal verifies, in words."""
    verdict = verify_database()
    return f"{verdict.count} journal entries verify" if verdict.broken_at is None else verdict.why
