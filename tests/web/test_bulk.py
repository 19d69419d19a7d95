"""One step for many filings: each by itself, with what became of it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from jiheng_web.accounts.models import Role
from jiheng_web.approvals.models import Step
from jiheng_web.filings.actions import start_filing
from jiheng_web.filings.models import Filing, State
from tests.web.conftest import City, actor

SignIn = Callable[[str], Client]


def _with_finance(city: City) -> list[Filing]:
    """Two filings that wait for the finance bureau, of one department."""
    first = city.moved(city.started(), "submit", "approve", "approve")
    second, clerk = city.filing(city.sibling), city.people["sibling_clerk"]
    start_filing(second, actor=actor(clerk, Role.CLERK), person=clerk)
    city.people["clerk"], kept = clerk, city.people["clerk"]
    city.people["head"], head = city.people["sibling_head"], city.people["head"]
    city.moved(second, "submit", "approve", "approve")
    city.people["clerk"], city.people["head"] = kept, head
    return [first, second]


def _sent(filings: list[Filing], act: str, comment: str = "") -> dict[str, object]:
    seen = {f"seen-{one.pk}": f"{one.state}:{one.content_hash}" for one in filings}
    return {"act": act, "filing": [one.pk for one in filings], f"comment-{act}": comment, **seen}


def test_all_that_can_be_approved_are(city: City, sign_in: SignIn) -> None:
    filings = _with_finance(city)
    untouched = city.filing(city.other_unit)

    answer = sign_in("finance_reviewer").post(
        f"/tasks/{city.task.pk}/bulk", _sent([*filings, untouched], "approve", "同意")
    )

    outcomes = {one.filing.pk: one.refusal for one in answer.context["outcomes"]}
    assert [outcomes[one.pk] for one in filings] == ["", ""]
    assert "未开始" in outcomes[untouched.pk]
    assert (answer.context["done"], answer.context["refused"]) == (2, 1)
    states = dict(Filing.objects.values_list("pk", "state"))
    assert [states[one.pk] for one in filings] == [State.FILED, State.FILED]
    assert states[untouched.pk] == State.NOT_STARTED
    assert set(
        Step.objects.filter(act="approve", role="finance_reviewer").values_list("comment", flat=True)
    ) == {"同意"}


def test_what_changed_since_the_page_was_opened_is_passed_over(city: City, sign_in: SignIn) -> None:
    filings = _with_finance(city)
    sent = _sent(filings, "approve")
    sent[f"seen-{filings[0].pk}"] = f"with_finance:{'0' * 64}"

    answer = sign_in("finance_reviewer").post(f"/tasks/{city.task.pk}/bulk", sent)

    refusals = {one.filing.pk: one.refusal for one in answer.context["outcomes"]}
    assert "内容在您打开页面以后有改动" in refusals[filings[0].pk]
    assert refusals[filings[1].pk] == ""


def test_many_are_returned_with_one_reason(city: City, sign_in: SignIn) -> None:
    filings = _with_finance(city)
    client, url = sign_in("finance_reviewer"), f"/tasks/{city.task.pk}/bulk"

    without = client.post(url, _sent(filings, "send_back"))
    client.post(url, _sent(filings, "send_back", "请补充佐证"))

    assert without.status_code == 400
    assert {one.state for one in Filing.objects.filter(pk__in=[one.pk for one in filings])} == {
        State.RETURNED
    }


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("outsider", []),
        ("other_reviewer", []),
        ("auditor", None),
        ("clerk", None),
        ("department_reviewer", None),
    ],
)
def test_others_move_nothing(city: City, sign_in: SignIn, name: str, expected: list[str] | None) -> None:
    filings = _with_finance(city)

    answer = sign_in(name).post(f"/tasks/{city.task.pk}/bulk", _sent(filings, "approve"))

    assert answer.status_code == 200
    refusals = [one.refusal for one in answer.context["outcomes"]]
    assert all(refusals)
    assert expected is None or refusals == expected
    assert {one.state for one in Filing.objects.filter(pk__in=[one.pk for one in filings])} == {
        State.WITH_FINANCE
    }


@pytest.mark.parametrize("act", ["", "submit", "withdraw", "reopen", "unpublish", "drop"])
def test_steps_that_are_for_one_filing_only(city: City, sign_in: SignIn, act: str) -> None:
    filings = _with_finance(city)

    assert (
        sign_in("finance_reviewer").post(f"/tasks/{city.task.pk}/bulk", _sent(filings, act)).status_code
        == 400
    )


def test_numbers_that_are_none_are_passed_over(city: City, sign_in: SignIn) -> None:
    sent = {"act": "approve", "filing": ["x", "-1", "9" * 40, "1;drop"]}

    answer = sign_in("finance_reviewer").post(f"/tasks/{city.task.pk}/bulk", sent)

    assert answer.status_code == 200
    assert answer.context["outcomes"] == []
