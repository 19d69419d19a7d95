"""Changes from the editor: taken once, never over somebody else's, in the journal."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.test import Client

from jiheng_web.filings.models import Change, FormKind
from jiheng_web.journal.models import Entry
from tests.web.conftest import City, batch, form_of

SignIn = Callable[[str], Client]


def _url(city: City) -> tuple[str, str]:
    filing = city.started()
    form = form_of(filing)
    return f"/filings/{filing.pk}/forms/{form.key}/save", form.content["indicators"][0]["id"]


def _post(client: Client, url: str, body: str) -> tuple[int, dict[str, Any]]:
    answer = client.post(url, body, content_type="application/json")
    return answer.status_code, answer.json()


def test_a_cell_is_saved_and_scored(city: City, sign_in: SignIn) -> None:
    url, row = _url(city)
    cells = {"name": "培训企业", "target": "≥40家", "achieved": "30家", "max_score": "10", "score": "10"}
    operations = [
        {"op": "set", "path": f"indicators/{row}/{k}", "was": "", "value": v} for k, v in cells.items()
    ]

    status, answer = _post(sign_in("clerk"), url, batch(*operations))

    assert status == 200
    assert answer["version"] == 1
    line = next(line for line in answer["sheet"]["lines"] if line["path"] == f"indicators/{row}")
    assert (line["low"], line["high"], line["reported"]) == ("7.5", "7.5", "10")
    assert f"indicators/{row}/score" in [place["path"] for one in answer["findings"] for place in one["at"]]
    assert Entry.objects.filter(act="save").count() == 1


def test_sent_twice_is_taken_once(city: City, sign_in: SignIn) -> None:
    url, row = _url(city)
    name = uuid.uuid4()
    body = batch({"op": "set", "path": f"indicators/{row}/name", "was": "", "value": "培训企业"}, name=name)
    client = sign_in("clerk")

    first, again = _post(client, url, body), _post(client, url, body)

    assert (first[1]["was_known"], again[1]["was_known"]) == (False, True)
    assert Change.objects.count() == 1
    assert again[1]["version"] == 1


def test_two_clerks_on_one_cell(city: City, sign_in: SignIn) -> None:
    url, row = _url(city)
    path = f"indicators/{row}/achieved"
    _post(sign_in("clerk"), url, batch({"op": "set", "path": path, "was": "", "value": "40家"}))

    status, answer = _post(
        sign_in("second_clerk"),
        url,
        batch(
            {"op": "set", "path": path, "was": "", "value": "41家"},
            {"op": "set", "path": f"indicators/{row}/target", "was": "", "value": "≥40家"},
        ),
    )

    assert status == 200
    (conflict,) = answer["conflicts"]
    assert (conflict["kind"], conflict["yours"], conflict["theirs"]) == ("changed", "41家", "40家")
    kept = form_of(city.filing()).content["indicators"][0]
    assert (kept["achieved"], kept["target"]) == ("40家", "≥40家")
    assert [one["value"] for one in answer["others"]] == ["40家"]


def test_what_the_form_does_not_have_is_refused_whole(city: City, sign_in: SignIn) -> None:
    url, row = _url(city)
    operations = (
        {"op": "set", "path": f"indicators/{row}/name", "was": "", "value": "培训企业"},
        {"op": "set", "path": f"indicators/{row}/id", "was": "", "value": "x"},
    )

    status, answer = _post(sign_in("clerk"), url, batch(*operations))

    assert status == 400
    assert "单元格" in str(answer["error"])
    assert form_of(city.filing()).content["indicators"][0]["name"] == ""


def test_no_change_after_submitting(city: City, sign_in: SignIn) -> None:
    url, row = _url(city)
    city.moved(city.filing(), "submit")

    status, _ = _post(
        sign_in("clerk"), url, batch({"op": "set", "path": f"indicators/{row}/name", "was": "", "value": "x"})
    )

    assert status == 403


def test_another_units_filing_does_not_exist(city: City, sign_in: SignIn) -> None:
    url, row = _url(city)

    for name in ("outsider", "sibling_clerk", "other_reviewer", "system_administrator"):
        status, _ = _post(
            sign_in(name),
            url,
            batch({"op": "set", "path": f"indicators/{row}/name", "was": "", "value": "x"}),
        )
        assert status == 404, name


def test_a_new_package_has_its_official_rows(city: City) -> None:
    filing = city.started()

    base = form_of(filing, FormKind.BASE_DATA).content
    assert [row["label"] for row in base["expenditure"]][:2] == ["三公经费", "1、公务用车购置和维护经费"]
    department = form_of(filing).content
    assert {row["category"] for row in department["indicators"]} == {
        "产出指标",
        "效益指标",
        "满意度指标",
        "成本指标",
    }
