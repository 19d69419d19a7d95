"""Report texts with figures as references: resolved for the engine, marked where wrong, linked back."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from jiheng_web import engine, report_texts
from jiheng_web.accounts.models import Role
from jiheng_web.engine import FormInput
from jiheng_web.filings.actions import save_changes
from jiheng_web.filings.content import FormJson, Operation, Set, digest_of
from jiheng_web.filings.models import Filing, FilledForm, FormKind
from jiheng_web.filings.project_actions import add_project
from jiheng_web.filings.starting import new_base_data, new_department, new_project
from tests.web.conftest import City, actor

SignIn = Callable[[str], Client]
_REFERENCE = "全年预算{funds.total.final_budget}，执行{funds.total.actual_expenditure}。"


def _form(text: str, *, budget: str = "418.85") -> FormJson:
    form: Any = new_project(2024, "培训专项", "示例市工业和信息化局", "示例市中小企业服务中心")
    form["funds"][0].update(final_budget=budget, actual_expenditure="400", original_budget="433.32")
    form["narrative"][1]["text"] = text
    return form  # type: ignore[no-any-return]


def _package(*forms: FormJson) -> tuple[Any, list[FormJson]]:
    inputs = [FormInput(f"k{i}", digest_of(form), form) for i, form in enumerate(forms)]
    return engine.package_of(inputs, "示例单位"), list(forms)


def test_references_are_figures_wherever_the_engine_speaks() -> None:
    package, _ = _package(_form(f"第一段。\n{_REFERENCE}"))

    section = package.forms[0].narrative[1]

    assert section.text == "第一段。\n全年预算418.85万元，执行400万元。"
    assert [paragraph.at.rpartition("#")[2] for paragraph in section.paragraphs] == ["1", "2"]


def test_a_changed_cell_changes_the_text() -> None:
    assert "512万元" in _package(_form(_REFERENCE, budget="512"))[0].forms[0].narrative[1].text


def test_a_reference_to_another_form() -> None:
    base: Any = new_base_data(2024)
    base["staff"]["serving_staff"] = "90"
    package, _ = _package(base, new_department(2024, "甲"), _form("在职{base_data.staff.serving_staff}。"))

    assert package.forms[2].narrative[1].text.startswith("在职90")


@pytest.mark.parametrize(
    ("text", "what"),
    [("{funds.totl.final_budget}", "totl"), ("{nothing}", "nothing"), ("前面{后面", "{"), ("{}", "{}")],
)
def test_what_names_nothing_is_told_and_stays(text: str, what: str) -> None:
    package, contents = _package(_form(f"好的一段。\n\n{text}"))

    (wrong,) = report_texts.wrong_references(package, contents)[0]

    assert (wrong.row, wrong.line) == (contents[0]["narrative"][1]["id"], 3)  # type: ignore[index]
    assert what in wrong.what or what in wrong.reason


@given(st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=40))
def test_finished_text_comes_out_as_it_was(text: str) -> None:
    """Whatever a file says, braces too, is printed the same once it was taken over."""
    written = f"甲{text}乙"

    package, contents = _package(_form(report_texts.escaped(written)))

    assert package.forms[0].narrative[1].text == written
    assert report_texts.wrong_references(package, contents) == {}


@pytest.mark.parametrize("line", ["# 不是标题{{}}", "- 不是列表{{}}", "\\反斜线{{}}"])
def test_lines_are_paragraphs_whatever_they_begin_with(line: str) -> None:
    section = _package(_form(line))[0].forms[0].narrative[1]

    assert section.text == line.replace("{{", "{").replace("}}", "}")


def test_linking_and_resolving_gives_the_same_text() -> None:
    plain = "年初预算433.32万元，全年预算418.85万元，支出400万元。\n另有 3.14 万元与表无关。"
    package, (content,) = _package(_form(plain))

    (linked,) = report_texts.linked_texts(package.forms[0], package, content)

    assert linked.linked == 3
    assert "{funds.total.final_budget}" in linked.after
    assert "3.14" in linked.after
    assert _package(_form(linked.after))[0].forms[0].narrative[1].text == plain


# The pages -------------------------------------------------------------------------------------------------


@pytest.fixture
def form(city: City) -> FilledForm:
    """A project with a budget and an expenditure."""
    filing, clerk = city.started(), city.people["clerk"]
    by = actor(clerk, Role.CLERK)
    made = add_project(filing, "培训专项", rows=(), actor=by, person=clerk)
    total = _rows(made, "funds")[0]["id"]
    _save(city, made, Set(f"funds/{total}/final_budget", "", "418.85"))
    made.refresh_from_db()
    return made


def _rows(form: FilledForm, name: str) -> list[dict[str, str]]:
    rows: Any = form.content[name]
    return rows  # type: ignore[no-any-return]


def _save(city: City, form: FilledForm, *operations: Operation) -> None:
    clerk = city.people["clerk"]
    by = actor(clerk, Role.CLERK)
    save_changes(form, operations, batch=uuid.uuid4(), seen=form.version, actor=by, person=clerk)


def _url(form: FilledForm) -> str:
    return f"/filings/{form.filing_id}/forms/{form.key}/text"


def test_the_page_offers_the_tables_figures(form: FilledForm, sign_in: SignIn) -> None:
    page = sign_in("clerk").get(_url(form)).content.decode()

    assert 'data-reference="funds.total.final_budget"' in page
    assert "418.85万元" in page


def test_the_example_beside_the_text_is_chinese_and_holds(form: FilledForm, sign_in: SignIn) -> None:
    client = sign_in("clerk")
    example = client.get(_url(form)).content.decode().partition("<code>")[2].partition("</code>")[0]
    section = _rows(form, "narrative")[1]["id"]
    draft = json.dumps({"texts": {section: example}})

    answer = client.post(f"{_url(form)}/check", draft, content_type="application/json")

    assert not any(letter.isascii() and letter.isalpha() for letter in example)
    assert "418.85万元" in [one["text"] for one in answer.json()["sections"]]


def test_drafts_are_checked_and_not_kept(form: FilledForm, sign_in: SignIn) -> None:
    section = _rows(form, "narrative")[1]["id"]
    draft = {"texts": {section: "预算{funds.total.final_budget}，{funds.totl}"}}

    answer = sign_in("clerk").post(f"{_url(form)}/check", json.dumps(draft), content_type="application/json")

    (found,) = [one for one in answer.json()["sections"] if one["id"] == section]
    assert found["text"] == "预算418.85万元，{funds.totl}"
    assert [one["what"] for one in found["wrong"]] == ["{funds.totl}"]
    form.refresh_from_db()
    assert _rows(form, "narrative")[1]["text"] == ""


def test_documents_print_the_figure(form: FilledForm, city: City, sign_in: SignIn) -> None:
    section = _rows(form, "narrative")[1]["id"]
    _save(city, form, Set(f"narrative/{section}/text", "", "预算{funds.total.final_budget}。"))

    text = sign_in("clerk").get(f"/filings/{form.filing_id}/documents/now/{form.key}.txt").content.decode()

    assert "预算418.85万元。" in text
    assert "{funds" not in text


def test_the_documents_page_tells_what_is_wrong(form: FilledForm, city: City, sign_in: SignIn) -> None:
    section = _rows(form, "narrative")[1]["id"]
    _save(city, form, Set(f"narrative/{section}/text", "", "预算{funds.totl}。"))

    page = sign_in("clerk").get(f"/filings/{form.filing_id}/documents/").content.decode()

    assert "附件3《培训专项》报告文本 {funds.totl}" in page


def test_links_are_taken_over_by_section(form: FilledForm, city: City, sign_in: SignIn) -> None:
    first, second = (row["id"] for row in _rows(form, "narrative")[:2])
    for section in (first, second):
        form.refresh_from_db()
        _save(city, form, Set(f"narrative/{section}/text", "", "全年预算418.85万元。"))
    client = sign_in("clerk")
    assert "2" in client.get(f"{_url(form)}/links").content.decode()

    client.post(f"{_url(form)}/links/take", {"row": [second]})

    form.refresh_from_db()
    texts = [row["text"] for row in _rows(form, "narrative")[:2]]
    assert texts == ["全年预算418.85万元。", "全年预算{funds.total.final_budget}。"]
    assert client.post(f"{_url(form)}/links/take", {"row": ["x"]}).status_code == 400


@pytest.mark.parametrize("body", ["x", "[]", '{"texts": {"a": 1}}', '{"texts": {}, "more": 1}'])
def test_drafts_of_another_shape_are_refused(form: FilledForm, sign_in: SignIn, body: str) -> None:
    answer = sign_in("clerk").post(f"{_url(form)}/check", body, content_type="application/json")

    assert answer.status_code == 400


def test_rights(form: FilledForm, sign_in: SignIn) -> None:
    for name in ("outsider", "sibling_clerk", "system_administrator"):
        assert sign_in(name).get(_url(form)).status_code == 404
        assert (
            sign_in(name).post(f"{_url(form)}/check", "{}", content_type="application/json").status_code
            == 404
        )
    assert sign_in("head").get(_url(form)).status_code == 200
    assert sign_in("head").get(f"{_url(form)}/links").status_code == 403
    assert sign_in("head").post(f"{_url(form)}/links/take").status_code == 403
    assert sign_in("department_reviewer").get(_url(form)).status_code == 403
    base = Filing.objects.get(pk=form.filing_id).forms.get(kind=FormKind.BASE_DATA)
    assert sign_in("clerk").get(_url(base)).status_code == 404
