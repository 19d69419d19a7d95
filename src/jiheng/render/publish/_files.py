"""The files that are made public: the documents for people, the same in JSON and CSV for programs.

Takes a masked ``Package``; gives names and bytes. Nothing is copied from the files that were read, so no
author, comment, hidden sheet or tracked change of theirs can come along.
"""

from __future__ import annotations

import csv
import io
import re

from jiheng.render._json import render_json
from jiheng.render.official import compose, write_official
from jiheng.reports import Package
from jiheng.values import collapse

_COLUMNS = ("项目", "一级指标", "二级指标", "三级指标", "目标值", "完成值", "分值", "得分")
_NUMBER = re.compile(r"[+-]?[\d,]+(?:\.\d+)?[%％]?")
_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "\uff20")
"""How a spreadsheet knows a formula."""


def public_files(package: Package, family: str = "") -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return the files of a masked package by name, and what no layout has a place for, in words.

    Raises:
        RenderError: The documents cannot be written.
    """
    composed = compose(package, family)
    files = {f"report{suffix}": write_official(composed.document, suffix) for suffix in (".pdf", ".docx")}
    files["data.json"] = f"{render_json(package)}\n".encode()
    files["data.csv"] = indicators_csv(package)
    return files, composed.left_out


def indicators_csv(package: Package) -> bytes:
    """Return the indicators of every scored form, a row each, as Excel opens it without asking."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(_COLUMNS)
    for _, form in package.evaluations():
        for one in form.indicators:
            printed = (form.name, one.category, one.subcategory, one.name, one.target, one.achieved)
            figures = (one.max_score, one.score)
            writer.writerow([_safe(collapse(value.text)) for value in (*printed, *figures)])
    return stream.getvalue().encode("utf-8-sig")


def _safe(text: str) -> str:
    """Return a text that a spreadsheet does not take for a formula."""
    return f"'{text}" if text.startswith(_STARTS) and not _NUMBER.fullmatch(text) else text
