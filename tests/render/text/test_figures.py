"""The figures offered for picking print what the table says, and each reference means one cell."""

from __future__ import annotations

from jiheng.render.text import quotable_figures, resolve_text
from tests.render.text.forms import package, project


def test_each_reference_prints_what_is_offered() -> None:
    read = package("")
    form = project(read)

    figures = quotable_figures(form, read)

    assert len(figures) > 30
    for figure in figures:
        assert resolve_text(f"{{{figure.reference}}}", form, read).text == figure.printed, figure
    assert len({figure.reference for figure in figures}) == len(figures)


def test_figures_are_the_tables_with_their_names() -> None:
    read = package("")

    found = {
        one.reference: (one.row, one.column, one.printed) for one in quotable_figures(project(read), read)
    }

    assert found["funds.total.final_budget"] == ("年度资金总额", "全年预算数", "418.85万元")
    assert found["funds.total.execution_rate"] == ("年度资金总额", "执行率", "97.08%")
    assert found["indicators[满意度].achieved"] == ("满意度", "", "95.50%")
    assert found["indicators[4].achieved"] == ("培训", "", "59人")
    assert "funds.carry_over.final_budget" not in found
