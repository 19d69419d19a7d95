"""Pages of PDF that are turned, odd, empty, too much or damaged."""

from __future__ import annotations

import contextlib
import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jiheng.documents import SourceFile, _pdf, _pdf_guard, read_document
from jiheng.documents import _pdf_page as page_limits
from jiheng.errors import DocumentError
from tests.documents.pdf_pages import (
    A4,
    XS,
    Page,
    assemble,
    paragraphs,
    pdf,
    read,
    rows_of,
    table,
)

TURNS = {
    0: (A4, "1 0 0 1 0 0"),
    90: ((842.0, 595.0), "0 1 -1 0 842 0"),
    180: (A4, "-1 0 0 -1 595 842"),
    270: ((842.0, 595.0), "0 -1 1 0 0 595"),
}


@pytest.mark.parametrize("turn", TURNS)
@pytest.mark.parametrize("says_so", [True, False])
def test_turned_pages_read_as_upright_ones(turn: int, says_so: bool) -> None:  # noqa: FBT001  # a parameter of the test
    size, matrix = TURNS[turn]
    upright = Page().text(100, 780, "附件1").grid(XS, (740, 720, 700))
    rows_of(upright, 740, ("项目", "预算", "说明"), ("甲", "20", "无"))
    turned = Page(size, f"/Rotate {turn}" if says_so else "").raw(f"q {matrix} cm")
    turned.raw(upright.content().decode()).raw("Q")
    assert read(turned).blocks == read(upright).blocks


def test_a_page_whose_corner_is_not_at_nought() -> None:
    page = (
        Page(origin=-300).grid([x - 300 for x in XS], (440, 420)).text(-198, 426, "甲").text(-98, 426, "乙")
    )
    assert table(read(page)) == [["甲", "乙", ""]]


def test_text_off_the_page_is_not_read() -> None:
    page = Page().text(100, 700, "页内").text(100, 900, "页外").text(-300, 700, "页外").text(700, 700, "页外")
    assert paragraphs(read(page)) == ["页内"]


def test_a_blank_page_is_reported() -> None:
    document = read(Page().text(100, 700, "甲"), Page(), Page().line(0, 0, 100, 100))
    assert [(p.code, p.text, p.at) for p in document.problems] == [
        ("page_blank", "第2页是空白页，没有文字，也没有图片。", ""),
        ("page_blank", "第3页是空白页，没有文字，也没有图片。", ""),
    ]


def refusal(content: bytes) -> str:
    with pytest.raises(DocumentError) as caught:
        read_document(SourceFile("a.pdf", content))
    return caught.value.reason


def test_a_scan_is_refused_with_what_to_do() -> None:
    reason = refusal(pdf(Page(), Page()))
    assert "扫描件" in reason
    assert "Word" in reason


def test_damage_is_refused() -> None:
    good = pdf(Page().text(100, 700, "甲"))
    assert "损坏" in refusal(b"%PDF-1.7\n")
    assert "损坏" in refusal(good[:60])
    assert "损坏" in refusal(good[:9] + bytes(len(good)))


def test_a_password_is_asked_to_be_taken_off() -> None:
    entry = "<</Filter/Standard/V 1/R 2/P -4/O<" + "00" * 32 + ">/U<" + "11" * 32 + ">>>"
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 0/Kids[]>>", entry.encode()]
    assert "密码" in refusal(assemble(objects, "/Encrypt 3 0 R/ID[<00><00>]"))


def test_too_many_pages_are_refused() -> None:
    kids = b"4 0 R " * (_pdf.MAX_PAGES + 1)
    count = str(_pdf.MAX_PAGES + 1).encode()
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count " + count + b"/Kids[" + kids + b"]>>",
        b"null",
        leaf,
    ]
    assert "拆分" in refusal(assemble(objects))


def test_too_large_a_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_pdf, "MAX_FILE_BYTES", 1024 * 1024)
    assert "1 MB" in refusal(pdf(Page().text(100, 700, "甲")) + bytes(1024 * 1024))


