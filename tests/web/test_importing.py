"""Uploaded files are read apart, shown cell by cell, and taken over only as the clerk accepts."""

from __future__ import annotations

import time
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import jiheng
from jiheng_web import engine, reading
from jiheng_web.accounts.models import Role
from jiheng_web.filings.actions import save_changes
from jiheng_web.filings.content import Set
from jiheng_web.filings.contents import present
from jiheng_web.filings.import_actions import proposals_of, result_of
from jiheng_web.filings.models import Change, Filing, FormKind, Upload
from jiheng_web.journal.models import Entry
from tests.conftest import EXAMPLE
from tests.web.conftest import City, actor, form_of

SignIn = Callable[[str], Client]
_DOCX = EXAMPLE / "department-2024.docx"


def _upload(client: Client, filing: Filing, *files: tuple[str, bytes], year: str = "this") -> Upload:
    given = [SimpleUploadedFile(name, content) for name, content in files]
    answer = client.post(f"/filings/{filing.pk}/import/", {"files": given, "year": year})
    assert answer.status_code == 302, answer.content.decode()
    upload = Upload.objects.get(pk=int(answer["Location"].strip("/").rpartition("/")[2]))
    end = time.monotonic() + 120
    while result_of(upload) is None:
        assert time.monotonic() < end, "not read in two minutes"
        time.sleep(0.1)
    return upload


def _take(client: Client, upload: Upload, *, drop: bool = True) -> None:
    read = result_of(upload)
    assert read is not None
    posted: dict[str, Any] = {"form": [str(i) for i in range(len(read.forms))]}
    if drop:
        posted["drop_unused"] = "on"
    answer = client.post(f"/filings/{upload.filing_id}/import/{upload.pk}/take", posted)
    assert answer.status_code == 302, answer.content.decode()


def _rows(filing: Filing, kind: FormKind, name: str) -> list[dict[str, str]]:
    rows = form_of(filing, kind).content[name]
    assert isinstance(rows, list)
    return rows


def _whole(filing: Filing) -> object:
    """What the engine would read of the filing: no ids, so that two ways to it can be held together."""
    return [
        {key: value for key, value in engine.contract_form(form.content).items() if key != "filing_date"}
        for form in present(filing)
    ]


def _check_filled(filing: Filing, source: Path) -> None:
    """The filing says what the file says: every cell with text, held against the engine's own reading."""
    expected = engine.forms_of(jiheng.read(str(source)))
    by_name = {
        (form["kind"], form.get("name") if "project" in str(form["kind"]) else ""): form for form in expected
    }
    assert filing.forms.count() == len(expected) == 21
    for held in filing.forms.all():
        content: Any = held.content
        form: Any = by_name[content["kind"], content.get("name") if held.kind == FormKind.PROJECT else ""]
        for name in ("indicators", "expenditure"):
            wanted = [_values(row) for row in form.get(name) or []]
            found = [_values(row) for row in content.get(name) or []]
            assert found == wanted, (held.title, name)
        texts = [str(row["text"]) for row in form.get("narrative") or []]
        kept = "\n".join(str(row["text"]) for row in content.get("narrative") or [])
        assert all(text in kept for text in texts), held.title
        assert content.get("total") == form.get("total")


def _values(row: Any) -> dict[str, object]:  # noqa: ANN401 - a row of any list
    return {key: value for key, value in row.items() if key != "id"}


@pytest.mark.parametrize("source", ["example", "seed"])
def test_a_package_in_word_fills_an_empty_filing(
    city: City, sign_in: SignIn, source: str, request: pytest.FixtureRequest
) -> None:
    path = _DOCX if source == "example" else request.getfixturevalue("seed") / "department-2024.docx"
    filing, client = city.started(), sign_in("clerk")
    upload = _upload(client, filing, ("材料.docx", path.read_bytes()))

    _take(client, upload)

    filing = city.filing()
    _check_filled(filing, path)
    assert filing.forms.exclude(rows=[]).count() >= 15
    assert Entry.objects.filter(act="import").count() == 1
    assert {change.why for change in Change.objects.all()} == {"导入 材料.docx"}


def test_the_same_file_again_changes_nothing(city: City, sign_in: SignIn) -> None:
    filing, client = city.started(), sign_in("clerk")
    _take(client, _upload(client, filing, ("材料.docx", _DOCX.read_bytes())))
    before = _whole(city.filing())

    again = _upload(client, filing, ("另一个名字.docx", _DOCX.read_bytes()))
    read = result_of(again)
    assert read is not None

    assert [one.title for one in proposals_of(again, read) if one.fills] == []
    assert _whole(city.filing()) == before


