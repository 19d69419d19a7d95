"""Two versions or two years of a package → one document with every change marked, and the list of changes.

Both are drawn by the same layouts and held against each other cell by cell: forms by kind and project name,
rows by what they are called, paragraphs of the report text in their order. What is only in the first is shown
struck out, what is only in the second as new.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import zip_longest

from jiheng.errors import RenderError
from jiheng.render.official._blocks import Line, OfficialDocument, Sheet, Style, Table
from jiheng.render.official._compose import drawings_of
from jiheng.render.official._drawing import Drawing, DrawnRow, joined
from jiheng.render.official._tokens import Token
from jiheng.reports import FormKind, Package, SelfEvaluation, field_words, name_key
from jiheng.values import squeeze


@dataclass(frozen=True, slots=True)
class Change:
    """One cell or paragraph that is not the same in both."""

    sheet: str
    where: str
    """指标“参会人数”的实际完成值; 报告正文."""
    before: str
    """"" where it is new."""
    after: str
    """"" where it is gone."""


@dataclass(frozen=True, slots=True)
class PackageComparison:
    """The second package's document with the changes marked in it, and the changes in its order."""

    document: OfficialDocument
    changes: tuple[Change, ...]
    only_before: tuple[str, ...]
    """Forms of the first package that the second does not have."""
    only_after: tuple[str, ...]


_NO_ROW, _NO_TOKEN = DrawnRow("", "", ()), Token("")
"""Neither of a pair; pairs have at least one."""
_TEXT = frozenset({Style.HEADING_1, Style.HEADING_2, Style.BODY})
_ROWS = {
    "funds": "资金",
    "amounts": "收支构成",
    "objectives": "年度总体目标",
    "indicators": "指标",
    "expenditure": "经费",
}


def compare_packages(before: Package, after: Package, family: str = "") -> PackageComparison:
    """Return what changed from one package to another. Linear in cells.

    Args:
        before: The earlier version or year.
        after: The later one; the document follows it.
        family: Whose layouts draw both; Hunan's by default.

    Raises:
        RenderError: Neither has a form that any layout draws.
    """
    earlier = {_key(drawing): drawing for drawing in drawings_of(before, family).drawings}
    found = _Found()
    for drawing in drawings_of(after, family).drawings:
        found.add(earlier.pop(_key(drawing), None), drawing)
    for gone in earlier.values():
        found.only_before.append(gone.name)
    if not found.sheets and not found.only_before:
        raise RenderError(after.name, "全部", "两份材料中都没有可以对比的表")
    title = f"{after.name or before.name} 修改对照"
    return PackageComparison(
        OfficialDocument(title, tuple(found.sheets)),
        tuple(found.changes),
        tuple(found.only_before),
        tuple(found.only_after),
    )


def _key(drawing: Drawing) -> tuple[FormKind, str]:
    form = drawing.form
    if isinstance(form, SelfEvaluation) and form.kind is FormKind.PROJECT:
        return form.kind, name_key(form.name.text)
    return form.kind, ""


@dataclass(slots=True)
class _Found:
    sheets: list[Sheet] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    only_before: list[str] = field(default_factory=list)
    only_after: list[str] = field(default_factory=list)

    def add(self, before: Drawing | None, after: Drawing) -> None:
        """Take a form of the later package with its counterpart."""
        number = 1 + len(self.sheets)
        if before is None:
            self.only_after.append(after.name)
            self.sheets.append(after.sheet(number))
            return
        rows = [self._row(after.name, old, new) for old, new in _aligned(before.rows(), after.rows())]
        above = self._lines(after.name, tuple(before.above()), tuple(after.above()))
        below = self._lines(after.name, tuple(before.below()), tuple(after.below()))
        blocks: tuple[Line | Table, ...] = (*above, joined(after.layout, rows, number), *below)
        self.sheets.append(Sheet(after.name, blocks, after.layout.landscape))

    def _row(self, sheet: str, old: DrawnRow | None, new: DrawnRow | None) -> DrawnRow:
        pairs = zip_longest(old.tokens if old else (), new.tokens if new else ())
        shown = new or old or _NO_ROW
        if old is None or new is None:
            texts = (_summary(old), _summary(new))
            self.changes.append(Change(sheet, f"{_ROWS.get(shown.block, '')}“{shown.called}”", *texts))
        return replace(shown, tokens=tuple(self._token(sheet, shown, one, two) for one, two in pairs))

    def _token(self, sheet: str, row: DrawnRow, old: Token | None, new: Token | None) -> Token:
        """Return the token with its earlier text where that was another; labels of the form do not count."""
        shown = new or old or _NO_TOKEN
        before, after = old.text.strip() if old else "", new.text.strip() if new else ""
        if shown.is_mark or not shown.name or before == after:
            return shown
        if old is not None and new is not None:
            self.changes.append(Change(sheet, _where(row, shown.name), before, after))
        return replace(shown, text=new.text if new else "", was=old.text if old else "")

    def _lines(self, sheet: str, before: Sequence[Line], after: Sequence[Line]) -> Iterator[Line]:
        # White space only sets lines of a form apart.
        texts = [[squeeze(line.text) for line in lines] for lines in (before, after)]
        for tag, i, j, k, m in _steps(*texts):
            if tag == "equal":
                yield from after[k:m]
                continue
            for old, new in zip_longest(before[i:j], after[k:m]):
                was, text = old.text if old else "", new.text if new else ""
                where = "报告正文" if (new or before[i]).style in _TEXT else "表头和表尾"
                self.changes.append(Change(sheet, where, was, text))
                yield replace(new or before[i], text=text, was=was)


def _where(row: DrawnRow, name: str) -> str:
    called = f"{_ROWS.get(row.block, '')}“{row.called}”的" if row.called else ""
    return called + _called(row, name)


def _called(row: DrawnRow, name: str) -> str:
    owner = _ROWS["objectives"] if row.block == "objectives" else ""
    return field_words(name.rsplit(".", 1)[-1], owner) or _ROWS.get(row.block, "内容")


def _summary(row: DrawnRow | None) -> str:
    """Return the values of a row that is only in one of both, by their names."""
    tokens = [
        token for token in (row.tokens if row else ()) if token.name and not token.is_mark and token.text
    ]
    return "，".join(f"{_called(row, token.name)}：{token.text.strip()}" for token in tokens) if row else ""


def _aligned(
    before: Sequence[DrawnRow], after: Sequence[DrawnRow]
) -> Iterator[tuple[DrawnRow | None, DrawnRow | None]]:
    """Pair rows by block and name, in the order of the later; what is gone stands where it stood.

    The names of a block's rows are compared in their order, so a row that moved is gone and new.
    """
    keys = [[f"{row.block} {name_key(row.called)}" for row in rows] for rows in (before, after)]
    for tag, i, j, k, m in _steps(*keys):
        if tag == "equal" or (tag == "replace" and j - i == m - k and _one_block(before[i:j], after[k:m])):
            yield from zip(before[i:j], after[k:m], strict=True)
            continue
        yield from ((row, None) for row in before[i:j])
        yield from ((None, row) for row in after[k:m])


def _steps(before: Sequence[str], after: Sequence[str]) -> Sequence[tuple[str, int, int, int, int]]:
    return SequenceMatcher(None, before, after, autojunk=False).get_opcodes()


def _one_block(before: Sequence[DrawnRow], after: Sequence[DrawnRow]) -> bool:
    """Whether rows of other names are still the same rows: a block whose rows have no names."""
    pairs = zip(before, after, strict=True)
    return all(old.block == new.block and not old.called and not new.called for old, new in pairs)
