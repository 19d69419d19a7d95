"""The forms of eleven places in other words and figures, in every container, read back."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from jiheng.documents import SourceFile
from jiheng.reports import read_package
from tests.forms.containers import BORDERED
from tests.forms.filings import filing
from tests.forms.layouts import LAYOUTS, Layout
from tests.forms.printing import Printed, Verdict, judge, printed, values_of

SEEDS = range(3)
PLACES = [pytest.param(layout, id=layout.place) for layout in LAYOUTS]


def read_back(layout: Layout, papers: Sequence[Printed], name: str, content: bytes) -> list[Verdict]:
    package = read_package([SourceFile(name, content)])
    assert package.failures == ()
    assert [form.kind.value for form in package.forms] == [layout.kind] * len(papers)
    return [judge(paper, values_of(form)) for paper, form in zip(papers, package.forms, strict=True)]


@pytest.mark.parametrize("layout", PLACES)
@pytest.mark.parametrize("name", BORDERED)
def test_every_value_is_right_where_the_table_has_borders(layout: Layout, name: str) -> None:
    for seed in SEEDS:
        paper = printed(layout, filing(seed))
        (verdict,) = read_back(layout, [paper], name, BORDERED[name]([paper]))
        assert (verdict.wrong, verdict.missing) == ((), ())
        assert verdict.right == sum(bool(value) for value in paper.expected.values())
