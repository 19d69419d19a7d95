"""Documents of a filing: every container, any version, only for those who may read it, safe to open."""

from __future__ import annotations

import io
import uuid
import zipfile
from collections.abc import Callable
from typing import cast
from urllib.parse import unquote

import openpyxl
import pytest
from django.http import StreamingHttpResponse
from django.test import Client

from jiheng_web.accounts.models import Role
from jiheng_web.filings.actions import save_changes
from jiheng_web.filings.content import Set
from jiheng_web.filings.documents import disposition
from jiheng_web.filings.models import Filing, FormKind
from tests.web.conftest import City, actor, form_of

SignIn = Callable[[str], Client]
_STARTS = {"docx": b"PK", "xlsx": b"PK", "pdf": b"%PDF", "html": b"<!", "txt": "部门".encode()}


def _write(city: City, filing: Filing, path: str, value: str) -> None:
    form = form_of(filing)
    clerk = city.people["clerk"]
    save_changes(
        form, [Set(path, "", value)], batch=uuid.uuid4(), seen=0, actor=actor(clerk, Role.CLERK), person=clerk
    )


def _indicator(filing: Filing) -> str:
    rows = form_of(filing).content["indicators"]
    return str(cast("list[dict[str, str]]", rows)[0]["id"])


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "pdf", "html", "txt"])
def test_the_whole_in_every_container(city: City, sign_in: SignIn, suffix: str) -> None:
    filing = city.started()

    answer = sign_in("clerk").get(f"/filings/{filing.pk}/documents/now/official.{suffix}")

    assert answer.status_code == 200
    assert _STARTS[suffix] in answer.content[:200]
    named = unquote(answer["Content-Disposition"].partition("filename*=UTF-8''")[2])
    assert named == f"示例市中小企业服务中心 2024年度 部门整体支出绩效自评材料（未提交稿）.{suffix}"
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(("what", "suffix"), [("worksheet", "xlsx"), ("opinion", "docx"), ("report", "html")])
def test_papers_of_the_audit(city: City, sign_in: SignIn, what: str, suffix: str) -> None:
    filing = city.started()

    answer = sign_in("clerk").get(f"/filings/{filing.pk}/documents/now/{what}.{suffix}")

    assert answer.status_code == 200
    assert len(answer.content) > 2000


