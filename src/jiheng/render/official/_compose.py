"""Package → official document, by layout cards. Computes nothing; says what a layout has no place for."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain, count

from jiheng.errors import RenderError
from jiheng.render.official._blocks import OfficialDocument
from jiheng.render.official._drawing import Drawing
from jiheng.render.official._layouts import Layout, families, layout_of
from jiheng.render.official._values import Evaluated
from jiheng.reports import BaseData, FormKind, Package, SelfEvaluation

_ORDER = (FormKind.BASE_DATA, FormKind.DEPARTMENT, FormKind.PROJECT)
_DEFAULT = ("hunan", "national")
"""Families to take a form's layout from where none is named, the first that has one."""


@dataclass(frozen=True, slots=True)
class Composition:
    """A document, and the values of the package that its layouts have no place for, in words."""

    document: OfficialDocument
    left_out: tuple[str, ...]


def compose(package: Package, family: str = "", only: int | None = None) -> Composition:
    """Return a package as the official document it is filed as.

    Args:
        package: What is to be written.
        family: Whose layouts; by default Hunan's, which have one for every form of a package.
        only: Index of the one form to write; all by default.

    Raises:
        RenderError: There is no such family, no such form, or no form that any layout draws.
    """
    if only is not None and not 0 <= only < len(package.forms):
        raise RenderError(package.name, f"第 {only + 1} 张表", f"材料中只有 {len(package.forms)} 张表")
    found = drawings_of(package, family, only)
    if not found.drawings:
        raise RenderError(package.name, "全部", "没有可以写出的表（基础数据表、部门整体自评表、项目自评表）")
    sheets = tuple(drawing.sheet(number) for number, drawing in enumerate(found.drawings, start=1))
    unplaced = (f"{one.name}：{words}，版式中没有位置" for one in found.drawings for words in one.left_out)
    return Composition(OfficialDocument(package.name, sheets), (*found.left_out, *unplaced))


def drawings_of(package: Package, family: str = "", only: int | None = None) -> Drawings:
    """Return the forms of a package in the order they are filed, each in its layout.

    Raises:
        RenderError: There is no such family of layouts.
    """
    if family and family not in families():
        raise RenderError(family, "版式", f"没有这个版式；现有：{'、'.join(families())}")
    found = Drawings()
    forms = package.forms if only is None else package.forms[only : only + 1]
    for kind in _ORDER:
        for form in forms:
            if isinstance(form, SelfEvaluation | BaseData) and form.kind is kind:
                found.add(form, family)
    found.left_out += [
        f"《{form.title.text}》不是自评材料的表"
        for form in forms
        if not isinstance(form, SelfEvaluation | BaseData)
    ]
    return found


@dataclass(slots=True)
class Drawings:
    """Forms in their layouts, and what was left out, in words."""

    drawings: list[Drawing] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)

    def add(self, form: Evaluated, family: str) -> None:
        """Take a form; one that no layout draws is left out."""
        # A family without the form takes the default's: a province prints its project table, not every form.
        tried = (family, *_DEFAULT) if family else _DEFAULT
        layout = next((found for one in tried if (found := layout_of(form.kind, one))), None)
        if layout is None:
            self.left_out.append(f"没有《{form.title.text or _SHORT[form.kind]}》的版式")
        else:
            self.drawings.append(Drawing(layout, form, self._name(layout, form)))

    def _name(self, layout: Layout, form: Evaluated) -> str:
        is_project = isinstance(form, SelfEvaluation) and form.kind is FormKind.PROJECT
        own = form.name.text if is_project and isinstance(form, SelfEvaluation) else ""
        name = f"{layout.attachment or layout.title} {own or _SHORT[form.kind]}".strip()
        taken = {drawing.name for drawing in self.drawings}
        numbered = (f"{name}（{n}）" for n in count(2))
        return next(one for one in chain((name,), numbered) if one not in taken)


_SHORT = {FormKind.BASE_DATA: "基础数据表", FormKind.DEPARTMENT: "整体自评表", FormKind.PROJECT: "项目自评表"}
