"""Which project goes into which form of a template."""

from __future__ import annotations

import pytest

import jiheng
from jiheng.documents import SourceFile
from jiheng.errors import RenderError
from jiheng.render.fill import Filled, Options, fill_template
from jiheng.reports import Package, SelfEvaluation
from tests.render.fill.reports import GROUPS, add_form, project, report, saved, template


def _several(*names: str) -> bytes:
    document = template()
    for _ in names[1:]:
        document.add_paragraph("项目支出绩效自评表")
        add_form(document, GROUPS)
    for name, table in zip(names, document.tables, strict=True):
        table.rows[0].cells[1].text = name
    return saved(document)


def _fill(content: bytes, package: Package, options: Options | None = None) -> Filled:
    return fill_template(SourceFile("模板.docx", content), package, options)


def _names(filled: Filled) -> list[str]:
    package = jiheng.read(SourceFile("填好.docx", filled.content))
    return [form.name.text for form in package.forms if isinstance(form, SelfEvaluation)]


TWO = report(project(name="会议服务经费"), project(name="专家核查经费"))


def test_one_form_takes_the_project_that_is_named_or_numbered() -> None:
    blank = _several("")
    with pytest.raises(RenderError, match=r"会议服务经费.*专家核查经费.*--project"):
        _fill(blank, TWO)
    for wanted in ("专家核查经费", "2", "核查"):
        assert _names(_fill(blank, TWO, Options(project=wanted))) == ["专家核查经费"]
    for wanted in ("3", "0", "没有的", "经费"):
        with pytest.raises(RenderError, match="--project"):
            _fill(blank, TWO, Options(project=wanted))


def test_forms_find_their_projects_by_name_whatever_the_order_or_year() -> None:
    filled = _fill(_several("2023年专家核查经费", "会议服务经费"), TWO)
    assert _names(filled) == ["专家核查经费", "会议服务经费"]
    change = next(change for change in filled.changes if change.at == "T1R1C2")
    assert (change.old, change.new) == ("2023年专家核查经费", "专家核查经费")


def test_blank_forms_take_what_is_left() -> None:
    assert _names(_fill(_several("专家核查经费", ""), TWO)) == ["专家核查经费", "会议服务经费"]


def test_a_project_without_a_place_is_named_and_left_out_with_partial() -> None:
    content = _several("专家核查经费", "去年的项目")
    with pytest.raises(RenderError, match="会议服务经费"):
        _fill(content, TWO)
    filled = _fill(content, TWO, Options(partial=True))
    assert any("会议服务经费" in note for note in filled.notes)
    assert any("去年的项目" in note and "未改动" in note for note in filled.notes)