def test_a_version_is_what_it_was(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    row = _indicator(filing)
    _write(city, filing, f"indicators/{row}/name", "培训企业甲")
    city.moved(filing, "submit", "send_back")
    filing = city.filing()
    form = form_of(filing)
    clerk = city.people["clerk"]
    operation = Set(f"indicators/{row}/name", "培训企业甲", "培训企业乙")
    by = actor(clerk, Role.CLERK)
    save_changes(form, [operation], batch=uuid.uuid4(), seen=form.version, actor=by, person=clerk)
    client = sign_in("clerk")

    old = client.get(f"/filings/{filing.pk}/documents/1/official.txt").content.decode()
    new = client.get(f"/filings/{filing.pk}/documents/now/official.txt").content.decode()

    assert ("培训企业甲" in old, "培训企业乙" in old) == (True, False)
    assert ("培训企业甲" in new, "培训企业乙" in new) == (False, True)


@pytest.mark.parametrize(
    "path", ["9/official.txt", "now/nosuchkey.txt", "now/official.exe", "now/opinion2.docx", "x/official.txt"]
)
def test_what_there_is_not(city: City, sign_in: SignIn, path: str) -> None:
    assert sign_in("clerk").get(f"/filings/{city.started().pk}/documents/{path}").status_code == 404


def test_cells_that_look_like_formulas_stay_text(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    _write(city, filing, f"indicators/{_indicator(filing)}/name", '=HYPERLINK("http://x","y")')
    client = sign_in("clerk")

    for what in ("official", "worksheet"):
        book = openpyxl.load_workbook(
            io.BytesIO(client.get(f"/filings/{filing.pk}/documents/now/{what}.xlsx").content)
        )
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value]
        assert any("HYPERLINK" in str(cell.value) for cell in cells), what
        assert [
            cell.coordinate for cell in cells if cell.data_type == "f" and "HYPERLINK" in str(cell.value)
        ] == []


def test_the_bundle_of_one_filing(city: City, sign_in: SignIn) -> None:
    filing = city.started()

    answer = sign_in("clerk").get(f"/filings/{filing.pk}/documents/now/all.zip")

    content = b"".join(cast("StreamingHttpResponse", answer).streaming_content)  # type: ignore[arg-type]
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert [name.rpartition(".")[2] for name in names] == ["docx", "xlsx", "pdf", "xlsx", "docx", "html"]
    assert len(set(names)) == len(names)


def test_the_bundle_of_a_task_has_what_the_reviewer_may_read(city: City, sign_in: SignIn) -> None:
    city.started()
    filing = (
        city.moved(city.started(city.sibling), "submit") if False else city.moved(city.filing(), "submit")
    )

    answer = sign_in("department_reviewer").get(f"/tasks/{city.task.pk}/documents.zip?as=.docx&as=.exe")
    none = sign_in("other_reviewer").get(f"/tasks/{city.task.pk}/documents.zip")
    page = sign_in("department_reviewer").get(f"/filings/{filing.pk}/documents/").content.decode()
    own = sign_in("head").get(f"/filings/{filing.pk}/documents/").content.decode()

    content = b"".join(cast("StreamingHttpResponse", answer).streaming_content)  # type: ignore[arg-type]
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    assert [name.partition("/")[0] for name in names] == [filing.body.name]
    assert names[0].endswith("（第1版）.docx")
    assert none.status_code == 400
    assert ("打包下载" in page, "打包下载" in own) == (True, False)


@pytest.mark.parametrize("name", ["outsider", "sibling_clerk", "other_reviewer", "system_administrator"])
def test_others_do_not_know_of_it(city: City, sign_in: SignIn, name: str) -> None:
    filing = city.started()
    key = form_of(filing).key
    client = sign_in(name)

    kinds = ("documents/", "documents/now/official.txt", "documents/now/all.zip")
    for path in (*kinds, "preview/all", f"preview/{key}/page"):
        assert client.get(f"/filings/{filing.pk}/{path}").status_code == 404, path


def test_a_reviewer_reads_only_what_was_submitted(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    reviewer = sign_in("department_reviewer")
    before = reviewer.get(f"/filings/{filing.pk}/documents/now/official.txt")
    city.moved(filing, "submit")

    assert before.status_code == 403
    assert reviewer.get(f"/filings/{filing.pk}/documents/now/official.txt").status_code == 200


def test_the_preview_can_run_nothing(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    _write(city, filing, f"indicators/{_indicator(filing)}/name", "<script>alert(1)</script>")
    client = sign_in("clerk")

    page = client.get(f"/filings/{filing.pk}/preview/{form_of(filing).key}/page")

    assert page["Content-Security-Policy"].startswith("default-src 'none'")
    assert "sandbox" in page["Content-Security-Policy"]
    assert b"<script" not in page.content
    assert b"sandbox" in client.get(f"/filings/{filing.pk}/preview/all").content


def test_pages_show_their_version(city: City, sign_in: SignIn) -> None:
    filing = city.moved(city.started(), "submit")
    client = sign_in("clerk")

    page = client.get(f"/filings/{filing.pk}/documents/?version=1").content.decode()

    assert f"/filings/{filing.pk}/documents/1/official.pdf" in page
    assert "部门整体支出绩效自评表" in page
    assert form_of(filing, FormKind.BASE_DATA).key in page


def test_the_list_is_constant_in_queries(
    city: City, sign_in: SignIn, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    filing = city.started()
    client = sign_in("clerk")

    with django_assert_max_num_queries(16):  # type: ignore[attr-defined]
        client.get(f"/filings/{filing.pk}/documents/")


def test_a_names_header_cannot_be_broken_out_of() -> None:
    header = disposition('坏"; filename=evil.exe\r\nX: y.pdf')

    assert "\r" not in header
    assert "\n" not in header
    assert header.count('"') == 2
