"""Figures of a finished text that the table has become references; putting them back gives the text."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import jiheng
from jiheng.documents import SourceFile
from jiheng.render.text import Linked, link_text, resolve_text
from jiheng.reports import Package, SelfEvaluation
from jiheng.values import collapse
from tests.conftest import EXAMPLE
from tests.render.text.forms import package, project


def _linked(*paragraphs: str) -> Linked:
    read = package(*paragraphs)
    return link_text(project(read), read)


def _comes_back(form: SelfEvaluation, read: Package) -> Linked:
    linked = link_text(form, read)
    resolved = resolve_text(linked.source, form, read)
    assert resolved.wrong == ()
    assert [(s.heading.text, s.text) for s in resolved.sections] == [
        (s.heading.text, s.text) for s in form.narrative
    ]
    return linked


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("全年预算418.85万元。", "全年预算{funds.total.final_budget}。"),
        ("实际支出406.62万元。", "实际支出{funds.total.actual_expenditure}。"),
        ("实际支出406.62 万元。", "实际支出{funds.total.actual_expenditure: 不带单位} 万元。"),
        ("全年预算4188500元。", "全年预算{funds.total.final_budget: 元}。"),
        ("全年预算4,188,500元。", "全年预算{funds.total.final_budget: 元 千分位}。"),
        ("预算执行率97.08%。", "预算执行率{funds.total.execution_rate}。"),
        (
            "办理事项3112件，目标3000件。",
            "办理事项{indicators[办理事项].achieved}，目标{indicators[办理事项].target}。",
        ),
        ("满意度95.5%。", "满意度{indicators[满意度].achieved: 1位小数}。"),
        ("电费下降2.8万元。", "电费下降{indicators[电费].achieved: 幅度}。"),
        # The electricity went down, so what went up is something else.
        ("电费增加2.8万元。", "电费增加2.8万元。"),
        ("办理{甲}3112件以上。", "办理{{甲}}{indicators[办理事项].achieved}以上。"),
        ("另有31120件、3112.5件、3112家。", "另有31120件、3112.5件、3112家。"),
        ("办理3112件", "办理{indicators[办理事项].achieved}"),
    ],
)
def test_a_figure_of_the_table_becomes_a_reference(text: str, source: str) -> None:
    linked = _linked(text)
    assert linked.source == f"{source}\n"


def test_what_may_be_several_is_listed_with_all_of_them() -> None:
    linked = _linked("花费418.85万元。")
    assert [one.text for one in linked.ambiguous] == []
    assert linked.linked[0].reference == "funds.total.final_budget"
    read = package("得分9.5分，扣9.5分。")
    (first, second) = link_text(project(read), read).ambiguous
    assert first.text == second.text == "9.5分"
    assert len(first.candidates) == len(project(read).indicators)


def test_what_the_table_does_not_have_is_listed() -> None:
    linked = _linked("印刷费54.23万元。2024年3月，第二次会议，三个方面。")
    assert [(one.text, one.before, one.candidates) for one in linked.unlinked] == [
        ("54.23万元", "印刷费", ())
    ]
    assert linked.source == "印刷费54.23万元。2024年3月，第二次会议，三个方面。\n"


def test_a_department_text_is_linked_to_the_base_data() -> None:
    read = package()
    department = read.evaluations()[0][1]
    text = project(package("三公经费决算59.33万元，编制96人。")).narrative
    form = SelfEvaluation(
        **{name: getattr(department, name) for name in department.__slots__} | {"narrative": text}
    )
    linked = link_text(form, read)
    assert "编制{base_data.staff.authorized_headcount}" in linked.source
    assert "决算{base_data.expenditure[三公经费].actual}" in linked.source


FIGURES = [
    "406.62万元",
    "418.85万元",
    "3112件",
    "97.08%",
    "95.50%",
    "95.5%",
    "2.8万元",
    "4个",
    "9.5分",
    "1.2万人次",
]
WORDS = st.text(alphabet="全年预算执行支出办理目标下降满意度，。；（）{}#-\\[]: \u3000一二1.2", max_size=12)
PARAGRAPHS = st.lists(st.one_of(WORDS, st.sampled_from(FIGURES), st.text(max_size=4)), max_size=12).map(
    lambda parts: collapse("".join(parts))
)


@settings(max_examples=60)
@given(
    st.lists(PARAGRAPHS.filter(bool), min_size=1, max_size=4),
    st.sampled_from(["", "一、收支", "（二）人员", "附言"]),
)
def test_any_text_comes_back_sign_for_sign(paragraphs: list[str], heading: str) -> None:
    read = package(*paragraphs, heading=heading)
    _comes_back(project(read), read)


def _read(path: Path) -> Package:
    return jiheng.read(SourceFile(path.name, path.read_bytes()))


def test_the_example_comes_back_and_its_first_project_is_linked() -> None:
    read = _read(EXAMPLE / "department-2024.txt")
    for _, form in read.evaluations():
        _comes_back(form, read)
    first = read.forms[2]
    assert isinstance(first, SelfEvaluation)
    source = link_text(first, read).source
    assert "年初预算{funds.total.original_budget}" in source
    assert "全年预算{funds.total.final_budget}，实际支出{funds.total.actual_expenditure}。" in source


def test_the_real_package_comes_back(seed: Path) -> None:
    read = _read(seed / "department-2024.txt")
    assert sum(len(_comes_back(form, read).linked) for _, form in read.evaluations()) > 50
