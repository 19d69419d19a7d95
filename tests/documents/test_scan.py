"""Pictures of pages: what is drawn is read, at its place, and what is doubtful is said."""

import io
import struct
import subprocess
import sys
import unicodedata
import zlib
from decimal import Decimal

import numpy as np
import pytest
from PIL import Image, ImageFilter

from jiheng.documents import Document, Grid, Origin, Paragraph, SourceFile, _ocr_image, read_document
from jiheng.documents._assembly import Assembly
from jiheng.documents._ocr_engine import Reading, read_line
from jiheng.documents._scan_doubt import DOUBTFUL
from jiheng.errors import DocumentError
from tests.documents.scans import HEIGHT, WIDTH, Sheet, scanned_pdf, tiff

XS = (120, 420, 620, 820, 1120)
YS = (300, 370, 440, 510, 580)
ROWS = (
    ("项目", "年初预算数", "全年预算数", "全年执行数"),
    ("年度资金总额", "2551.6", "2922.7", "2922.7"),
    ("政府性基金拨款", "/", "17.98", "100%"),
    ("满意度指标", "≥90%", "4", "94.99%"),
)


def form() -> Sheet:
    return Sheet().text(300, 150, "2024年度部门整体支出绩效自评表", 36).table(XS, YS, ROWS)


def read(content: bytes, name: str = "扫描.png") -> Document:
    return read_document(SourceFile(name, content))


