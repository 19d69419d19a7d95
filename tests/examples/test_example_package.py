"""The example package: three files of one content, its truth, and its distance from the real one."""

import json
import re
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
import yaml
from docx.oxml.ns import qn
from openpyxl.worksheet.worksheet import Worksheet

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
PACKAGE = EXAMPLES / "package"
NAME = "department-2024"
TITLE_ROWS = 2

Rows = list[list[str]]


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def read_text(path: Path) -> tuple[list[Rows], list[list[str]]]:
    """The tables, and the lines that stand before each."""
    tables: list[Rows] = []
    lines: list[list[str]] = [[]]
    row: list[str] = []
    inside = False
    for line in [*path.read_text(encoding="utf-8").split("\n"), ""]:
        if line.startswith("\t"):
            if not inside:
                tables.append([])
                lines.append([])
            inside = True
            row.append(line[1:])
        elif row and line:
            row[-1] += line
        elif row:
            tables[-1].append([bare(cell) for cell in row])
            row = []
        else:
            inside = False
            lines[-1].append(bare(line))
    return tables, lines


def read_docx(path: Path) -> list[Rows]:
    tables = []
    for table in docx.Document(str(path)).tables:
        rows = []
        for line in table._tbl.tr_lst:
            texts = ("".join(t.text or "" for t in cell.iter(qn("w:t"))) for cell in line.tc_lst)
            rows.append([bare(text) for text in texts])
        tables.append(rows)
    return tables


def displayed(value: object, number_format: str) -> str:
    if not isinstance(value, int | float):
        return "" if value is None else str(value)
    number = Decimal(repr(value))
    if number_format == "General":
        return f"{number.normalize():f}"
    found = re.fullmatch(r"0(\.0+)?(%?)", number_format)
    assert found, number_format
    places = len(found[1] or ".") - 1
    return f"{number * (100 if found[2] else 1):.{places}f}{found[2]}"


def sheet_rows(sheet: Worksheet) -> Rows:
    spans = {}
    for span in sheet.merged_cells.ranges:
        for row in range(span.min_row, span.max_row + 1):
            for column in range(span.min_col, span.max_col + 1):
                spans[row, column] = span
    rows = []
    for row in range(1, sheet.max_row + 1):
        texts = []
        for column in range(1, sheet.max_column + 1):
            covered = spans.get((row, column))
            if covered is None or covered.min_col == column:
                cell = sheet.cell(row, column)
                texts.append(bare(displayed(cell.value, cell.number_format)))
        rows.append(texts)
    return rows


@pytest.fixture(scope="module")
def text() -> tuple[list[Rows], list[list[str]]]:
    return read_text(PACKAGE / f"{NAME}.txt")


@pytest.fixture(scope="module")
def truth() -> dict[str, list[dict[str, object]]]:
    loaded: dict[str, list[dict[str, object]]] = json.loads(
        (EXAMPLES / "truth.json").read_text(encoding="utf-8")
    )
    return loaded


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_committed_files_are_what_the_source_builds(tmp_path: Path) -> None:
    for folder in ("first", "second"):
        command = [sys.executable, str(EXAMPLES / "build.py"), str(tmp_path / folder)]
        subprocess.run(command, check=True, capture_output=True)
    for suffix in (".txt", ".docx", ".xlsx"):
        first, second = (tmp_path / folder / f"{NAME}{suffix}" for folder in ("first", "second"))
        committed = PACKAGE / f"{NAME}{suffix}"
        assert first.read_bytes() == second.read_bytes()
        if suffix == ".txt":
            assert first.read_bytes() == committed.read_bytes()
        else:
            # Another zlib may pack the same parts into other bytes.
            assert parts(first) == parts(committed)
        assert committed.stat().st_size < 1_000_000


def test_word_document_has_the_cells_of_the_text_export(text: tuple[list[Rows], list[list[str]]]) -> None:
    tables = read_docx(PACKAGE / f"{NAME}.docx")
    assert len(tables) == 21
    for found, expected in zip(tables, text[0], strict=True):
        assert found == expected


def test_word_document_has_the_lines_of_the_text_export(text: tuple[list[Rows], list[list[str]]]) -> None:
    paragraphs = (bare(line.text) for line in docx.Document(str(PACKAGE / f"{NAME}.docx")).paragraphs)
    lines = (line for block in text[1] for line in block)
    assert [line for line in paragraphs if line] == [line for line in lines if line]


def test_workbook_displays_the_cells_of_the_text_export(text: tuple[list[Rows], list[list[str]]]) -> None:
    book = openpyxl.load_workbook(PACKAGE / f"{NAME}.xlsx", data_only=True)
    assert len(book.worksheets) == 21
    for sheet, expected in zip(book.worksheets, text[0], strict=True):
        rows = sheet_rows(sheet)
        assert [row for row in rows[:TITLE_ROWS] if len(row) != 1] == []
        assert rows[TITLE_ROWS : TITLE_ROWS + len(expected)] == expected
        assert rows[0][0].startswith("附件")
    assert sheet_rows(book["附件2"])[-1] == [
        "填表人：（示例）填报日期：2025.5.16联系电话：（略）单位负责人签字："
    ]


