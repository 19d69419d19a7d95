"""Layout cards: refused where wrong, drawn as their places print them, read back by the catalogue."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import jiheng
from jiheng import SourceFile
from jiheng.cards import read_card
from jiheng.errors import RenderError, StandardError
from jiheng.render.official import Layout, Sheet, Table, all_layouts, compose, write_official
from jiheng.render.official._layouts import layout_from_card
from jiheng.reports import FormKind, Package, SelfEvaluation
from tests.conftest import EXAMPLE
from tests.render.official.packages import content_of, differences

CARD = """
kind: project_self_evaluation
family: county
title: 某县的项目支出绩效自评表
citation: [{source: form-hunan-project}]
attachment: ""
heading: 项目支出绩效自评表
orientation: portrait
widths: [40, 60]
signature: ""
table: |
  | 项目名称 | {name} |
  @indicators | {name} | {achieved} |
"""


@pytest.fixture(scope="module")
def package() -> Package:
    return jiheng.read(EXAMPLE / "department-2024.docx")


def layout_of(tmp_path: Path, text: str) -> Layout:
    file = tmp_path / "county_project.yaml"
    file.write_text(text, encoding="utf-8")
    return layout_from_card("county_project", read_card(file))


def texts(sheet: Sheet) -> list[str]:
    (table,) = (block for block in sheet.blocks if isinstance(block, Table))
    return [cell.text for cell in table.grid.cells]


@pytest.mark.parametrize(
    ("right", "wrong", "reason"),
    [
        ("{achieved}", "{achived}", "unknown value {achived}"),
        ("| 项目名称 | {name} |", "| 项目名称 | {final_budget} |", "unknown value {final_budget}"),
        ("@indicators", "@indicater", "unknown rows @indicater"),
        ("| 项目名称 | {name} |", "| 项目名称 | {name} | < |", "3 cells, 2 widths"),
        ("| 项目名称 | {name} |", "| 项目名称 | {name}", "a row ends in |"),
        ("[40, 60]", "[140, 60]", "wider than the type area"),
        ("portrait", "sideways", "wider than the type area"),
        ("heading: 项目", "heading: 关于{nam}的项目", "unknown value {nam}"),
        ('signature: ""', 'signature: ""\ncolour: red', "unknown key"),
    ],
)
def test_a_wrong_card_is_refused_when_it_is_loaded(
    tmp_path: Path, right: str, wrong: str, reason: str
) -> None:
    with pytest.raises(StandardError) as refused:
        layout_of(tmp_path, CARD.replace(right, wrong))
    assert reason in str(refused.value)


def test_a_card_of_a_county_is_enough(tmp_path: Path) -> None:
    layout = layout_of(tmp_path, CARD)
    assert (layout.family, layout.kind, layout.widths) == ("county", FormKind.PROJECT, (40, 60))


@pytest.mark.parametrize("code", all_layouts())
def test_a_blank_form_of_every_layout_is_recognised(code: str, package: Package) -> None:
    layout = all_layouts()[code]
    composed = compose(package, layout.family)
    read = jiheng.read(SourceFile("x.docx", write_official(composed.document, ".docx")))
    assert [form.kind for form in read.forms] == [form.kind for form in package.forms]
    assert [form.unread for form in read.forms if form.unread] == []


@pytest.mark.parametrize("family", ["national", "sichuan"])
@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".html", ".txt"])
def test_other_families_are_read_back_equal(family: str, suffix: str, package: Package) -> None:
    composed = compose(package, family)
    assert composed.left_out == ()
    read = jiheng.read(SourceFile(f"x{suffix}", write_official(composed.document, suffix)))
    assert not differences(content_of(package), content_of(read))


def test_what_a_layout_has_no_place_for_is_told(package: Package) -> None:
    only = next(i for i, form in enumerate(package.forms) if form.kind is FormKind.DEPARTMENT)
    form = package.forms[only]
    assert isinstance(form, SelfEvaluation)
    composed = compose(package, only=only)
    assert composed.left_out == ()
    # The department's layout has no row for a supervising department; a report that names one keeps it.
    named = replace(form, supervising_department=replace(form.name, text="某市人民政府"))
    told = compose(replace(package, forms=(named,))).left_out
    assert told == ("附件2 整体自评表：主管部门“某市人民政府”，版式中没有位置",)


def test_a_family_or_form_that_is_not_there_is_refused(package: Package) -> None:
    with pytest.raises(RenderError, match="没有这个版式"):
        compose(package, "guangdong")
    with pytest.raises(RenderError, match="材料中只有 21 张表"):
        compose(package, only=21)


def test_levels_that_repeat_are_one_cell(package: Package) -> None:
    sheet = compose(package).document.sheets[1]
    (table,) = (block for block in sheet.blocks if isinstance(block, Table))
    level = next(cell for cell in table.grid.cells if cell.text.startswith("产出指标"))
    assert level.row_span == 9
    assert texts(sheet).count(level.text) == 1
