"""Files that only LibreOffice opens: read by way of it, with limits, and nothing left behind."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import jiheng
from jiheng.documents import Document, Grid, SourceFile, _convert, read_document
from jiheng.documents._convert import ConversionLimits, Office
from jiheng.errors import DocumentError
from tests.documents.legacy import fib, ole
from tests.documents.office import paragraphs
from tests.documents.test_conversions import forms
from tests.reports.test_seed import content

FILES = Path(__file__).parent / "files"
RTF = rb"{\rtf1\ansi\uc1 \u32489?\u25928?\par 2922.7\par}"
SMALL = SourceFile("小.rtf", RTF)

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


@pytest.fixture
def office() -> Iterator[Office]:
    made = Office(ConversionLimits())
    yield made
    made.end()


def convert(office: Office, source: SourceFile = SMALL) -> Document:
    return read_document(office.convert(source, "RTF 文件", "rtf", "docx"))


def refusal(office: Office, source: SourceFile = SMALL) -> str:
    with pytest.raises(DocumentError) as caught:
        office.convert(source, "RTF 文件", "rtf", "docx")
    assert caught.value.document == source.name
    assert caught.value.reason.endswith("。")
    return caught.value.reason


@needs_office
def test_a_file_is_read_by_way_of_the_office() -> None:
    document = read_document(SMALL)
    assert paragraphs(document) == ["绩效", "2922.7"]
    assert document.media_type == "application/rtf"
    assert [(p.code, p.text) for p in document.problems] == [
        ("converted", "RTF 文件，由 LibreOffice 转换后读取。")
    ]
    misnamed = read_document(SourceFile("小.doc", RTF))
    assert [p.code for p in misnamed.problems] == ["converted", "suffix_mismatch"]


@needs_office
def test_the_package_as_rtf_holds_the_same_forms(tmp_path: Path) -> None:
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"),
            *("--convert-to", "rtf", "--outdir", str(tmp_path), str(FILES / "package.docx")),
        ],
        check=True,
        capture_output=True,
    )
    package = jiheng.read(tmp_path / "package.rtf")
    assert package.failures == ()
    assert [content(form) for form in package.forms] == forms("package.docx")


@needs_office
def test_text_tables_and_changes_are_those_of_the_original() -> None:
    ours = read_document(SourceFile("a.rtf", (FILES / "features.rtf").read_bytes()))
    theirs = read_document(SourceFile("a.docx", (FILES / "features.docx").read_bytes()))
    # LibreOffice keeps a symbol's place in its font, parts paragraphs at page breaks, and drops text boxes.
    assert set(paragraphs(theirs)) - set(paragraphs(ours)) == {"是☑否□", "页前\n页后", "框内文字"}
    (_, *ours_inner), (_, *theirs_inner) = (
        [block.cells for block in document.blocks if isinstance(block, Grid)] for document in (ours, theirs)
    )
    assert [[cell.text for cell in cells] for cells in ours_inner] == [
        [cell.text for cell in cells] for cells in theirs_inner
    ]


@needs_office
def test_one_office_serves_all_files_and_leaves_nothing(office: Office) -> None:
    convert(office)
    server, folder = office._server, office._folder
    assert server is not None
    assert folder is not None
    convert(office)
    assert office._server is server
    assert not list((folder / "out").iterdir())
    pipes = _convert._pipes(folder)
    assert pipes
    office.end()
    assert server.poll() is not None
    assert not folder.exists()
    assert not any(pipe.exists() for pipe in pipes)


@needs_office
def test_a_killed_office_is_started_anew(office: Office) -> None:
    convert(office)
    server = office._server
    assert server is not None
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()
    assert paragraphs(convert(office)) == ["绩效", "2922.7"]
    assert office._server is not server


@needs_office
def test_no_office_outlives_the_run() -> None:
    script = (
        "import os, signal; from jiheng.documents import SourceFile\n"
        "from jiheng.documents._convert import office\n"
        f"office().convert(SourceFile('a.rtf', {RTF!r}), 'RTF', 'rtf', 'docx')\n"
        "print(office()._server.pid, office()._folder, flush=True); {}"
    )
    for last in ("pass", "os.kill(os.getpid(), signal.SIGKILL)"):
        code = script.replace("{}", last)
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
        number, folder = done.stdout.split()
        until = time.monotonic() + 20
        while time.monotonic() < until and Path(f"/proc/{number}").exists():
            time.sleep(0.05)
        assert not Path(f"/proc/{number}").exists()
        if last != "pass":
            for pipe in _convert._pipes(Path(folder)):
                pipe.unlink()
            shutil.rmtree(folder)  # what a process that was killed leaves: its folder, and no office
        assert not Path(folder).exists()


@needs_office
def test_too_much_time_ends_the_office_and_the_next_file_is_read(office: Office) -> None:
    hasty = Office(ConversionLimits(file_seconds=0))
    assert "用时过长" in refusal(hasty)
    assert hasty._server is None
    assert paragraphs(convert(office)) == ["绩效", "2922.7"]


@needs_office
def test_too_little_memory_is_said() -> None:
    small = Office(ConversionLimits(memory=100 * 1024 * 1024))
    assert "无法启动" in refusal(small)
    assert small._folder is None


@needs_office
@pytest.mark.parametrize(
    "field",
    [
        rb'INCLUDETEXT "/etc/passwd"',
        rb'INCLUDETEXT "file:///etc/passwd"',
        rb'INCLUDEPICTURE "http://127.0.0.1:9/x.png"',
        rb'DDEAUTO soffice "/etc/passwd" x',
    ],
)
def test_what_a_file_refers_to_is_not_fetched(field: bytes, office: Office) -> None:
    content = rb"{\rtf1\ansi 1\par{\field{\*\fldinst " + field + rb"}{\fldrslt old}}\par 2\par}"
    document = convert(office, SourceFile("a.rtf", content))
    assert "root:" not in "".join(paragraphs(document))
    assert {"1", "2"} <= set(paragraphs(document))


@needs_office
def test_old_word_files_that_are_damaged_are_refused_with_their_kind() -> None:
    with pytest.raises(DocumentError, match="Word 95"):
        read_document(SourceFile("a.doc", ole({"WordDocument": bytes(fib(magic=0xA5DC, main=0))})))


@pytest.mark.parametrize(
    ("name", "make", "kind"),
    [
        ("a.rtf", RTF, "RTF 文件"),
        ("a.doc", ole({"WordDocument": bytes(fib(magic=0xA5DC, main=0))}), "Word 95"),
        ("a.doc", b"\xdb\xa5\x2d\x00" + bytes(500), "Word 2.0"),
        ("a.wps", ole({"CONTENTS": b"x"}), "Works"),
        ("a.xls", b"\x09\x04\x06\x00" + bytes(500), "Excel 4"),
    ],
)
def test_without_the_office_it_is_said_what_to_do(
    name: str, make: bytes, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(DocumentError) as caught:
        read_document(SourceFile(name, make))
    assert kind in caught.value.reason
    assert "需要 LibreOffice" in caught.value.reason
    assert "另存为 .docx" in caught.value.reason