def test_what_the_clerk_wrote_stays_unless_ticked(city: City, sign_in: SignIn) -> None:
    filing, client, clerk = city.started(), sign_in("clerk"), city.people["clerk"]
    form = form_of(filing, FormKind.BASE_DATA)
    own = [Set("staff/serving_staff", "", "88")]
    save_changes(form, own, batch=uuid.uuid4(), seen=0, actor=actor(clerk, Role.CLERK), person=clerk)
    upload = _upload(client, filing, ("材料.docx", _DOCX.read_bytes()))

    _take(client, upload)
    kept = form_of(filing, FormKind.BASE_DATA).content["staff"]
    ticked = {"cell": ["staff/serving_staff"]}
    answer = client.post(f"/filings/{filing.pk}/import/{upload.pk}/forms/0/take", ticked)

    assert (kept["serving_staff"], kept["authorized_headcount"]) == ("88", "96")
    assert answer.status_code == 302
    assert form_of(filing, FormKind.BASE_DATA).content["staff"]["serving_staff"] == "90"


def test_cells_that_were_not_ticked_are_left(city: City, sign_in: SignIn) -> None:
    filing, client = city.started(), sign_in("clerk")
    upload = _upload(client, filing, ("材料.docx", _DOCX.read_bytes()))

    answer = client.post(
        f"/filings/{filing.pk}/import/{upload.pk}/forms/0/take",
        {"cell": ["staff/control_rate", "nonsense/x"]},
    )

    staff = form_of(filing, FormKind.BASE_DATA).content["staff"]
    assert answer.status_code == 302
    assert staff == {"authorized_headcount": "", "serving_staff": "", "control_rate": "93.75%"}
    assert city.filing().forms.count() == 2


def test_last_years_package_brings_targets_and_no_outcome(city: City, sign_in: SignIn) -> None:
    filing, client = city.started(), sign_in("clerk")

    _take(client, _upload(client, filing, ("去年.docx", _DOCX.read_bytes()), year="previous"))

    project = next(form for form in city.filing().forms.all() if form.title == "产业链发展专项资金")
    rows = project.content["indicators"]
    assert isinstance(rows, list)
    assert all(row["name"] and row["target"] for row in rows)
    assert {row[column] for row in rows for column in ("achieved", "score", "deviation_reason")} == {""}
    assert {row["actual_expenditure"] for row in project.content["funds"]} == {""}
    row = next(
        one for one in _rows(filing, FormKind.BASE_DATA, "expenditure") if one["label"] == "3、公务接待"
    )
    assert (row["previous_actual"], row["budget"], row["actual"]) == ("7.8", "", "")


def test_a_project_goes_to_the_table_made_for_its_row(city: City, sign_in: SignIn) -> None:
    """The table was made from a row called otherwise than the project in the file."""
    filing, client = city.started(), sign_in("clerk")
    upload = _upload(client, filing, ("材料.docx", _DOCX.read_bytes()))
    client.post(f"/filings/{filing.pk}/import/{upload.pk}/take", {"form": ["0"]})
    row = next(
        one["id"]
        for one in _rows(filing, FormKind.BASE_DATA, "expenditure")
        if one["label"] == "人才示范培训班工作经费20万"
    )
    client.post(f"/filings/{filing.pk}/projects/make", {"row": [row], "how": "each"})

    read = result_of(upload)
    assert read is not None
    found = [
        one for one in proposals_of(upload, read) if one.read.content.get("name") == "人才示范培训班专项"
    ]

    assert found[0].target is not None
    assert found[0].target.title == "人才示范培训班工作经费20万"


def test_another_bodys_package_is_told_before_it_is_taken(city: City, sign_in: SignIn) -> None:
    filing, client = city.started(), sign_in("clerk")

    upload = _upload(client, filing, ("材料.txt", (EXAMPLE / "department-2024.txt").read_bytes()))

    page = client.get(f"/filings/{filing.pk}/import/{upload.pk}/").content.decode()
    assert "材料写的单位是“示例市工业和信息化局”，本单位是“示例市中小企业服务中心”" in page


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("坏.docx", b"PK\x03\x04 broken", "损坏"),
        ("空白.txt", "没有表的一段话".encode(), "没有找到"),
        ("图.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "XML"),
        ("压缩.rar", b"Rar!\x1a\x07\x00", "RAR"),
    ],
)
def test_what_cannot_be_read_is_told(
    city: City, sign_in: SignIn, name: str, content: bytes, word: str
) -> None:
    filing, client = city.started(), sign_in("clerk")

    upload = _upload(client, filing, (name, content))

    page = client.get(f"/filings/{filing.pk}/import/{upload.pk}/").content.decode()
    assert word in page
    assert "没有读到自评表" in page


