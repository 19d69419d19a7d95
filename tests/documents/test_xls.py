import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiheng.documents import SourceFile, _ole, read_document
from jiheng.documents._biff import TextReader
from jiheng.errors import DocumentError
from tests.documents.legacy import cell, ole, only_grid, read_workbook, record, wide, workbook

NUMBER, RK, MANY_RK, FORMULA, STRING = 0x0203, 0x027E, 0x00BD, 0x0006, 0x0207
LABEL, SHARED, BOOLEAN, MERGED, STRINGS, CONTINUE = 0x0204, 0x00FD, 0x0205, 0x00E5, 0x00FC, 0x003C
FORMAT, DATE_MODE, CODE_PAGE, FILE_PASS = 0x041E, 0x0022, 0x0042, 0x002F


def double(number: float) -> bytes:
    return struct.pack("<d", number)


def number(value: float, style: int = 0, column: int = 0) -> bytes:
    return cell(NUMBER, 0, column, style, double(value))


def only_text(cells: bytes, **options: object) -> str:
    return only_grid(read_workbook(workbook(cells, **options))).cells[0].text  # type: ignore[arg-type]  # given on


def refusal(content: bytes, name: str = "表.xls") -> str:
    with pytest.raises(DocumentError) as caught:
        read_document(SourceFile(name, content))
    assert "\n" not in caught.value.reason
    return caught.value.reason


@pytest.mark.parametrize(
    ("cells", "formats", "shown"),
    [
        (number(0.9375), (10,), "93.75%"),
        (number(1048.26), (0,), "1048.26"),
        (number(0.1 + 0.2), (0,), "0.3"),
        (number(45428), (14,), "2024/5/16"),
        (number(7.8), (2,), "7.80"),
        (cell(RK, 0, 0, 0, struct.pack("<I", (96 << 2) | 2)), (0,), "96"),
        (cell(RK, 0, 0, 0, struct.pack("<I", (-5 & 0x3FFFFFFF) << 2 | 2)), (0,), "-5"),
        (cell(RK, 0, 0, 0, struct.pack("<I", (6445 << 2) | 3)), (0,), "64.45"),
        (cell(RK, 0, 0, 0, double(1.5)[4:]), (0,), "1.5"),
        (cell(LABEL, 0, 0, 0, wide("旧式文字")), (0,), "旧式文字"),
        (cell(BOOLEAN, 0, 0, 0, b"\1\0"), (0,), "TRUE"),
        (cell(BOOLEAN, 0, 0, 0, b"\x07\1"), (0,), "#DIV/0!"),
        (cell(FORMULA, 0, 0, 0, double(3.5) + bytes(8)), (0,), "3.5"),
        (cell(FORMULA, 0, 0, 0, b"\1\0\1\0\0\0\xff\xff" + bytes(8)), (0,), "TRUE"),
        (cell(FORMULA, 0, 0, 0, b"\2\0\x2a\0\0\0\xff\xff" + bytes(8)), (0,), "#N/A"),
        (
            cell(FORMULA, 0, 0, 0, bytes(6) + b"\xff\xff" + bytes(8)) + record(STRING, wide("合格")),
            (0,),
            "合格",
        ),
    ],
)
def test_cells_as_displayed(cells: bytes, formats: tuple[int, ...], shown: str) -> None:
    assert only_text(cells, formats=formats) == shown


def test_the_files_own_formats() -> None:
    book = record(FORMAT, struct.pack("<H", 164) + wide('0.0"万元"'))
    assert only_text(number(59.33), book=book, formats=(164,)) == "59.3万元"


def test_days_counted_from_1904() -> None:
    book = record(DATE_MODE, b"\1\0")
    assert only_text(number(43966), book=book, formats=(14,)) == "2024/5/16"


def test_a_row_of_packed_numbers() -> None:
    packed = b"".join(struct.pack("<HI", style, value << 2 | 2) for style, value in ((0, 7), (1, 1), (0, 9)))
    cells = record(MANY_RK, struct.pack("<HH", 0, 0) + packed + struct.pack("<H", 2))
    grid = only_grid(read_workbook(workbook(cells, formats=(0, 9))))
    assert [found.text for found in grid.cells] == ["7", "100%", "9"]


