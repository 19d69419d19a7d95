"""The small city with everybody a package passes on its way: adds a department's reviewer to it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.web.browser.small_city import PASSWORD, SmallCity
from tests.web.browser.small_city import build as build_small_city
from tests.web.site import environment


def build(home: Path) -> SmallCity:
    """Make the city in a folder of data."""
    city = build_small_city(home)
    root = Path(__file__).parents[3]
    settings = {
        **environment(home),
        "DJANGO_SETTINGS_MODULE": "jiheng_web.settings",
        "PYTHONPATH": os.pathsep.join([str(root / "src"), str(root)]),
    }
    call = [sys.executable, "-m", "tests.web.browser.four_people"]
    subprocess.run(call, env=settings, check=True, cwd=root, timeout=120)
    return city


def _add_reviewer() -> None:
    import django  # noqa: PLC0415 - this process has its own settings

    django.setup()
    from jiheng_web.accounts.actions import add_person, give_role  # noqa: PLC0415 - after the setup
    from jiheng_web.accounts.models import Body, BodyKind, Role  # noqa: PLC0415 - as above
    from jiheng_web.journal.actions import SYSTEM  # noqa: PLC0415 - as above

    reviewer = add_person("reviewer", "陈审核", PASSWORD, actor=SYSTEM, must_change=False)
    give_role(reviewer, Body.objects.get(kind=BodyKind.DEPARTMENT), Role.DEPARTMENT_REVIEWER, actor=SYSTEM)


if __name__ == "__main__":
    _add_reviewer()
