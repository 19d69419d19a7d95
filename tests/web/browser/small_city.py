"""A small city in a folder of data, made by a process of its own: ``python -m tests.web.browser.small_city``.

Two clerks and a head of one unit, and the finance bureau that opened a task. Prints the number of the unit's
filing and the keys of its forms by kind.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.web.site import environment

PASSWORD = "Jiheng-2024!"  # noqa: S105 - of people who exist only in tests
NAMES = {"clerk": "李填报", "second": "王填报", "head": "赵负责"}


@dataclass(frozen=True, slots=True)
class SmallCity:
    """What a test needs to know of it."""

    filing: int
    forms: dict[str, str]
    """Key of a form by its kind."""

    def path(self, kind: str) -> str:
        return f"/filings/{self.filing}/forms/{self.forms[kind]}/"


def build(home: Path) -> SmallCity:
    """Make the city in a folder of data."""
    call = [sys.executable, "-m", "tests.web.browser.small_city"]
    settings = {**environment(home), "DJANGO_SETTINGS_MODULE": "jiheng_web.settings"}
    root = Path(__file__).parents[3]
    settings["PYTHONPATH"] = os.pathsep.join([str(root / "src"), str(root)])
    done = subprocess.run(
        call, env=settings, capture_output=True, text=True, check=True, cwd=root, timeout=120
    )
    told = json.loads(done.stdout.splitlines()[-1])
    return SmallCity(told["filing"], told["forms"])


def _make() -> None:
    import django  # noqa: PLC0415 - this process has its own settings

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415 - after the setup

    from jiheng_web.accounts.actions import add_body, add_person, give_role  # noqa: PLC0415 - as above
    from jiheng_web.accounts.models import BodyKind, Role  # noqa: PLC0415 - as above
    from jiheng_web.filings.actions import (  # noqa: PLC0415 - as above
        TaskTerms,
        open_task,
        start_filing,
    )
    from jiheng_web.filings.models import Filing  # noqa: PLC0415 - as above
    from jiheng_web.filings.project_actions import add_project  # noqa: PLC0415 - as above
    from jiheng_web.journal.actions import SYSTEM  # noqa: PLC0415 - as above

    call_command("migrate", verbosity=0)
    city = add_body("示例市", BodyKind.CITY, parent=None, actor=SYSTEM)
    department = add_body("示例市工业和信息化局", BodyKind.DEPARTMENT, parent=city, actor=SYSTEM)
    unit = add_body("示例市中小企业服务中心", BodyKind.UNIT, parent=department, actor=SYSTEM)
    roles = {"clerk": Role.CLERK, "second": Role.CLERK, "head": Role.UNIT_HEAD}
    people = {
        name: add_person(name, NAMES[name], PASSWORD, actor=SYSTEM, must_change=False) for name in roles
    }
    for name, role in roles.items():
        give_role(people[name], unit, role, actor=SYSTEM)
    finance = add_person("finance", "周财政", PASSWORD, actor=SYSTEM, must_change=False)
    give_role(finance, city, Role.FINANCE_REVIEWER, actor=SYSTEM)
    terms = TaskTerms("2024年度部门整体支出绩效自评", 2024, dt.date(2025, 4, 1), dt.date(2025, 5, 16))
    task = open_task(city, terms, bodies=[department, unit], actor=SYSTEM, person=finance)
    filing = Filing.objects.get(task=task, body=unit)
    start_filing(filing, actor=SYSTEM, person=people["clerk"])
    add_project(filing, "中小企业服务体系建设经费", rows=(), actor=SYSTEM, person=people["clerk"])
    forms = {form.kind: form.key for form in filing.forms.all()}
    print(json.dumps({"filing": filing.pk, "forms": forms}))  # noqa: T201 - the answer to whoever called


if __name__ == "__main__":
    _make()
