"""The example package against its truth: planted mistakes are found, consistent statements are left alone."""

import json
import re
from dataclasses import dataclass

import pytest

import jiheng
from jiheng.audit import Audit
from jiheng.reports import BaseData, FormKind, Package, SelfEvaluation
from jiheng.values import squeeze
from tests.conftest import EXAMPLE, ROOT

TRUTH = json.loads((ROOT / "examples" / "truth.json").read_text(encoding="utf-8"))

# Mistakes that stand in no row of their own: the rule that must speak of the form.
BY_RULE = {
    ("人才示范培训班专项", "生态效益指标"): "NAM-005",
    ("“制造名城”走进西安活动经费", "成本指标"): "NAM-005",
    ("行政运行（其他）经费", "二、项目支出绩效情况"): "TXT-006",
    ("中央无线电管理经费", "（三）产出时效"): "TXT-007",
    ("中央无线电管理经费", "（四）项目效益"): "TXT-014",
    ("工信系统相关专家核查经费", "年度总体目标·实际完成情况"): "TXT-013",
}
# Rules that compute: among consistent figures none of them may speak.
ARITHMETIC = re.compile(
    r"FUN-00[123589]|WGT-|SCO-00[124678]|SCO-01[23]|BAS-|XTB-00[123679]|TXT-00[1234589]|TXT-01[0-25-9]|TXT-02|TIM-00[134]|IND-02[0123]"
)


# Rules that hang on the reports' titles and text, which a workbook does not hold.
TEXT = ("COM-002", "COM-003", "XTB-005", "TXT")


@pytest.fixture(scope="module")
def audit() -> Audit:
    return jiheng.audit(jiheng.read(EXAMPLE / "department-2024.docx"))


@dataclass(frozen=True)
class Said:
    """A planted mistake: the table, the row, and what is printed there."""

    table: str
    where: str
    printed: tuple[str, ...]


CERTAIN = [
    Said(entry["table"], entry["where"], tuple(entry["printed"]))
    for entry in TRUTH["planted_mistakes"]
    if entry["certainty"] == "certain"
]


def form_of(package: Package, table: str) -> int:
    for index, form in enumerate(package.forms):
        if isinstance(form, BaseData):
            if table == "附件1":
                return index
        elif (form.kind is FormKind.DEPARTMENT and table == "附件2") or form.name.text == table:
            return index
    raise AssertionError(table)


def rows_of(package: Package, index: int, where: str) -> set[str]:
    """The rows of a form whose label is named."""
    form = package.forms[index]
    if isinstance(form, SelfEvaluation):
        named = {row.at for row in form.indicators if squeeze(row.name.text) == squeeze(where)}
        lines = [line.label.at for line in form.funds if where.startswith(line.label.text)]
        return named | {row_of(at) for at in lines}
    assert isinstance(form, BaseData)
    return {row_of(row.label.at) for row in form.expenditure if row.label.text == where}


def row_of(cell: str) -> str:
    return cell.rsplit("C", 1)[0]


@pytest.mark.parametrize("said", CERTAIN, ids=[f"{said.table}-{said.where}" for said in CERTAIN])
def test_a_planted_mistake_is_found(audit: Audit, said: Said) -> None:
    index = form_of(audit.package, said.table)
    wanted = BY_RULE.get((said.table, said.where))
    rows = rows_of(audit.package, index, said.where)
    assert rows or wanted, said.where
    speaking = {
        finding.rule
        for finding in audit.findings
        for place in finding.at
        if place.form == index and (wanted == finding.rule or row_of(place.cell) in rows)
    }
    assert speaking, said


def test_figures_that_fit_are_left_alone(audit: Audit) -> None:
    assert [finding.message for finding in audit.findings if ARITHMETIC.match(finding.rule)] == []


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ("央企对接现场会相关经费", "完成任务及时率"),
        ("2024年度企业办事不求人工作经费", "开展惠企活动"),
        ("2024年度企业办事不求人工作经费", "问题交办系统年运行维护费用"),
        ("2024年度开展供需对接活动经费", "组织进名校名企开展供需对接活动"),
        ("行政运行（其他）经费", "物业保障周期"),
    ],
)
def test_a_sound_row_is_left_alone(audit: Audit, table: str, where: str) -> None:
    index = form_of(audit.package, table)
    rows = rows_of(audit.package, index, where)
    assert rows
    spoken = [f.rule for f in audit.findings for p in f.at if p.form == index and row_of(p.cell) in rows]
    assert spoken == []


def test_patterns_of_the_whole_package_are_one_finding_each(audit: Audit) -> None:
    at = {finding.rule: len(finding.at) for finding in audit.findings}
    count = [finding.rule for finding in audit.findings]
    assert (at["FUN-007"], count.count("FUN-007")) == (19, 1)
    assert (at["SCO-010"], count.count("SCO-010")) == (19, 1)
    assert (at["XTB-010"], count.count("XTB-010")) == (4, 1)


@pytest.mark.parametrize("container", ["txt", "xlsx"])
def test_the_container_makes_no_difference(audit: Audit, container: str) -> None:
    other = jiheng.audit(jiheng.read(EXAMPLE / f"department-2024.{container}"))
    spoken = {(f.rule, f.message) for f in other.findings if not f.rule.startswith(TEXT)}
    expected = {(f.rule, f.message) for f in audit.findings if not f.rule.startswith(TEXT)}
    assert spoken == expected