def png(image: Image.Image) -> bytes:
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return stream.getvalue()


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def grids(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def table(document: Document) -> list[list[str]]:
    (grid,) = grids(document)
    return [[plain(cell.text) for cell in row] for row in grid.rows()]


def paragraphs(document: Document) -> list[str]:
    return [plain(block.text) for block in document.blocks if isinstance(block, Paragraph)]


def codes(document: Document) -> list[str]:
    return [problem.code for problem in document.problems]


TRUTH = [[plain(text) for text in row] for row in ROWS]


def test_a_form_is_read_cell_by_cell() -> None:
    document = read(form().saved())
    assert table(document) == TRUTH
    assert paragraphs(document) == ["2024年度部门整体支出绩效自评表"]
    assert document.media_type == "image/png"
    assert [(p.code, p.text, p.at) for p in document.problems] == [
        ("ocr_used", "第1页为扫描件，文字由识别得到。", "")
    ]
    (grid,) = grids(document)
    assert [grid.address(cell) for cell in grid.cells if cell.text == "17.98"] == ["T1R3C3"]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_lies_or_stands_on_its_head(turn: int) -> None:
    document = read(png(form().image.rotate(turn, expand=True)))
    assert table(document) == TRUTH
    assert paragraphs(document) == ["2024年度部门整体支出绩效自评表"]


@pytest.mark.parametrize("angle", [-6.0, -0.8, 0.3, 2.5])
def test_a_page_that_slipped(angle: float) -> None:
    turned = form().image.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    assert table(read(png(turned))) == TRUTH


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP"])
def test_kinds_of_image(kind: str) -> None:
    document = read(form().saved(kind), f"扫描.{kind.lower()}")
    assert table(document) == TRUTH
    assert codes(document) == ["ocr_used"]


@pytest.mark.parametrize("mode", ["L", "1", "P", "RGBA", "CMYK", "LA"])
def test_kinds_of_colour(mode: str) -> None:
    image = form().image.convert(mode)
    stream = io.BytesIO()
    image.save(stream, "TIFF" if mode == "CMYK" else "PNG")
    assert table(read(stream.getvalue(), "a.tif" if mode == "CMYK" else "a.png")) == TRUTH


def test_blurred_and_compressed() -> None:
    stream = io.BytesIO()
    form().image.filter(ImageFilter.GaussianBlur(0.9)).save(stream, "JPEG", quality=40)
    document = read(stream.getvalue(), "a.jpg")
    doubtful = {at for at, reading in document.readings.items() if not reading.certain}
    (grid,) = grids(document)
    truth = {(row, column): text for row, line in enumerate(TRUTH, 1) for column, text in enumerate(line, 1)}
    for cell in grid.cells:
        assert plain(cell.text) == truth[cell.row, cell.column] or grid.address(cell) in doubtful


def test_a_seal_over_figures() -> None:
    document = read(form().seal(720, 440).saved())
    assert table(document) == TRUTH


def test_red_text_is_no_seal() -> None:
    sheet = form()
    pixels = sheet.image.load()
    assert pixels is not None
    for row in range(140, 210):
        for column in range(WIDTH):
            red, *_ = pixels[column, row]  # type: ignore[misc]  # a picture in colour
            pixels[column, row] = (max(int(red), 215), int(red), int(red))
    assert paragraphs(read(sheet.saved())) == ["2024年度部门整体支出绩效自评表"]


def test_merged_cells() -> None:
    sheet = Sheet()
    for y in (300, 420, 480):
        sheet.line(100, y, 1100, y)
    sheet.line(400, 360, 1100, 360)
    for x in (100, 400, 1100):
        sheet.line(x, 300, x, 480)
    sheet.line(750, 360, 750, 480)
    sheet.cell("年度总体目标", (100, 300, 400, 420))
    sheet.cell("实际完成情况", (400, 300, 1100, 360))
    for text, box in (
        ("甲项", (400, 360, 750, 420)),
        ("乙项", (750, 360, 1100, 420)),
        ("合计", (100, 420, 400, 480)),
        ("40", (400, 420, 750, 480)),
        ("38.5", (750, 420, 1100, 480)),
    ):
        sheet.cell(text, box)
    (grid,) = grids(read(sheet.saved()))
    assert [(c.row, c.column, c.row_span, c.column_span, c.text) for c in grid.cells] == [
        (1, 1, 2, 1, "年度总体目标"),
        (1, 2, 1, 2, "实际完成情况"),
        (2, 2, 1, 1, "甲项"),
        (2, 3, 1, 1, "乙项"),
        (3, 1, 1, 1, "合计"),
        (3, 2, 1, 1, "40"),
        (3, 3, 1, 1, "38.5"),
    ]


def test_characters_one_below_the_other() -> None:
    sheet = Sheet().table(
        (100, 160, 600, 1100), (300, 470, 640), [["", "数量指标", "40"], ["", "质量指标", "10"]]
    )
    for place, character in enumerate("产出指标"):
        sheet.cell(character, (100, 310 + 38 * place, 160, 350 + 38 * place))
    assert [row[0] for row in table(read(sheet.saved()))] == ["产出指标", ""]


def test_dashes_and_slashes_are_not_figures() -> None:
    rows = [["政府采购金额", "——", "/"], ["部门基本支出", "1", "7"], ["生态效益指标", "\\", "、"]]
    read_rows = table(read(Sheet().table((100, 500, 800, 1100), (300, 370, 440, 510), rows).saved()))
    assert read_rows[:2] == rows[:2]
    assert read_rows[2][:2] == rows[2][:2]
    assert read_rows[2][2] != "\\"  # a comma alone may be lost, but is no stroke


def test_lines_without_a_table_are_paragraphs() -> None:
    lines = (
        "一、基本情况",
        "株洲市工业和信息化局编制人数为九十六人，在职九十人。",
        "二、存在的问题",
        "预算执行偏慢。",
    )
    sheet = Sheet()
    for place, line in enumerate(lines):
        sheet.text(120, 200 + 130 * place, line, 30)
    assert paragraphs(read(sheet.saved())) == [plain(line) for line in lines]


def test_a_table_over_a_page_break_of_a_tiff() -> None:
    ys = (300, *range(1300, 1660, 70))
    first = Sheet().table(
        XS, ys, [["指标", "目标", "完成", "分值"], *([f"指标{n}", "10", "9", "5"] for n in range(5))]
    )
    second = Sheet().table(
        XS, (110, 180, 250), [["指标", "目标", "完成", "分值"], ["指标八", "20", "19", "6"]]
    )
    document = read(tiff(first.image, second.image), "a.tif")
    assert table(document)[-1] == ["指标八", "20", "19", "6"]
    assert len(table(document)) == len(ys)
    assert codes(document)[:2] == ["ocr_used", "ocr_used"]


def test_a_scan_inside_a_pdf() -> None:
    document = read(scanned_pdf(form().image), "a.pdf")
    assert table(document) == TRUTH
    assert codes(document) == ["ocr_used"]
    assert document.media_type == "application/pdf"


def test_every_recognised_cell_says_how_sure_it_is() -> None:
    rows = [["指标", "目标"], ["增长率", ""]]
    document = read(
        Sheet().text(300, 150, "自评表", 36).table((100, 500, 800), (300, 370, 440), rows).saved()
    )
    (grid,) = grids(document)
    assert set(document.readings) == {*map(grid.address, grid.cells), "P1"}
    for cell in grid.cells:
        reading = document.readings[grid.address(cell)]
        assert reading.origin is Origin.RECOGNIZED
        assert (reading.confidence is None) == (cell.text == "")
        assert reading.confidence is None or Decimal("0.9") <= reading.confidence < 1
        assert reading.certain


def test_worn_print_is_doubtful() -> None:
    rows = [["指标", "目标", "完成"], ["增长率", "38.5", "41.7"], ["满意度", "96.4", "83.2"]]
    sheet = Sheet().table((100, 500, 800, 1100), (300, 370, 440, 510), rows)
    small = sheet.image.resize((WIDTH // 3, HEIGHT // 3), Image.Resampling.BILINEAR)
    worn = small.filter(ImageFilter.GaussianBlur(0.9)).resize((WIDTH, HEIGHT), Image.Resampling.BICUBIC)
    document = read(png(worn))
    doubts = [reading for reading in document.readings.values() if not reading.certain]
    assert doubts
    for reading in document.readings.values():
        assert reading.confidence is not None
        assert reading.certain == (reading.confidence >= DOUBTFUL)
        assert reading.confidence.as_tuple().exponent == -2


def test_a_letter_among_figures_is_doubtful() -> None:
    for text in ("1O24.5", "l28.5"):
        sheet = Sheet(400, 120).text(40, 40, text, 40)
        reading = read_line(np.asarray(sheet.image)[30:100, 20:300])
        assert isinstance(reading, Reading)
        assert reading.score < DOUBTFUL or reading.text == text.replace("O", "0").replace("l", "1")


OFFLINE = """
import socket, sys
calls = []
def refuse(event, arguments):
    if event == "urllib.Request" or event.startswith(("socket.connect", "socket.send", "socket.get")):
        calls.append(event)
        raise RuntimeError(event)
sys.addaudithook(refuse)
from pathlib import Path
from jiheng.documents import SourceFile
from jiheng.documents._ocr_image import pictures
from jiheng.documents._ocr_page import read_page_picture
source = SourceFile("a.png", Path(sys.argv[1]).read_bytes())
(page,) = (read_page_picture(picture, 1) for picture in pictures(source, print))
assert page.blocks and not calls, calls
print(len(page.blocks))
"""

WITHOUT = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"rapidocr", "cv2", "onnxruntime", "PIL", "numpy"}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
from pathlib import Path
from jiheng.documents import SourceFile, read_document
from jiheng.errors import DocumentError
path = Path(sys.argv[1])
try:
    read_document(SourceFile(path.name, path.read_bytes()))
except DocumentError as error:
    print(error.reason)
"""


def run(script: str, path: object) -> str:
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        capture_output=True,
        text=True,
        check=False,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_no_network_is_used(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("scan") / "a.png"
    path.write_bytes(form().saved())
    assert run(OFFLINE, path) == "2"


@pytest.mark.parametrize("kind", ["png", "pdf"])
def test_without_the_extra_a_scan_is_refused_with_what_to_do(
    kind: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("scan") / f"a.{kind}"
    path.write_bytes(form().saved() if kind == "png" else scanned_pdf(form().image))
    reason = run(WITHOUT, path)
    assert "扫描件" in reason
    assert 'pip install "jiheng[ocr]"' in reason
    assert len(reason.splitlines()) == 1


def refusal(content: bytes, name: str = "a.png") -> str:
    with pytest.raises(DocumentError) as caught:
        read(content, name)
    assert "\n" not in caught.value.reason
    return caught.value.reason


def refusal_of_pictures(content: bytes, name: str) -> str:
    """Return why a file is not decoded, in this process, where its limits can be made small."""
    with pytest.raises(DocumentError) as caught:
        list(_ocr_image.pictures(SourceFile(name, content), Assembly().problem))
    return caught.value.reason


def chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def declared(width: int, height: int) -> bytes:
    """Return a small PNG that says it is large."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    pixels = zlib.compress(bytes(1000))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("width", "height"), [(60_000, 60_000), (9_000, 9_000), (2_000_000_000, 1_000_000_000)]
)
def test_more_pixels_than_the_limit_are_not_decoded(width: int, height: int) -> None:
    assert "过大" in refusal(declared(width, height))


def test_a_tiff_that_unfolds_into_too_much(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_ocr_image, "MAX_ALL_PIXELS", 3_000_000)
    blank = Image.new("1", (1200, 1200), 1)
    assert "加起来过大" in refusal_of_pictures(tiff(blank, blank, blank), "a.tif")


def test_too_many_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_ocr_image, "MAX_SCANNED_PAGES", 2)
    blank = Image.new("1", (100, 100), 1)
    assert "3 页" in refusal_of_pictures(tiff(blank, blank, blank), "a.tif")


