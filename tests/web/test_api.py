"""The API: keys, the same rights as the pages, and answers that are as described."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from schemathesis.specs.openapi.checks import negative_data_rejection, positive_data_acceptance

from jiheng_web.accounts.tokens import make_token, revoke_token
from jiheng_web.filings.models import FormKind
from jiheng_web.wsgi import application
from tests.web.conftest import City, actor, form_of

Call = Callable[..., Any]


@pytest.fixture
def call(city: City) -> Call:
    """Call the API with a key of one of the cast."""

    def called(name: str, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 - a JSON answer of any shape
        person = city.people[name]
        _, secret = make_token(person, "测试", days=1, actor=actor(person))
        return Client().generic(
            method,
            f"/api/v1/{path}",
            json.dumps(body) if body is not None else "",
            content_type="application/json",
            headers={"Authorization": f"Bearer {secret}"},
        )

    return called


def test_a_bureaus_system_pushes_base_data_and_pulls_results(city: City, call: Call) -> None:
    filing = city.started()
    form = form_of(filing, FormKind.BASE_DATA)
    content = dict(form.content) | {
        "staff": {"authorized_headcount": "48", "serving_staff": "45", "control_rate": "90%"}
    }

    pushed = call("clerk", "PUT", f"filings/{filing.pk}/forms/{form.key}", {"content": content, "seen": 0})
    checked = call("clerk", "GET", f"filings/{filing.pk}/check")

    assert pushed.json() == {"version": 1, "changed": 3, "conflicts": []}
    # 45 ÷ 48 = 93.75 %, not 90 %.
    told = [one for one in checked.json()["findings"] if "93.75" in one["message"]]
    assert told
    assert told[0]["at"][0]["path"].startswith("staff/")


def test_a_row_sent_back_with_its_id_stays_the_same_row(city: City, call: Call) -> None:
    form = form_of(city.started())
    place = f"filings/{form.filing_id}/forms"
    content = call("clerk", "GET", place).json()["forms"][1]["content"]
    row = content["indicators"][0]
    row["name"] = "改了名称的指标"

    changed = call("clerk", "PUT", f"{place}/{form.key}", {"content": content, "seen": 0}).json()

    assert (changed["changed"], changed["conflicts"]) == (1, [])
    kept = form_of(city.filing()).content["indicators"][0]
    assert (kept["id"], kept["name"]) == (row["id"], "改了名称的指标")


def test_what_was_seen_must_be_the_latest(city: City, call: Call) -> None:
    form = form_of(city.started())
    body = {"content": form.content, "seen": 3}

    assert call("clerk", "PUT", f"filings/{form.filing_id}/forms/{form.key}", body).status_code == 400


def test_the_route_by_api(city: City, call: Call) -> None:
    filing = city.started()
    filing.refresh_from_db()
    step = {"act": "submit", "content_hash": filing.content_hash}

    assert call("head", "POST", f"filings/{filing.pk}/move", step).status_code == 403
    assert call("clerk", "POST", f"filings/{filing.pk}/move", step).json()["state"] == "with_head"
    assert call("clerk", "POST", f"filings/{filing.pk}/move", step).status_code == 409


@pytest.mark.parametrize("name", ["outsider", "sibling_clerk", "other_reviewer", "system_administrator"])
def test_another_units_filing_does_not_exist(city: City, call: Call, name: str) -> None:
    form = form_of(city.started())
    place = f"filings/{form.filing_id}"
    batch = {"batch": str(uuid.uuid4()), "seen": 0, "operations": []}

    assert call(name, "GET", place).status_code == 404
    assert call(name, "GET", f"{place}/forms").status_code == 404
    assert call(name, "GET", f"{place}/check").status_code == 404
    assert call(name, "POST", f"{place}/forms/{form.key}/changes", batch).status_code == 404
    assert call(name, "POST", f"{place}/projects", {"name": "x"}).status_code == 404
    assert call(name, "POST", f"{place}/move", {"act": "submit", "content_hash": ""}).status_code == 404


def test_no_key_and_ended_keys_are_refused(city: City) -> None:
    clerk = city.people["clerk"]
    token, secret = make_token(clerk, "测试", days=1, actor=actor(clerk))
    client = Client()
    client.force_login(clerk, backend="django.contrib.auth.backends.ModelBackend")

    assert client.get("/api/v1/me").status_code == 401
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).status_code == 200
    revoke_token(token, actor=actor(clerk))
    assert client.get("/api/v1/me", headers={"Authorization": f"Bearer {secret}"}).status_code == 401


@pytest.mark.usefixtures("city")
def test_listing_is_constant_in_queries(
    call: Call, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    with django_assert_max_num_queries(12):
        assert call("finance_reviewer", "GET", "filings").json()["count"] == 5


@pytest.mark.parametrize("query", ["page=-1", "page=x", "page=9999999999", "state=gone", "taks=1"])
def test_a_query_that_is_not_described_is_refused(call: Call, query: str) -> None:
    assert call("clerk", "GET", f"filings?{query}").status_code == 400


@pytest.fixture
def _one_connection() -> Iterator[None]:
    """Keep the test's connection, as Django's own test client does: the test's rows are on it alone."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)


@pytest.mark.django_db
@pytest.mark.usefixtures("_one_connection")
@schema.parametrize()
@settings(
    max_examples=15,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
    deadline=None,
)
def test_answers_are_as_described(case: schemathesis.Case[Any], city: City) -> None:
    """Whatever is sent, the answer has a described status and shape, and never is an error of ours."""
    filing = city.started()
    _, secret = make_token(city.people["clerk"], "测试", days=1, actor=actor(city.people["clerk"]))
    if case.meta is not None and case.meta.generation.mode.is_positive:
        known = {"number": filing.pk, "key": form_of(filing).key}
        case.path_parameters.update({name: known[name] for name in case.path_parameters})
    case.call_and_validate(
        headers={"Authorization": f"Bearer {secret}"},
        # Whether a cell's path exists depends on the form: a body may fit its type and still be refused.
        # Where there is none, what is drawn as wrong may be the key alone, which is always right here.
        excluded_checks=[positive_data_acceptance if case.operation.body else negative_data_rejection],
    )
