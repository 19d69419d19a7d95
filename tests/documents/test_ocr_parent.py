"""The process that recognises: gives what this one would, and is ended where it breaks, hangs or grows."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from jiheng.documents import SourceFile, _ocr_parent
from jiheng.documents._assembly import Assembly
from jiheng.documents._ocr_image import pictures
from jiheng.documents._ocr_messages import Noted
from jiheng.documents._ocr_page import read_page_picture
from jiheng.documents._ocr_parent import Limits, Recognition
from jiheng.documents._pdf_flow import PdfPage
from jiheng.errors import DocumentError
from tests.documents.scans import Sheet, scanned_pdf, tiff

MIB = 1024 * 1024


def page(text: str) -> Image.Image:
    return (
        Sheet()
        .text(300, 150, text, 36)
        .table((120, 620, 1120), (300, 370, 440), [["项目", "金额"], ["合计", "17.98"]])
        .image
    )


TWO = SourceFile("两页.tif", tiff(page("第一页标题"), page("第二页标题")))


@pytest.fixture
def recognition() -> Iterator[Recognition]:
    made = Recognition(Limits())
    yield made
    made.end()


def pid(recognition: Recognition) -> int:
    process = recognition._process
    assert process is not None
    return process.pid


def refusal(recognition: Recognition, source: SourceFile) -> str:
    with pytest.raises(DocumentError) as caught:
        recognition.image(source)
    assert caught.value.document == source.name
    assert len(caught.value.reason.splitlines()) == 1
    assert caught.value.reason.endswith("。")
    return caught.value.reason


def plain(pages: list[PdfPage]) -> str:
    return repr([(p.number, p.width, p.height, p.blocks) for p in pages]).replace("np.float64", "")


def test_pages_are_those_of_this_process_and_the_models_are_loaded_once(recognition: Recognition) -> None:
    here = [read_page_picture(p, n) for n, p in enumerate(pictures(TWO, Assembly().problem), 1)]
    there = recognition.image(TWO)
    assert all(isinstance(found, PdfPage) for found in there)
    assert there == here
    first = pid(recognition)
    assert recognition.image(TWO) == here
    assert pid(recognition) == first


def test_a_page_of_a_pdf(recognition: Recognition) -> None:
    source = SourceFile("a.pdf", scanned_pdf(page("第一页标题"), page("第二页标题")))
    first, second = (recognition.pdf_page(source, number, 200 / 72, 842.0) for number in (1, 2))
    assert first is not None
    assert second is not None
    assert (first.number, second.number) == (1, 2)
    assert len(first.blocks) == len(second.blocks) == 2
    other = SourceFile("b.pdf", scanned_pdf(page("另一份")))
    again = recognition.pdf_page(other, 1, 200 / 72, 842.0)
    assert again is not None
    assert again.blocks != first.blocks
    assert recognition.pdf_page(SourceFile("c.pdf", b"%PDF-"), 1, 1.0, 0.0) is None


def test_what_is_odd_is_noted(recognition: Recognition) -> None:
    moving = page("标题")
    path = Path(os.devnull)
    stream = tiff(moving)  # a TIFF of one page is not odd
    assert not any(isinstance(found, Noted) for found in recognition.image(SourceFile(path.name, stream)))


def test_a_killed_process_refuses_its_file_and_the_next_is_read(recognition: Recognition) -> None:
    recognition.image(TWO)
    first = pid(recognition)
    many = SourceFile("许多.tif", tiff(*[page("标题")] * 20))
    threading.Timer(0.5, os.kill, (first, signal.SIGKILL)).start()
    assert "意外中断" in refusal(recognition, many)
    assert len(recognition.image(TWO)) == 2
    assert pid(recognition) != first


def test_a_process_that_died_between_files_costs_one_file_at_most(recognition: Recognition) -> None:
    recognition.image(TWO)
    os.kill(pid(recognition), signal.SIGKILL)
    time.sleep(0.2)
    assert len(recognition.image(TWO)) == 2


def test_too_much_time() -> None:
    hasty = Recognition(Limits(page_seconds=0))
    try:
        assert "用时过长" in refusal(hasty, TWO)
        assert hasty._process is None
    finally:
        hasty.end()


def test_too_much_time_for_a_file() -> None:
    hasty = Recognition(Limits(file_seconds=4))
    try:
        began = time.monotonic()
        assert "用时过长" in refusal(hasty, SourceFile("许多.tif", tiff(*[page("标题")] * 60)))
        assert time.monotonic() - began < 15
    finally:
        hasty.end()


def test_too_much_memory() -> None:
    large = Image.new("RGB", (7000, 7000), "white")
    source = SourceFile("大.tif", tiff(large))
    small = Recognition(Limits(memory=900 * MIB))
    try:
        reason = refusal(small, source)
        assert "内存过多" in reason or "意外中断" in reason
    finally:
        small.end()


def test_no_process_outlives_the_run() -> None:
    script = (
        "import sys; from pathlib import Path; from jiheng.documents import SourceFile\n"
        "from jiheng.documents._ocr_parent import recognition\n"
        "recognition().image(SourceFile('a.tif', sys.stdin.buffer.read())); print(recognition()._process.pid)"
    )
    done = subprocess.run([sys.executable, "-c", script], input=TWO.content, capture_output=True, check=True)
    assert done.stderr == b""
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


CONFINED = """
import socket, subprocess, sys
from jiheng.documents._ocr_child import _Confinement
sys.addaudithook(_Confinement().check)
refused = 0
for act in (
    lambda: socket.create_connection(("127.0.0.1", 9)),
    lambda: socket.getaddrinfo("example.invalid", 80),
    lambda: subprocess.run(["true"]),
    lambda: open(sys.argv[1], "w"),
    lambda: open(sys.argv[1], "ab"),
):
    try:
        act()
    except PermissionError:
        refused += 1
open(__import__("os").devnull, "rb").close()
print(refused)
"""


def test_the_process_reaches_no_network_writes_nothing_and_starts_nothing(tmp_path: Path) -> None:
    target = tmp_path / "x"
    done = subprocess.run(
        [sys.executable, "-c", CONFINED, str(target)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "5"
    assert not target.exists()


def test_nothing_in_the_working_folder_is_run(tmp_path: Path) -> None:
    trap = tmp_path / "cv2.py"
    trap.write_text("raise SystemExit('trap')", encoding="utf-8")
    script = (
        "import sys; from jiheng.documents import SourceFile\n"
        "from jiheng.documents._ocr_parent import recognition\n"
        "sys.path.remove('')\n"
        "print(len(recognition().image(SourceFile('a.tif', sys.stdin.buffer.read()))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], input=TWO.content, capture_output=True, check=True, cwd=tmp_path
    )
    assert done.stdout.strip() == b"2"


def test_answers_that_are_none_are_a_broken_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    liar = tmp_path / "python"
    liar.write_text("#!/bin/sh\nhead -c 4 /dev/zero; printf '\\000\\000\\000\\003abc'\n", encoding="utf-8")
    liar.chmod(0o755)
    monkeypatch.setattr(_ocr_parent.sys, "executable", str(liar))  # type: ignore[attr-defined]  # the module it imports
    made = Recognition(Limits())
    assert "意外中断" in refusal(made, TWO)
    assert made._process is None


def test_figures_of_numpy_are_plain_ones(recognition: Recognition) -> None:
    (first, _) = recognition.image(TWO)
    assert isinstance(first, PdfPage)
    assert not any(
        isinstance(value, np.generic) for block in first.blocks for value in (block.top, block.bottom)
    )
