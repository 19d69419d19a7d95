"""Last year's package beside this year's: what the example's two years show, and what is tied to what."""

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jiheng
from jiheng.audit import Audit, Severity
from jiheng.audit._years import fiscal_year, tied
from jiheng.reports import BaseData, Package, SelfEvaluation
from jiheng.values import AchievedText, Figure, Printed, TargetText
from tests.conftest import EXAMPLE, ROOT

EARLIER = ROOT / "examples" / "package-2023"
TRUTH = json.loads((ROOT / "examples" / "truth.json").read_text(encoding="utf-8"))["year_over_year"]
ACROSS = ("YOY", "REU-002", "REU-003", "REU-004", "REU-005")


@pytest.fixture(scope="module")
def now() -> Package:
    return jiheng.read(EXAMPLE / "department-2024.docx")


@pytest.fixture(scope="module")
def before() -> Package:
    return jiheng.read(EARLIER / "department-2023.docx")


@pytest.fixture(scope="module")
def audit(now: Package, before: Package) -> Audit:
    return jiheng.audit(now, previous=before)


def name_of(package: Package, index: int) -> str:
    form = package.forms[index]
    if isinstance(form, BaseData):
        return "附件1"
    assert isinstance(form, SelfEvaluation)
    return "附件2" if form.kind.value == "department_self_evaluation" else form.name.text


@pytest.mark.parametrize("said", TRUTH, ids=[f"{said['rule']}-{said['where']}" for said in TRUTH])
def test_what_the_two_years_show_is_found(audit: Audit, now: Package, said: dict[str, str]) -> None:
    spoken = [
        finding
        for finding in audit.findings
        if finding.rule == said["rule"] and name_of(now, finding.at[0].form) == said["table"]
    ]
    assert len(spoken) == 1
    assert any(said["printed"] in place.text for place in spoken[0].at)
    assert any(said["before"] in place.text for place in spoken[0].elsewhere)


def test_nothing_else_is_found(audit: Audit, now: Package) -> None:
    found = Counter(
        (finding.rule, name_of(now, finding.at[0].form))
        for finding in audit.findings
        if finding.rule.startswith(ACROSS)
    )
    assert found == Counter((said["rule"], said["table"]) for said in TRUTH)


def test_every_place_of_last_year_can_be_pointed_at(audit: Audit, before: Package) -> None:
    places = [place for finding in audit.findings for place in finding.elsewhere]
    assert places
    for place in places:
        form = before.forms[place.form]
        printed = [cell.text for cell in cells_of(form) if cell.at == place.cell]
        assert place.text in printed, place
        assert place.package == "示例市工业和信息化局（2023年度）"


def cells_of(part: object) -> list[Printed | Figure | TargetText | AchievedText]:
    """Everything with an address in a form, however deep."""
    if isinstance(part, Printed | Figure | TargetText | AchievedText):
        return [part]
    if isinstance(part, tuple):
        return [cell for item in part for cell in cells_of(item)]
    return [cell for name in getattr(part, "__slots__", ()) for cell in cells_of(getattr(part, name))]


def test_without_last_year_no_rule_speaks_of_it(now: Package, audit: Audit) -> None:
    alone = jiheng.audit(now)
    assert not [finding for finding in alone.findings if finding.rule.startswith(ACROSS)]
    rest = [finding for finding in audit.findings if not finding.rule.startswith(ACROSS)]
    assert rest == list(alone.findings)


def test_the_same_package_under_another_year_is_unchanged_everywhere(now: Package) -> None:
    forms = tuple(replace(form, fiscal_year=2023) for form in now.forms)
    audit = jiheng.audit(now, previous=replace(now, forms=forms))
    found = Counter(finding.rule for finding in audit.findings)
    assert not {"YOY-002", "YOY-004", "YOY-005", "YOY-006", "YOY-007", "YOY-008", "YOY-009"} & set(found)
    # Ten lines have another 决算数 than 上年决算数; 7.8 and 7.78 of 公务接待 may be one figure, rounded.
    assert found["YOY-001"] == 9
    errors = [finding for finding in audit.findings if finding.rule == "YOY-001"]
    assert {finding.severity for finding in errors} == {Severity.ERROR}


def test_years_are_read(now: Package, before: Package) -> None:
    assert (fiscal_year(now), fiscal_year(before)) == (2024, 2023)


@given(st.lists(st.text(st.sampled_from("甲乙丙丁戊己"), min_size=1, max_size=6), max_size=8))
def test_a_name_ties_itself_and_nothing_twice(names: list[str]) -> None:
    pairs = tied(names, names, str)
    assert pairs == [(name, name) for name in dict.fromkeys(names) if names.count(name) == 1]


def test_a_name_that_resembles_two_ties_neither() -> None:
    assert tied(["新增企业数量表"], ["新增企业数量甲", "新增企业数量乙"], str) == []
    assert tied(["新增企业数量表"], ["新增企业数量甲", "培训班次"], str) == [
        ("新增企业数量表", "新增企业数量甲")
    ]


def test_the_committed_files_are_what_the_source_builds(tmp_path: Path) -> None:
    command = [sys.executable, str(ROOT / "examples" / "build.py"), str(tmp_path)]
    subprocess.run(command, check=True, capture_output=True)
    name = "department-2023.txt"
    assert (tmp_path / name).read_bytes() == (EARLIER / name).read_bytes()
    built, committed = (jiheng.read(folder / "department-2023.docx") for folder in (tmp_path, EARLIER))
    assert built.forms == committed.forms