def test_too_large_a_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_ocr_image, "MAX_FILE_BYTES", 100)
    assert "超过" in refusal_of_pictures(form().saved(), "a.png")


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "BMP"])
@pytest.mark.parametrize("kept", [0.0, 0.3, 0.7])
def test_truncated_images(kind: str, kept: float) -> None:
    content = form().saved(kind)
    name = f"a.{kind.lower()}"
    assert "损坏" in refusal(content[: max(10, int(len(content) * kept))], name)


def test_pictures_with_nothing_to_read() -> None:
    assert "太小" in refusal(png(Image.new("RGB", (1, 1))))
    for colour in ("black", "white"):
        assert "没有识别出文字" in refusal(png(Image.new("RGB", (WIDTH, HEIGHT), colour)))
    assert "没有识别出文字" in refusal(png(Image.effect_noise((800, 800), 80).convert("RGB")))


def test_of_what_moves_the_first_picture_is_read() -> None:
    stream = io.BytesIO()
    form().image.save(
        stream, "PNG", save_all=True, append_images=[Image.new("RGB", (WIDTH, HEIGHT), "white")]
    )
    document = read(stream.getvalue())
    assert table(document) == TRUTH
    assert codes(document) == ["frames_ignored", "ocr_used"]


def test_a_name_that_promises_something_else() -> None:
    assert "suffix_mismatch" in codes(read(form().saved("JPEG"), "a.png"))
