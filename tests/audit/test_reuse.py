"""Texts taken over: what is found however its figures were changed, and what is left alone."""

import random
import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jiheng
from jiheng.audit import Comparison, Trace, compare, trace_of
from jiheng.audit._passages import SHORTEST, Passage, alike, plain_texts, unchanged
from jiheng.audit._peers import outliers
from jiheng.reports import FormKind, Package, Section, SelfEvaluation
from jiheng.values import Printed
from tests.conftest import EXAMPLE

# Enough characters that two random texts share no run of five, as texts of two matters do not.
SIGNS = [chr(code) for code in range(0x4E00, 0x4E00 + 3000)]
LEAST = 0.6


def rng_of(seed: int) -> random.Random:
    return random.Random(seed)  # noqa: S311 - texts to compare, nothing secret


def text_of(seed: int, length: int) -> str:
    return "".join(rng_of(seed).choices(SIGNS, k=length))


def passage(form: int, plain: str) -> Passage:
    return Passage(form, Printed(plain, f"P{form}"), plain)


def changed(text: str, percent: int, seed: int) -> str:
    rng = rng_of(seed)
    at = set(rng.sample(range(len(text)), len(text) * percent // 100))
    return "".join(rng.choice(SIGNS) if i in at else sign for i, sign in enumerate(text))


@given(st.integers(0, 10**6), st.integers(200, 600), st.integers(0, 5))
def test_a_text_with_few_characters_changed_is_found(seed: int, length: int, percent: int) -> None:
    # Each change breaks at most five runs: at 5 % at least three runs in four are whole.
    text = text_of(seed, length)
    found = alike([passage(1, text), passage(2, changed(text, percent, seed + 1))], LEAST)
    assert [(one.first.form, one.second.form) for one in found] == [(1, 2)]
    assert found[0].share >= 1 - percent / 100 * 5 - 5 / length


@given(st.integers(0, 10**6), st.integers(SHORTEST, 600), st.integers(SHORTEST, 600))
def test_unrelated_texts_are_not_found(seed: int, one: int, other: int) -> None:
    assert alike([passage(1, text_of(seed, one)), passage(2, text_of(seed + 1, other))], LEAST) == []


@given(st.integers(0, 10**6), st.integers(120, 300), st.integers(0, 200), st.integers(0, 200))
def test_a_copy_inside_a_longer_text_is_found(seed: int, length: int, before: int, after: int) -> None:
    copied = text_of(seed, length)
    longer = text_of(seed + 1, before) + copied + text_of(seed + 2, after)
    (found,) = alike([passage(1, copied), passage(2, longer)], LEAST)
    assert found.share == 1


def test_one_form_repeating_itself_is_not_reuse() -> None:
    text = text_of(1, 100)
    assert alike([passage(1, text), passage(1, text)], LEAST) == []


def test_what_most_forms_print_is_a_formula() -> None:
    text = text_of(1, 100)
    assert alike([passage(form, text) for form in range(9)], LEAST) == []
    others = [passage(form, text_of(form + 10, 100)) for form in range(3, 9)]
    assert len(alike([passage(0, text), passage(1, text), *others], LEAST)) == 1


def test_figures_names_numbering_marks_and_formulas_are_put_aside() -> None:
    first, second = plain_texts(
        [
            "（一）2024年 会务服务 支出12.5万元，全年预算 20万元，组织企业 36 家参会。",
            "2.2023年会务服务支出8万元，组织企业1,204家参会！",
        ],
        ["会务服务"],
    )
    assert first == "年支出万元万元组织企业家参会"
    assert second == "年支出万元组织企业家参会"


def test_each_passage_finds_the_earlier_one_it_shares_most_with() -> None:
    text = text_of(1, 200)
    before = [passage(7, text_of(2, 200)), passage(8, changed(text, 20, 3)), passage(9, changed(text, 2, 4))]
    (found,) = unchanged([passage(1, text)], before, LEAST)
    assert found.second.form == 9


# Across packages ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def example() -> Package:
    return jiheng.read(EXAMPLE / "department-2024.docx")


def package_of(example: Package, name: str, texts: list[str]) -> Package:
    """The example under another name, the reports of its first projects replaced."""
    forms = list(example.forms)
    projects = [index for index, form in example.evaluations(FormKind.PROJECT)]
    for number, index in enumerate(projects):
        form = forms[index]
        assert isinstance(form, SelfEvaluation)
        own = [Printed(text, f"P{i}") for i, text in enumerate(texts[number : number + 1], 1)]
        section = Section(Printed("", ""), "", tuple(own))
        forms[index] = replace(form, narrative=(section,), objectives=())
    kept = [f for f in forms if not isinstance(f, SelfEvaluation) or f.kind is FormKind.PROJECT]
    return replace(example, name=name, forms=tuple(kept), matches=())


def compared(packages: list[Package]) -> Comparison:
    return compare([trace_of(package, ()) for package in packages])


def test_a_paragraph_of_another_unit_is_found_with_both_sides(example: Package) -> None:
    text = text_of(1, 120)
    packages = [
        package_of(example, name, texts)
        for name, texts in (
            ("甲局", [text_of(2, 150), f"走访企业12家。{text}"]),
            ("乙局", [f"走访企业35家。{changed(text, 3, 5)}"]),
            ("丙局", [text_of(3, 150)]),
        )
    ]
    (finding,) = compared(packages).findings
    assert (finding.rule, finding.at) == ("REU-006", ())
    assert [(place.package, place.cell) for place in finding.elsewhere] == [("甲局", "P1"), ("乙局", "P1")]
    assert "“甲局”、“乙局”" in finding.message
    assert finding.elsewhere[0].text.startswith("走访企业12家。")
    form = packages[0].forms[finding.elsewhere[0].form]
    assert isinstance(form, SelfEvaluation)
    assert form.narrative[0].paragraphs[0].text == f"走访企业12家。{text}"


def test_what_the_same_packages_share_is_one_finding(example: Package) -> None:
    shared = [text_of(seed, 120) for seed in range(5)]
    others = [package_of(example, f"{i}局", [text_of(100 + i, 120)]) for i in range(3)]
    pair = [package_of(example, name, shared) for name in ("甲局", "乙局")]
    (finding,) = compared([*pair, *others]).findings
    assert "有5处文字" in finding.message
    assert len(finding.elsewhere) == 10


def test_what_many_packages_print_is_a_template(example: Package) -> None:
    template, copied = text_of(1, 120), text_of(2, 120)
    packages = [package_of(example, f"{i}局", [template, text_of(10 + i, 100)]) for i in range(10)]
    packages += [package_of(example, name, [template, copied]) for name in ("甲局", "乙局")]
    (finding,) = compared(packages).findings
    assert "“甲局”、“乙局”有1处" in finding.message


def test_a_trace_is_small_and_quotes_little(example: Package) -> None:
    trace = trace_of(example, jiheng.score(example))
    assert sum(len(sketch) for sketch in trace.sketches) < sum(len(place.text) for place in trace.places) * 4
    assert all(len(place.text) <= 41 for place in trace.places)
    assert trace.unit == "示例市工业和信息化局"


# Peers -------------------------------------------------------------------------------------------------


def test_shares_by_hand(example: Package) -> None:
    trace = trace_of(example, jiheng.score(example))
    rows = [row for _, form in example.evaluations() for row in form.indicators if not row.is_stroke]
    assert trace.rows == len(rows)
    numbers = [row for row in rows if re.match(r"[≥≤=＝]?\d", row.target.text)]
    assert trace.measurable is not None
    assert abs(trace.measurable - Decimal(len(numbers)) / len(rows)) < Decimal("0.05")
    marked = [row for row in rows if row.max_score.value and row.score.value is not None]
    # The department's table gives 2 of 4 and 1.2 of 4; every other row has full marks.
    assert trace.full_marks == Decimal(len(marked) - 2) / len(marked)


def trace(name: str, full_marks: str) -> Trace:
    return Trace(name, name, 2024, 20, Decimal(full_marks), None, None, None)


def standing_out(values: list[str]) -> list[str]:
    traces = [trace(str(i), value) for i, value in enumerate(values)]
    found = outliers(traces, "full_marks", limit=Decimal("3.5"), least=Decimal("0.1"), high=True)
    return [outlier.trace.package for outlier in found]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (
            ["0.7", "0.7", "0.7", "0.7", "0.7", "1"],
            ["5"],
        ),  # more than half equal: the mean deviation stands in
        (["0.7", "0.7", "0.7", "0.7", "0.7", "0.75"], []),  # too near to matter
        (["0.5", "0.6", "0.7", "0.8", "0.9", "1"], []),  # spread, but none stands out
        (["0.7", "0.7", "0.7", "0.7", "0.7", "0.2"], []),  # the other side
        (["1", "1", "1", "1", "1", "1"], []),
        ([], []),
    ],
)
def test_only_what_stands_out_on_the_suspicious_side(values: list[str], expected: list[str]) -> None:
    assert standing_out(values) == expected


def test_the_real_package_repeats_one_objective(seed: Path) -> None:
    audit = jiheng.audit(jiheng.read(seed / "department-2024.docx"))
    (finding,) = [finding for finding in audit.findings if finding.rule == "REU-001"]
    assert [(place.form, place.cell) for place in finding.at] == [(7, "T8R9C2"), (9, "T10R9C2")]
