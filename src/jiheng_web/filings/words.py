"""What a cell is called in Chinese, from its path and the contents: 指标“培训企业”的实际完成值."""

from __future__ import annotations

from collections.abc import Mapping

from jiheng.reports import field_words
from jiheng_web.filings.content import FormJson, RowJson, rows_of

_LISTS: Mapping[str, str] = {
    "expenditure": "",
    "funds": "",
    "objectives": "年度总体目标",
    "indicators": "指标",
    "narrative": "报告",
}
_OWN: Mapping[str, str] = {
    "text": "正文",
    "heading": "标题",
    "level": "层级",
    "source": "资金来源",
    "category": "一级指标",
    "subcategory": "二级指标",
    "name": "名称",
    "filing_date": "填报日期",
}
_GROUPS: Mapping[str, str] = {"staff": "财政供养人员", "buildings": "楼堂馆所", "total": "总分"}
_LONGEST = 24


def cell_words(form: FormJson, path: str) -> str:
    """Return a cell, or a row, in words; a row that is gone is said to be.

    Args:
        form: The contents that the path is in.
        path: ``indicators/k3f9a2/achieved``, ``indicators/k3f9a2``, ``total/score``, ``name``.
    """
    parts = path.split("/")
    if len(parts) == 1:
        return column_words(parts[0])
    if parts[0] in _GROUPS:
        return f"{_GROUPS[parts[0]]}{column_words(parts[1])}"
    found = [row for row in rows_of(form, parts[0]) if row["id"] == parts[1]]
    row = row_words(parts[0], found[0]) if found else f"{_LISTS.get(parts[0], '')}（已不在表中的一行）"
    return f"{row}的{column_words(parts[2], parts[0])}" if len(parts) > 2 else row  # noqa: PLR2004 - list/id/name


def row_words(list_name: str, row: RowJson) -> str:
    """Return what a row is called: by its own name, else by its group."""
    name = str(row.get("name") or row.get("label") or row.get("heading") or "")
    if name:
        return f"{_LISTS[list_name]}“{_short(name)}”"
    group = str(row.get("subcategory") or row.get("category") or "")
    if group:
        return f"“{group}”下未命名的一行"
    return _LISTS[list_name] or "未命名的一行"


def column_words(column: str, list_name: str = "") -> str:
    """Return what a column is called."""
    owner = _LISTS["objectives"] if list_name == "objectives" else ""
    return _OWN.get(column) or field_words(column, owner) or column


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
