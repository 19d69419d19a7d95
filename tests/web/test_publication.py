"""What everybody may read: masked, without signing in, with its data; gone when it is taken down."""

from __future__ import annotations

import csv
import io
import json
import uuid
from collections.abc import Callable

import pytest
from django.test import Client

from jiheng_web.filings.actions import save_changes
from jiheng_web.filings.content import Operation, Set
from jiheng_web.filings.models import Filing, FilledForm, State
from jiheng_web.filings.project_actions import add_project
from tests.web.conftest import City, actor, form_of

SignIn = Callable[[str], Client]
PHONE, IDENTITY = "13912345678", "11010519491231002X"


def _save(city: City, form: FilledForm, *operations: Operation) -> None:
    clerk = city.people["clerk"]
    save_changes(form, operations, batch=uuid.uuid4(), seen=form.version, actor=actor(clerk), person=clerk)


def _published(city: City) -> Filing:
    """A published filing whose texts name a person, a telephone and an identity number."""
    filing, clerk = city.started(), city.people["clerk"]
    form = form_of(filing)
    row = form.content["indicators"][0]
    at = f"indicators/{row['id']}"
    cells = {"name": "培训企业", "target": "≥40家", "achieved": "41家", "max_score": "10", "score": "10"}
    _save(
        city,
        form,
        *(Set(f"{at}/{name}", row[name], value) for name, value in cells.items()),
        Set(f"{at}/deviation_reason", "", f"联系人：张小明，电话{PHONE}，身份证{IDENTITY}"),
    )
    project = add_project(filing, "=惠企服务<b>", rows=(), actor=actor(clerk), person=clerk)
    section = project.content["narrative"][0]
    _save(
        city, project, Set(f"narrative/{section['id']}/text", "", f"填表人：王大力 {PHONE}\n完成情况良好。")
    )
    filing.refresh_from_db()
    return city.moved(filing, "submit", "approve", "approve", "approve", "publish")


def test_a_published_package_is_read_without_signing_in(city: City) -> None:
    filing = _published(city)

    listed = Client().get("/public/").content.decode()
    page = Client().get(f"/public/{filing.pk}/")

    assert "示例市中小企业服务中心" in listed
    assert page.status_code == 200
    text = page.content.decode()
    assert "培训企业" in text
    assert "41家" in text
    assert "完成情况良好。" in text
    assert "<b>" not in text.replace("&lt;b&gt;", "")


def test_particulars_are_masked_everywhere(city: City) -> None:
    filing = _published(city)
    client = Client()

    for address in ("", "data.json", "data.csv"):
        text = client.get(f"/public/{filing.pk}/{address}").content.decode()
        assert "培训企业" in text, address
        for particular in (PHONE, IDENTITY, "张小明", "王大力", "clerk", "finance_reviewer", "127.0.0.1"):
            assert particular not in text, (address, particular)


def test_its_data_can_be_downloaded(city: City) -> None:
    filing = _published(city)
    client = Client()

    package = json.loads(client.get(f"/public/{filing.pk}/data.json").content)
    rows = list(
        csv.reader(io.StringIO(client.get(f"/public/{filing.pk}/data.csv").content.decode("utf-8-sig")))
    )
    pdf = client.get(f"/public/{filing.pk}/report.pdf")

    assert [form["kind"] for form in package["forms"]] == [
        "base_data", "department_self_evaluation", "project_self_evaluation"
    ]  # fmt: skip
    assert rows[0][:4] == ["项目", "一级指标", "二级指标", "三级指标"]
    assert not [cell for row in rows for cell in row if cell.startswith("=")]
    assert pdf.content.startswith(b"%PDF-")
    assert pdf.headers["Content-Disposition"].startswith("attachment; filename=")
    assert client.get(f"/public/{filing.pk}/other.txt").status_code == 404


def test_caches_may_keep_it_and_ask_whether_it_changed(city: City) -> None:
    filing = _published(city)

    for address in (f"/public/{filing.pk}/", f"/public/{filing.pk}/data.json"):
        first = Client().get(address)
        again = Client().get(address, headers={"If-None-Match": first.headers["ETag"]})
        assert first.headers["Cache-Control"] == "public, max-age=300"
        assert "Set-Cookie" not in first.headers
        assert not first.cookies
        assert (again.status_code, again.content) == (304, b"")


def test_whoever_is_signed_in_sees_the_same_page(city: City, sign_in: SignIn) -> None:
    filing = _published(city)

    for address in ("/public/", f"/public/{filing.pk}/"):
        assert sign_in("clerk").get(address).content == Client().get(address).content


@pytest.mark.parametrize("acts", [(), ("submit",), ("submit", "approve", "approve", "approve")])
def test_what_is_not_published_does_not_exist(city: City, sign_in: SignIn, acts: tuple[str, ...]) -> None:
    filing = city.moved(city.started(), *acts)

    for client in (Client(), sign_in("finance_reviewer")):
        assert client.get(f"/public/{filing.pk}/").status_code == 404
        assert client.get(f"/public/{filing.pk}/data.json").status_code == 404
        assert "还没有公开的材料" in client.get("/public/").content.decode()


def test_what_is_taken_down_is_gone(city: City, sign_in: SignIn) -> None:
    filing = _published(city)
    sent = {"act": "unpublish", "seen_hash": filing.content_hash, "comment": "附件有误"}

    assert sign_in("finance_reviewer").post(f"/filings/{filing.pk}/move", sent).status_code == 302

    assert Client().get(f"/public/{filing.pk}/").status_code == 404
    assert city.filing().state == State.FILED


def test_publication_outlives_the_task(city: City, sign_in: SignIn) -> None:
    filing = _published(city)
    finance = sign_in("finance_reviewer")
    finance.post(f"/tasks/{city.task.pk}/close")

    shown = Client().get(f"/public/{filing.pk}/").status_code
    sent = {"act": "unpublish", "seen_hash": filing.content_hash, "comment": "附件有误"}

    assert shown == 200
    assert finance.post(f"/filings/{filing.pk}/move", sent).status_code == 302
    assert finance.post(f"/filings/{filing.pk}/move", {**sent, "act": "publish"}).status_code == 302


def test_the_list_is_searched_by_name_and_year(city: City) -> None:
    _published(city)

    def found(query: str) -> bool:
        return "示例市中小企业服务中心" in Client().get(f"/public/{query}").content.decode()

    assert found("?q=中小企业&year=2024")
    assert found("?q=工业和信息化局")
    assert not found("?q=教育")
    assert not found("?year=2023")
    assert found("?year=x")
    assert Client().post("/public/").status_code == 405


def test_lists_and_pages_ask_few_questions(
    city: City, django_assert_max_num_queries: Callable[..., object]
) -> None:
    filing = _published(city)

    for address, most in (("/public/", 3), (f"/public/{filing.pk}/", 2)):
        with django_assert_max_num_queries(most):  # type: ignore[attr-defined]
            Client().get(address)