def test_a_page_of_enormous_size_is_read_as_any_other() -> None:
    page = Page((1e7, 1e7)).grid(XS, (740, 720)).text(102, 726, "甲")
    assert table(read(page)) == [["甲", "", ""]]


def test_a_drawing_of_many_lines_is_reported_and_its_text_read() -> None:
    rng = random.Random(7)  # noqa: S311  # a drawing, no secret
    page = Page().text(100, 700, "甲")
    for _ in range(4000):
        x, y = rng.uniform(0, 500), rng.uniform(0, 800)
        page.line(x, y, x + 60, y).line(x, y, x, y + 40)
    document = read(page)
    assert [problem.code for problem in document.problems] == ["page_too_complex"]
    assert paragraphs(document) == ["甲"]


def test_a_path_of_many_points_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_limits, "MAX_POINTS", 1000)
    wave = " ".join(f"{x} {x % 7} l" for x in range(2000))
    document = read(Page().text(100, 700, "甲").raw(f"0 0 m {wave} S").grid(XS, (740, 720)))
    assert [problem.code for problem in document.problems] == ["page_too_complex"]


def test_a_form_of_many_points_is_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_limits, "MAX_POINTS", 100)
    drawing = Page().raw("0 0 m 9 9 l S " * 200)
    document = read(Page().text(100, 700, "甲").form(drawing, "1 0 0 1 0 0"))
    assert [problem.code for problem in document.problems] == ["page_too_complex"]


def test_more_objects_than_a_page_can_hold_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_limits, "MAX_OBJECTS", 10)
    assert "不正常" in refusal(pdf(Page().text(100, 700, "甲").grid(range(0, 100, 10), (0, 9))))


def test_more_characters_than_a_page_can_hold_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page_limits, "MAX_CHARACTERS", 10)
    assert "不正常" in refusal(pdf(Page().text(100, 700, "一二三四五六七八九十甲乙")))


def test_a_damaged_page_is_reported_and_the_others_read() -> None:
    broken = pdf(Page().text(100, 700, "甲"), Page().text(100, 700, "乙")).replace(
        b"[6 0 R 8 0 R]", b"[6 0 R 4 0 R]"
    )
    document = read_document(SourceFile("a.pdf", broken))
    assert [problem.code for problem in document.problems] == ["page_damaged"]
    assert paragraphs(document) == ["甲"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_any_damage_is_refused_or_read_without_a_crash(data: st.DataObject) -> None:
    content = bytearray(pdf(rows_of(Page().grid(XS, (740, 720, 700)), 740, ("甲", "1", "2"))))
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(9, len(content) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(DocumentError):
        assert read_document(SourceFile("a.pdf", bytes(content))).blocks


def test_a_stream_that_unpacks_beyond_measure_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = Page().text(100, 700, "甲").raw("0 0 m 9 9 l S\n" * 3_000_000)
    content = pdf(bomb)
    assert len(content) < 100_000
    assert "解压" in refusal(content)
    monkeypatch.setattr(_pdf_guard, "MAX_TOTAL_BYTES", 5000)
    pages = [Page().text(100, 700, "甲").raw("0 0 m 9 9 l S\n" * 200) for _ in range(3)]
    assert read(pages[0]).blocks
    assert "解压" in refusal(pdf(*pages))


def test_a_stream_packed_twice_is_refused() -> None:
    content = pdf(Page().text(100, 700, "甲")).replace(b"/Filter/FlateDecode", b"/Filter[/FlateDecode/Fl]")
    assert "解压" in refusal(content)


def test_too_many_streams_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_pdf_guard, "MAX_STREAMS", 2)
    assert "解压" in refusal(pdf(*[Page().text(100, 700, "甲") for _ in range(4)]))


def test_the_size_of_pictures_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_pdf_guard, "MAX_STREAM_BYTES", 100)
    heavy = pdf(Page().text(100, 700, "甲").raw("% " + "x" * 200))
    assert "解压" in refusal(heavy)
    assert not _pdf_guard.unpacks_too_far(heavy.replace(b"<</Length", b"<</Subtype /Image/Length"))
