"""The forms of eleven places in other words and figures, in every container, read back."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from jiheng.documents import SourceFile
from jiheng.reports import read_package
from tests.forms.containers import BORDERED, BORDERLESS
from tests.forms.filings import filing
from tests.forms.layouts import GUANTANG, JINZHAI, LAYOUTS, LIANGPING, LINXIANG, SICHUAN, Layout
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


@pytest.mark.parametrize("name", BORDERED)
def test_several_forms_a_page_are_several(name: str) -> None:
    for layout in (SICHUAN, JINZHAI):
        papers = [printed(layout, filing(seed), seed) for seed in (1, 2, 3)]
        for verdict in read_back(layout, papers, name, BORDERED[name](papers)):
            assert (verdict.wrong, verdict.missing) == ((), ())


@settings(max_examples=40)
@given(
    st.integers(100, 10**6), st.sampled_from(LAYOUTS), st.sampled_from(["自评.html", "自评.csv", "自评.txt"])
)
def test_any_filing_is_read_right(seed: int, layout: Layout, name: str) -> None:
    paper = printed(layout, filing(seed))
    (verdict,) = read_back(layout, [paper], name, BORDERED[name]([paper]))
    assert (verdict.wrong, verdict.missing) == ((), ())


LEAST = {"竖线.txt": 1.0, "一格一行.txt": 0.88, "一行一排.txt": 0.92, "连排.txt": 0.39}
"""Share of the values read where the borders are lost; the rest is listed as doubtful."""


@pytest.mark.parametrize("name", BORDERLESS)
def test_no_value_is_wrong_where_the_borders_are_lost(name: str) -> None:
    right = missing = 0
    for layout in LAYOUTS:
        for seed in SEEDS:
            paper = printed(layout, filing(seed))
            verdict = read_what_there_is(layout, paper, name)
            assert verdict.wrong == (), (layout.place, seed)
            right += verdict.right
            missing += len(verdict.missing)
    assert right >= LEAST[name] * (right + missing)


@settings(max_examples=60)
@given(st.integers(100, 10**6), st.sampled_from(LAYOUTS), st.sampled_from(sorted(BORDERLESS)))
def test_no_value_of_any_filing_is_wrong_without_borders(seed: int, layout: Layout, name: str) -> None:
    assert read_what_there_is(layout, printed(layout, filing(seed)), name).wrong == ()


def read_what_there_is(layout: Layout, paper: Printed, name: str) -> Verdict:
    package = read_package([SourceFile(name, BORDERLESS[name]([paper]))])
    forms = [form for form in package.forms if form.kind.value == layout.kind]
    assert len(package.forms) == len(forms) <= 1
    return judge(paper, values_of(forms[0]) if forms else {})


def test_a_printed_page_is_read_right(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    paper = printed(LINXIANG, filing(5))
    (tmp_path / "自评.docx").write_bytes(BORDERED["自评.docx"]([paper]))
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "pdf", "自评.docx"],
        cwd=tmp_path,
        check=True,
        timeout=120,
    )
    (verdict,) = read_back(LINXIANG, [paper], "自评.pdf", (tmp_path / "自评.pdf").read_bytes())
    assert (verdict.wrong, verdict.missing) == ((), ())


@pytest.mark.parametrize(("layout", "seed"), [(LIANGPING, 5005), (LIANGPING, 5013), (GUANTANG, 5056)])
def test_units_and_rates_are_not_taken_from_their_neighbours(layout: Layout, seed: int) -> None:
    assert read_what_there_is(layout, printed(layout, filing(seed)), "连排.txt").wrong == ()
