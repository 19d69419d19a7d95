"""佐证材料: kept once, typed by content, refused where something could run, shown so that nothing can."""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import StreamingHttpResponse
from django.test import Client

from jiheng_web.accounts.models import Role
from jiheng_web.filings import attachment_actions
from jiheng_web.filings.actions import save_changes
from jiheng_web.filings.content import Set
from jiheng_web.filings.models import Attachment, Filing
from jiheng_web.filings.storing import clean_name, path_of
from jiheng_web.journal.models import Entry
from tests.web.conftest import City, actor, form_of

SignIn = Callable[[str], Client]
_PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
_PDF = b"%PDF-1.7\n1 0 obj\n<</Type/Catalog>>\nendobj\n"


def _attach(client: Client, filing: Filing, name: str, content: bytes, **fields: str) -> int:
    posted = {"files": SimpleUploadedFile(name, content), **fields}
    return client.post(f"/filings/{filing.pk}/attachments/add", posted).status_code


def _named_row(city: City, filing: Filing) -> tuple[str, str]:
    """Give the first indicator a name, and return its form's key and its id."""
    form, clerk = form_of(filing), city.people["clerk"]
    row = cast("list[dict[str, str]]", form.content["indicators"])[0]["id"]
    operation = Set(f"indicators/{row}/name", "", "培训企业")
    save_changes(form, [operation], batch=uuid.uuid4(), seen=0, actor=actor(clerk, Role.CLERK), person=clerk)
    return form.key, row


def test_a_file_supports_an_indicator(city: City, sign_in: SignIn) -> None:
    filing, client = city.started(), sign_in("clerk")
    key, row = _named_row(city, filing)
    url = f"/filings/{filing.pk}/attachments/"
    assert "1 项没有佐证" in client.get(url).content.decode()

    status = _attach(client, filing, "现场照片.jpg", _PNG, form=key, row=row)

    file = Attachment.objects.get()
    assert status == 302
    assert (file.media_type, file.size, file.form_key, file.row) == ("image/png", len(_PNG), key, row)
    assert file.sha256 == hashlib.sha256(_PNG).hexdigest()
    assert path_of(file.sha256).read_bytes() == _PNG
    assert Entry.objects.filter(act="attach").count() == 1
    page = client.get(url).content.decode()
    assert ("现场照片.jpg" in page, "项没有佐证" in page) == (True, False)


def test_equal_files_are_kept_once(city: City, sign_in: SignIn) -> None:
    filing, client = city.started(), sign_in("clerk")

    _attach(client, filing, "一.png", _PNG)
    _attach(client, filing, "二.png", _PNG)

    first, second = Attachment.objects.all()
    assert first.sha256 == second.sha256
    assert len(list(path_of(first.sha256).parent.glob(f"{first.sha256[:8]}*"))) == 1


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("发票.pdf", b"MZ\x90\x00" + bytes(80), "Windows"),
        ("说明.txt", b"#!/bin/sh\n", "脚本"),
        ("表.docm", b"PK\x05\x06" + bytes(18), ".docm"),
        ("页.html", b"<html><script>1</script>", "脚本"),
        ("空.pdf", b"", "空"),
    ],
)
def test_what_could_run_is_refused(city: City, sign_in: SignIn, name: str, content: bytes, word: str) -> None:
    filing, client = city.started(), sign_in("clerk")

    answer = client.post(
        f"/filings/{filing.pk}/attachments/add", {"files": SimpleUploadedFile(name, content)}
    )

    assert answer.status_code == 400
    assert word in answer.content.decode()
    assert Attachment.objects.count() == 0
    assert not path_of(hashlib.sha256(content).hexdigest()).exists()


def test_too_large_is_refused(city: City, sign_in: SignIn, settings: Any) -> None:  # noqa: ANN401 - pytest's
    settings.LARGEST_UPLOAD = 30
    filing = city.started()

    assert _attach(sign_in("clerk"), filing, "大.png", _PNG) == 400


def test_a_line_that_is_not_there_is_refused(city: City, sign_in: SignIn) -> None:
    filing = city.started()

    assert _attach(sign_in("clerk"), filing, "一.png", _PNG, form=form_of(filing).key, row="deadbeef") == 400
    assert Attachment.objects.count() == 0


