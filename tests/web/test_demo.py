"""The example city: every stage is there, its figures hold, its journal verifies."""

from __future__ import annotations

import datetime as dt

import pytest

from jiheng.audit import Severity
from jiheng_web import engine
from jiheng_web.accounts.models import Membership, Role
from jiheng_web.demo import build_city
from jiheng_web.filings.models import Filing, Notice, State
from jiheng_web.journal.verify import verify_database

pytestmark = pytest.mark.django_db


def test_the_city_has_every_role_and_every_stage() -> None:
    build_city(dt.date(2025, 5, 1), "Jiheng-2024!")

    assert set(Membership.objects.values_list("role", flat=True)) == set(Role.values)
    later = set(Filing.objects.filter(task__fiscal_year=2024).values_list("state", flat=True))
    assert later == set(State.values)
    earlier = set(Filing.objects.filter(task__fiscal_year=2023).values_list("state", flat=True))
    assert earlier == {State.PUBLISHED}
    assert verify_database().broken_at is None


def test_only_what_waits_is_news_to_the_finance_bureau() -> None:
    build_city(dt.date(2025, 5, 1), "Jiheng-2024!")

    waiting = Filing.objects.filter(state=State.WITH_FINANCE).values_list("pk", flat=True)
    unread = Notice.objects.filter(person__username="finance", read_at=None)
    assert sorted(unread.values_list("address", flat=True)) == sorted(
        f"/filings/{pk}/review" for pk in waiting
    )


def test_the_only_errors_are_the_overstated_scores_put_in() -> None:
    build_city(dt.date(2025, 5, 1), "Jiheng-2024!")

    # The first body's later year is the example package, whose mistakes have tests of their own.
    for filing in Filing.objects.exclude(task__fiscal_year=2024, body__name="示例市工业和信息化局"):
        forms = [engine.FormInput(form.key, form.digest, form.content) for form in filing.forms.all()]
        findings = engine.check_package(forms, filing.body.name).audit.findings
        errors = {finding.rule for finding in findings if finding.severity is Severity.ERROR}
        assert errors <= {"SCO-003"}, filing
