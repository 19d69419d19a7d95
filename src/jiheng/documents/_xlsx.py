"""Reads a workbook: each sheet becomes a grid, cells as they are displayed.

Takes an opened package; writes one grid a sheet into an assembly, in the order of the tabs. Formulas are
never computed: the value stored with them is read. Not read: charts, comments, headers and footers, pictures.

Written on lxml and not on python-calamine, which is faster but gives no number formats (a rate stored as
0.9375 and displayed as 93.75%), does not tell a formula without value from a blank cell, and allocates the
whole used range, so that two cells at opposite corners of a sheet end the process.
"""

from __future__ import annotations

from lxml import etree

from jiheng.documents._archive import Package
from jiheng.documents._assembly import Assembly
from jiheng.documents._xlsx_format import BUILT_IN, GENERAL
from jiheng.documents._xlsx_sheet import Book, SheetReader, string_text, unescaped

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_RELATION_IDS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)

MAX_SHEETS = 512
"""A city's departments in one workbook are some two hundred."""


def read_xlsx(package: Package, part: str, assembly: Assembly) -> None:
    """Read a workbook into the assembly.

    Raises:
        DocumentError: A part is damaged, it is no workbook, or it has too many sheets.
    """
    root = package.parse(part)
    name = etree.QName(root)
    if name.localname != "workbook" or name.namespace not in {MAIN, STRICT}:
        raise package.error("不是 Excel 工作簿。请用 Excel 或 WPS 另存为 .xlsx 后再试。")
    namespace = f"{{{name.namespace}}}"
    related = package.related(part)
    part_by_kind = dict(reversed(related.values()))
    book = Book(
        namespace=namespace,
        strings=_strings(package, part_by_kind.get("sharedStrings", ""), namespace),
        formats=_formats(package, part_by_kind.get("styles", ""), namespace),
        since_1904=any(
            element.get("date1904") in {"1", "true"} for element in root.iter(f"{namespace}workbookPr")
        ),
    )
    sheets = list(root.iter(f"{namespace}sheet"))
    if len(sheets) > MAX_SHEETS:
        raise package.error(f"工作表有 {len(sheets)} 张，超过 {MAX_SHEETS} 张。请拆分后再试。")
    for sheet in sheets:
        identifier = next((sheet.get(key, "") for key in _RELATION_IDS if sheet.get(key)), "")
        kind, target = related.get(identifier, ("", ""))
        if kind == "worksheet":
            number = assembly.open_grid()
            title = sheet.get("name", "")
            if sheet.get("state", "visible") != "visible":
                assembly.problem("hidden_sheet", title, f"T{number}")
            SheetReader(book, assembly, number).read(package, target, title)


def _strings(package: Package, part: str, namespace: str) -> list[str]:
    if not part or not package.has(part):
        return []
    item = f"{namespace}si"
    return [unescaped(string_text(element, namespace)) for element in package.parse(part).iterchildren(item)]


def _formats(package: Package, part: str, namespace: str) -> list[str]:
    """Return the format code of each cell style, by the style's index."""
    if not part or not package.has(part):
        return []
    root = package.parse(part)
    code_by_id: dict[str, str] = {str(number): code for number, code in BUILT_IN.items()}
    for element in root.iter(f"{namespace}numFmt"):
        code_by_id[element.get("numFmtId", "")] = element.get("formatCode", GENERAL)
    return [
        code_by_id.get(style.get("numFmtId", "0"), GENERAL)
        for styles in root.iterchildren(f"{namespace}cellXfs")
        for style in styles.iterchildren(f"{namespace}xf")
    ]