@pytest.mark.parametrize("name", ["department-2024.docx", "department-2024.xlsx", "department-2024.txt"])
def test_an_archive_is_read_for_what_is_in_it(tmp_path: Path, name: str) -> None:
    packed = tmp_path / "打包.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(EXAMPLE / name, f"材料/{name}")
        archive.writestr("材料/坏.docx", b"PK\x03\x04 broken")
    broken = tmp_path / "坏.zip"
    broken.write_bytes(b"PK\x03\x04 broken")

    found = reading.read_apart([("打包.zip", packed), ("坏.zip", broken)], tmp_path / "result.json")

    assert len(found.forms) == 21
    assert all(form.grids and form.at for form in found.forms)
    assert [file.rpartition("/")[2] for file, _ in found.failures] == ["坏.zip", "坏.docx"]


def test_a_reader_that_breaks_is_told(tmp_path: Path) -> None:
    """The child finds no file: what it would do if the system stopped it."""
    found = reading.read_apart([("材料.docx", tmp_path / "gone")], tmp_path / "result.json")

    assert found.forms == ()
    assert [name for name, _ in found.failures] == ["材料.docx"]
    assert reading.load(tmp_path / "result.json") == found


def test_pages_show_original_and_doubts_and_escape_names(city: City, sign_in: SignIn) -> None:
    filing, client = city.started(), sign_in("clerk")
    upload = _upload(client, filing, ("<img src=x onerror=alert(1)>.docx", _DOCX.read_bytes()))

    whole = client.get(f"/filings/{filing.pk}/import/{upload.pk}/").content.decode()
    last = client.get(f"/filings/{filing.pk}/import/{upload.pk}/forms/20/").content.decode()

    assert "<img src=x" not in whole + last
    assert "先核对" in whole
    assert 'id="o-T21R15C6"' in last
    assert last.index("存疑，请对照原表") < last.index("填入空白")
    assert client.get(f"/filings/{filing.pk}/import/{upload.pk}/forms/21/").status_code == 404


@pytest.mark.parametrize(
    ("files", "word"),
    [([], "先选择"), ([("空.docx", b"")], "空"), ([("大.docx", b"x" * 2048)], "MB")],
)
def test_uploads_that_are_refused(
    city: City,
    sign_in: SignIn,
    settings: Any,  # noqa: ANN401 - pytest's
    files: list[tuple[str, bytes]],
    word: str,
) -> None:
    settings.LARGEST_UPLOAD = 1024
    filing, client = city.started(), sign_in("clerk")
    given = [SimpleUploadedFile(name, content) for name, content in files]

    answer = client.post(f"/filings/{filing.pk}/import/", {"files": given})

    assert answer.status_code == 400
    assert word in answer.content.decode()
    assert Upload.objects.count() == 0


def test_only_the_units_clerk_may_import(city: City, sign_in: SignIn) -> None:
    filing = city.started()
    upload = _upload(sign_in("clerk"), filing, ("材料.txt", b"x"))
    paths = ("import/", f"import/{upload.pk}/", f"import/{upload.pk}/forms/0/")

    for name, status in (
        ("outsider", 404),
        ("sibling_clerk", 404),
        ("head", 403),
        ("department_reviewer", 403),
    ):
        client = sign_in(name)
        for path in paths:
            assert client.get(f"/filings/{filing.pk}/{path}").status_code == status, (name, path)
        for act in ("take", "discard", "read"):
            assert client.post(f"/filings/{filing.pk}/import/{upload.pk}/{act}").status_code == status
    assert sign_in("clerk").get(f"/filings/{filing.pk}/import/{upload.pk}/take").status_code == 405


def test_no_import_after_submitting(city: City, sign_in: SignIn) -> None:
    filing, client = city.started(), sign_in("clerk")
    upload = _upload(client, filing, ("材料.docx", _DOCX.read_bytes()))
    city.moved(filing, "submit")

    answer = client.post(f"/filings/{filing.pk}/import/{upload.pk}/take", {"form": ["0"]})

    assert answer.status_code == 403


def test_an_upload_put_away_is_gone(city: City, sign_in: SignIn) -> None:
    filing, client = city.started(), sign_in("clerk")
    upload = _upload(client, filing, ("材料.txt", b"x"))

    client.post(f"/filings/{filing.pk}/import/{upload.pk}/discard")

    assert client.get(f"/filings/{filing.pk}/import/{upload.pk}/").status_code == 404
    assert Entry.objects.filter(act="discard_upload").count() == 1