def test_merged_ranges_titles_and_blank_cells() -> None:
    cells = number(1) + number(2, column=2) + record(MERGED, struct.pack("<H4H", 1, 0, 1, 0, 1))
    grid = only_grid(read_workbook(workbook(cells)))
    assert grid.title == "表1"
    assert [(c.row, c.column, c.text, c.row_span, c.column_span) for c in grid.cells] == [
        (1, 1, "1", 2, 2),
        (1, 3, "2", 1, 1),
        (2, 3, "", 1, 1),
    ]


def test_hidden_sheets_are_read_and_reported() -> None:
    assert [p.code for p in read_workbook(workbook(number(1), state=1)).problems] == ["hidden_sheet"]


def test_numbers_that_are_none_are_reported() -> None:
    document = read_workbook(workbook(number(float("nan")) + cell(SHARED, 0, 1, 0, b"\x09\0\0\0")))
    assert [p.code for p in document.problems] == ["unreadable_cell"] * 2


def test_shared_texts_broken_between_records() -> None:
    """Behind the border of a record a flag says anew how wide characters are."""
    first = struct.pack("<IIH", 2, 2, 4) + b"\1" + "绩效".encode("utf-16-le")
    second = b"\0" + b"ab" + struct.pack("<H", 1) + b"\x0c" + struct.pack("<HI", 1, 2) + b"x" + bytes(4 + 2)
    book = record(STRINGS, first) + record(CONTINUE, second)
    cells = cell(SHARED, 0, 0, 0, bytes(4)) + cell(SHARED, 0, 1, 0, b"\1\0\0\0")
    grid = only_grid(read_workbook(workbook(cells, book=book)))
    assert [found.text for found in grid.cells] == ["绩效ab", "x"]


@given(st.lists(st.text(st.characters(max_codepoint=0xD7FF), max_size=12), max_size=8), st.integers(4, 40))
def test_texts_survive_any_border(texts: list[str], size: int) -> None:
    pieces = [b""]
    for text in texts:
        pieces[-1] += struct.pack("<H", len(text)) + b"\1"
        for character in text:
            if len(pieces[-1]) >= size:
                pieces.append(b"\1")
            pieces[-1] += character.encode("utf-16-le")
    reader = TextReader(pieces)
    assert [reader.text() for _ in texts] == texts
    assert reader.is_at_end()


def test_excel_95_texts_are_in_its_code_page() -> None:
    raw = "三公经费".encode("gbk")
    cells = cell(LABEL, 0, 0, 0, struct.pack("<H", len(raw)) + raw)
    title = "表".encode("gbk")
    content = workbook(
        cells,
        book=record(CODE_PAGE, struct.pack("<H", 936)),
        version=0x0500,
        title=bytes([len(title)]) + title,
    )
    grid = only_grid(read_workbook(content, "Book"))
    assert (grid.title, grid.cells[0].text) == ("表", "三公经费")


def test_password_and_too_old() -> None:
    assert "密码" in refusal(ole({"Workbook": workbook(number(1), book=record(FILE_PASS, bytes(6)))}))
    assert "版本过旧" in refusal(ole({"Book": record(0x0409, bytes(6))}))


def test_two_sheets_at_one_place_are_refused() -> None:
    content = workbook(number(1))
    at = content.index(struct.pack("<HH", 0x0085, 12))
    doubled = content[:at] + content[at : at + 16] * 2 + content[at + 16 :]
    assert "损坏" in refusal(ole({"Workbook": doubled}))


def test_cells_at_opposite_corners() -> None:
    document = read_workbook(workbook(number(1) + cell(NUMBER, 65535, 255, 0, double(2))))
    assert len(only_grid(document).cells) == 2
    assert [p.code for p in document.problems] == ["sparse_sheet"]


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damage_is_refused_or_read(data: st.DataObject) -> None:
    book = record(STRINGS, struct.pack("<II", 1, 1) + wide("甲")) + record(FORMAT, b"\xa4\0" + wide("0.0"))
    content = bytearray(workbook(number(1) + cell(SHARED, 0, 1, 0, bytes(4)), book=book))
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_workbook(bytes(content[: data.draw(st.integers(1, len(content)))]))
    except DocumentError as error:
        assert error.reason  # noqa: PT017  # either way is right; nothing else may be raised


def test_an_ole_file_of_another_kind() -> None:
    assert "暂不支持" in refusal(ole({"Contents": b"x"}), "a.et")


def test_limits_of_the_container(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_ole, "MAX_OLE_BYTES", 4000)
    assert "文件超过" in refusal(ole({"Workbook": b""}))
