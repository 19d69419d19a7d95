"""The way of a filing along its route, and what holds it back."""

from __future__ import annotations

import pytest

from jiheng_web.approvals.actions import Wanted, take
from jiheng_web.approvals.models import Step
from jiheng_web.errors import InputRefused, NotAllowed, TransitionRefused
from jiheng_web.filings.models import Notice, State
from jiheng_web.journal.models import Entry
from tests.web.conftest import City, actor


def test_the_whole_way_to_publication(city: City) -> None:
    filing = city.moved(city.started(), "submit", "approve", "approve", "approve", "publish")

    assert filing.state == State.PUBLISHED
    steps = list(Step.objects.filter(filing=filing).order_by("pk"))
    assert [step.to_state for step in steps] == [
        "with_head", "with_department", "with_finance", "filed", "published"
    ]  # fmt: skip
    assert {step.content_hash for step in steps} == {filing.content_hash}
    assert {step.revision_id for step in steps} == {filing.revisions.get().pk}
    acts = Entry.objects.filter(subject="filing").order_by("number").values_list("act", flat=True)
    assert list(acts) == ["start", "submit", "approve", "approve", "approve", "publish"]


@pytest.mark.parametrize(
    "name", ["head", "department_reviewer", "finance_reviewer", "auditor", "outsider", "sibling_clerk"]
)
def test_only_the_clerk_submits(city: City, name: str) -> None:
    filing, person = city.started(), city.people[name]

    with pytest.raises(NotAllowed):
        take(filing, Wanted("submit", filing.content_hash), actor=actor(person), person=person)

    assert city.filing().state == State.DRAFTING


def test_an_act_names_the_contents_it_was_done_on(city: City) -> None:
    filing, clerk = city.started(), city.people["clerk"]

    with pytest.raises(TransitionRefused, match="刷新"):
        take(filing, Wanted("submit", "0" * 64), actor=actor(clerk), person=clerk)


def test_a_return_needs_its_reason(city: City) -> None:
    filing, head = city.moved(city.started(), "submit"), city.people["head"]

    with pytest.raises(InputRefused, match="原因"):
        take(filing, Wanted("send_back", filing.content_hash, " "), actor=actor(head), person=head)


def test_whose_turn_it_is_gets_a_notice(city: City) -> None:
    city.moved(city.started(), "submit")

    told = set(Notice.objects.values_list("person__username", flat=True))
    assert told == {"head"}