def test_workbook_stores_real_percentages_numbers_and_sums() -> None:
    formulas = openpyxl.load_workbook(PACKAGE / f"{NAME}.xlsx")
    sheet = formulas["附件1"]
    stored = {cell.value: cell.number_format for row in sheet.iter_rows() for cell in row}
    assert stored[0.9375] == "0.00%"
    assert stored[20] == "General"
    sums = [cell.value for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    # Row 6 is 三公经费 with its three parts; row 7 the vehicles of 2023; row 15 the 21 special funds.
    assert sheet["D6"].value == "=D7+D10+D11"
    assert sheet["B7"].value == "=SUM(B8:B9)"
    assert sheet["F15"].value == "=SUM(F16:F36)"
    assert len(sums) == 6
    radio = formulas["附件3-14"]
    assert [radio[f"{column}9"].value for column in "DEF"] == ["=SUM(D6:D7)", "=SUM(E6:E7)", "=SUM(F6:F7)"]


def test_merges_and_repeated_rows_are_real() -> None:
    table = docx.Document(str(PACKAGE / f"{NAME}.docx")).tables[2]
    assert table.cell(0, 2).text == table.cell(0, 8).text == "行政运行（其他）经费"
    assert table.cell(10, 1)._tc is table.cell(12, 1)._tc
    assert table.rows[0]._tr.xpath("./w:trPr/w:tblHeader")
    assert not table.rows[1]._tr.xpath("./w:trPr/w:tblHeader")


def test_truth_counts_what_stands_in_the_files(
    text: tuple[list[Rows], list[list[str]]], truth: dict[str, list[dict[str, object]]]
) -> None:
    assert len(truth["tables"]) == len(text[0]) == 21
    base_data = truth["tables"][0]
    labels = [row[0] for row in text[0][0]]
    first, last = labels.index("三公经费"), labels.index("部门基本支出预算调整")
    assert base_data["expenditure_rows"] == last - first + 1
    projects = labels[labels.index("3、市级专项资金（一个专项一行）") + 1 : labels.index("公用经费")]
    assert base_data["project_rows"] == len(projects)
    for entry, rows in zip(truth["tables"][1:], text[0][1:], strict=True):
        assert rows[0][1] == entry["name"]
        head = next(i for i, row in enumerate(rows) if "三级指标" in row)
        assert entry["indicator_rows"] == len(rows) - head - 2
        assert entry["stroke_rows"] == sum(row[3] in {"/", "\\"} for row in rows[head + 1 : -1])
        assert entry["total"] == {"max_score": rows[-1][1], "score": rows[-1][2]}
        funds = entry["funds"]
        assert isinstance(funds, dict)
        total = next(row for row in rows if "年度资金总额" in row)
        assert list(funds["total"].values()) == total[2:]


def test_every_planted_mistake_and_every_true_statement_can_be_pointed_at(
    text: tuple[list[Rows], list[list[str]]], truth: dict[str, list[dict[str, object]]]
) -> None:
    tables, lines = text
    content = {}
    for entry, rows, before in zip(truth["tables"], tables, lines[:-1], strict=True):
        cells = [cell for row in rows for cell in row]
        content[str(entry["table"])] = cells, "".join(before)
    content["附件3"] = [], ""
    for entry in (*truth["planted_mistakes"], *truth["true_consistent"]):
        cells, report = content[str(entry["table"])]
        printed = entry["printed"]
        assert isinstance(printed, list)
        for piece in printed:
            assert piece in cells or piece in report or any(piece in cell for cell in cells), entry
    assert len(truth["planted_mistakes"]) >= 30
    assert len(truth["true_consistent"]) >= 10
    kinds = {entry["certainty"] for entry in truth["planted_mistakes"]}
    assert kinds == {"certain", "doubtful"}


def test_the_true_statements_are_true(text: tuple[list[Rows], list[list[str]]]) -> None:
    rows = text[0][0]
    labels = [row[0] for row in rows]
    first, last = labels.index("工业和信息化工作经费"), labels.index("公用经费")
    assert sum(Decimal(row[3]) for row in rows[first:last]) == Decimal("773.97")
    totals = [next(row for row in table if "年度资金总额" in row) for table in text[0][2:]]
    assert sum(Decimal(row[4]) for row in totals) == Decimal("773.97")
    scores = [row[7] for row in text[0][1] if len(row) == 9]
    assert sum(Decimal(score) for score in scores if score[:1].isdigit()) + 10 == Decimal("95.2")


# Against the real package, where it is at hand --------------------------------------------------------


def figures(tables: list[Rows]) -> list[str]:
    cells = (cell for rows in tables for row in rows for cell in row)
    return [cell for cell in cells if re.fullmatch(r"[≥≤=＝]?\d+(\.\d+)?[%家个次分]?", cell)]


def han(text: str) -> str:
    return "".join(re.findall(r"[一-鿿]", text))


def test_figures_are_those_of_the_real_package(seed: Path, text: tuple[list[Rows], list[list[str]]]) -> None:
    real, _ = read_text(seed / f"{NAME}.txt")
    assert figures(text[0]) == figures(real)
    assert len(figures(real)) > 800


def test_no_sentence_and_no_person_of_the_real_package(seed: Path) -> None:
    real = (seed / f"{NAME}.txt").read_text(encoding="utf-8")
    source = (EXAMPLES / "package.yaml").read_text(encoding="utf-8")
    filing = re.search(r"填表人：(\S+).*?联系电话：(\d+)", real)
    assert filing
    assert filing[1] not in source
    assert filing[2] not in source
    loaded = yaml.safe_load(source)
    names = sorted((han(row["label"]) for row in loaded["base_data"]["expenditure"]), key=len, reverse=True)
    prose = [*loaded["department"]["objective"].values()]
    for form in (loaded["department"], *loaded["projects"]):
        prose += form["objective"].values()
        prose += [line.get("deviation_reason", "") for line in form["indicators"]]
        prose += [text for section in form.get("narrative", []) for text in section["paragraphs"]]
    known = han(real)
    for sentence in prose:
        rest = han(sentence)
        for name in names:
            rest = rest.replace(name, "|") if name else rest
        runs = {rest[i : i + 13] for i in range(max(0, len(rest) - 12))}
        assert not [run for run in runs if run in known], sentence