@pytest.mark.parametrize(
    ("content", "shown"), [(_PNG, "image/png"), (_PDF, "application/pdf"), ("纯文本".encode(), "")]
)
def test_bytes_come_so_that_nothing_runs(city: City, sign_in: SignIn, content: bytes, shown: str) -> None:
    filing, client = city.started(), sign_in("clerk")
    _attach(client, filing, '怪"名\r\n<b>.png', content)
    file = Attachment.objects.get()

    answer = client.get(f"/filings/{filing.pk}/attachments/{file.pk}/bytes")
    saved = client.get(f"/filings/{filing.pk}/attachments/{file.pk}/bytes?save")

    body = b"".join(cast("StreamingHttpResponse", answer).streaming_content)  # type: ignore[arg-type]
    assert body == content
    assert answer["Content-Type"] == (shown or "application/octet-stream")
    assert answer["Content-Disposition"].startswith("inline" if shown else "attachment")
    assert saved["Content-Disposition"].startswith("attachment; filename=")
    assert "filename*=UTF-8''" in saved["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    if shown != "application/pdf":
        assert "sandbox" in answer["Content-Security-Policy"]


def test_names_are_shown_as_text(city: City, sign_in: SignIn) -> None:
    filing, client = city.started(), sign_in("clerk")
    _attach(client, filing, "<script>alert(1)</script>.png", _PNG)

    page = client.get(f"/filings/{filing.pk}/attachments/").content.decode()

    assert "<script>alert" not in page


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\甲\\合同.pdf", "合同.pdf"),
        ("合同\u202efdp.exe", "合同fdp.exe"),
        ("", "未命名文件"),
        (f"{'长' * 300}.pdf", f"{'长' * 110}….pdf"),
    ],
)
def test_names_are_cleaned(given: str, kept: str) -> None:
    assert clean_name(given) == kept


def test_removing_keeps_the_record(city: City, sign_in: SignIn) -> None:
    filing, client = city.started(), sign_in("clerk")
    _attach(client, filing, "一.png", _PNG)
    file = Attachment.objects.get()

    answer = client.post(f"/filings/{filing.pk}/attachments/{file.pk}/remove")

    file.refresh_from_db()
    assert answer.status_code == 302
    assert file.removed_at is not None
    assert path_of(file.sha256).exists()
    assert client.get(f"/filings/{filing.pk}/attachments/{file.pk}/bytes").status_code == 404


def test_after_submitting_only_the_scan_may_follow(city: City, sign_in: SignIn) -> None:
    filing, client = city.started(), sign_in("clerk")
    city.moved(filing, "submit")

    assert _attach(client, filing, "一.png", _PNG) == 403
    assert _attach(client, filing, "盖章.pdf", _PDF, is_signed_scan="1") == 302
    assert _attach(client, filing, "盖章.txt", "文字".encode(), is_signed_scan="1") == 400
    assert _attach(sign_in("head"), filing, "盖章.pdf", _PDF, is_signed_scan="1") == 403
    assert Attachment.objects.get().is_signed_scan


def test_others_do_not_know_of_it(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    _attach(sign_in("clerk"), filing, "一.png", _PNG)
    file = Attachment.objects.get()

    for name, status in (("outsider", 404), ("sibling_clerk", 404), ("department_reviewer", 403)):
        client = sign_in(name)
        assert client.get(f"/filings/{filing.pk}/attachments/").status_code == status
        assert client.get(f"/filings/{filing.pk}/attachments/{file.pk}/bytes").status_code == status
        assert client.post(f"/filings/{filing.pk}/attachments/{file.pk}/remove").status_code == status
        assert _attach(client, filing, "二.png", _PNG) == status
    assert sign_in("clerk").get(f"/filings/{filing.pk}/attachments/add").status_code == 405


def test_another_filings_file_is_not_found_here(city: City, sign_in: SignIn) -> None:
    filing, other = city.started(), city.started(city.sibling)
    _attach(sign_in("clerk"), filing, "一.png", _PNG)
    file = Attachment.objects.get()

    assert sign_in("sibling_clerk").get(f"/filings/{other.pk}/attachments/{file.pk}/bytes").status_code == 404


def test_no_path_leads_out_of_the_folder() -> None:
    for bad in ("../../etc/passwd", "a" * 63, "A" * 64, f"{'a' * 64}/x"):
        with pytest.raises(ValueError, match=re.escape(bad)):
            path_of(bad)
    assert isinstance(path_of("a" * 64), Path)


def test_the_list_is_constant_in_queries(
    city: City, sign_in: SignIn, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    filing, client = city.started(), sign_in("clerk")
    for number in range(12):
        _attach(client, filing, f"{number}.png", _PNG + bytes([number]))

    with django_assert_max_num_queries(16):
        client.get(f"/filings/{filing.pk}/attachments/")


def test_a_refused_file_leads_back_and_tells_what_was_kept(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    files = [SimpleUploadedFile("一.png", _PNG), SimpleUploadedFile("二.exe", b"MZ" + b"\0" * 200)]
    page = f"http://testserver/filings/{filing.pk}/attachments/"

    answer = sign_in("clerk").post(f"{page}add", {"files": files}, headers={"Referer": page})

    assert answer.status_code == 400
    assert f'href="{page}"' in answer.content.decode()
    assert "前面的 1 个文件已经上传" in answer.content.decode()
    assert filing.attachments.count() == 1


def test_a_full_filing_can_still_give_a_file_up(
    city: City, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachment_actions, "_MOST", 1)
    filing, client = city.started(), sign_in("clerk")

    assert _attach(client, filing, "一.png", _PNG) == 302
    assert _attach(client, filing, "二.png", _PNG) == 400
    file = filing.attachments.get()
    assert client.post(f"/filings/{filing.pk}/attachments/{file.pk}/remove").status_code == 302
    assert _attach(client, filing, "二.png", _PNG) == 302
