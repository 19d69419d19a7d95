import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from jiheng.audit import Evidence, Finding, Fix, Severity
from jiheng.documents import Document, Origin, Problem, Reading
from jiheng.errors import DocumentError
from jiheng.render import json_schema, render_json
from jiheng.render._contract import PackageEntry
from jiheng.reports import (
    BaseData,
    Buildings,
    ExpenditureRow,
    FormKind,
    FundLine,
    Indicator,
    Match,
    MatchMethod,
    Objective,
    Package,
    Section,
    SelfEvaluation,
    Staff,
    Total,
)
from jiheng.scoring import LineKind, ScoreLine, ScoreSheet
from jiheng.values import AchievedText, Figure, Missing, Printed, TargetText, read_achieved, read_target

ROOT = Path(__file__).parents[2]
NOTHING = Printed("", "")


def figure(text: str, at: str = "") -> Figure:
    """A figure of which only the printed text matters here."""
    return Figure(text, at, Missing.BLANK)


def target(text: str) -> TargetText:
    return TargetText(text, "", read_target(text))


def achieved(text: str) -> AchievedText:
    return AchievedText(text, "", read_achieved(text))


PROJECT = SelfEvaluation(
    kind=FormKind.PROJECT,
    document=0,
    tables=(2,),
    fiscal_year=2024,
    title=Printed("2024年度项目支出绩效自评表", "P3"),
    name=Printed("会议\n服务  经费", "T2R1C3"),
    supervising_department=Printed("示例市工业和信息化局", "T2R2C3"),
    implementing_unit=Printed("局机关", "T2R2C7"),
    funds=(
        FundLine(
            source="total",
            label=Printed("年度资金\n总额", "T2R6C2"),
            original_budget=figure("30"),
            final_budget=figure(" 22 "),
            actual_expenditure=figure("19.8"),
            max_score=figure("10"),
            execution_rate=figure("90 %"),
            score=figure("9"),
            amount=figure(""),
        ),
    ),
    objectives=(Objective(Printed("保障会议。", ""), Printed("会议  得到\n保障。", "")),),
    indicators=(
        Indicator(
            category=Printed("产出指标", ""),
            category_max_score=figure("50"),
            subcategory=Printed("数量指标", ""),
            name=Printed("办会\n场次", "T2R10C4"),
            target=target("≥ 10 场"),
            achieved=achieved("9场"),
            max_score=figure("50"),
            score=figure("45"),
            deviation_reason=Printed("一场  推迟\n到下年", ""),
            at="T2R10",
        ),
        Indicator(
            category=Printed("效益指标", ""),
            category_max_score=figure(""),
            subcategory=Printed("社会效益指标", ""),
            name=Printed("/", "T2R11C4"),
            target=target("有所 提升"),
            achieved=achieved(""),
            max_score=figure("/"),
            score=figure(""),
            deviation_reason=NOTHING,
            at="T2R11",
        ),
    ),
    total=Total(figure("100"), figure("54.0")),
    narrative_title=Printed("会议服务经费绩效自评报告", "P1"),
    narrative=(Section(Printed("一、预算收支情况", "P2"), "第一段。\n第二  段。", ()),),
    filing_date=None,
    filing_line=Printed("填表人：某某 联系电话：000", "P4"),
    unread=(Printed("多出的 字", "T2R12C1"),),
    problems=(Problem("figure_unreadable", "约五成", "T2R10C6"),),
)

PROJECT_JSON = {
    "kind": "project_self_evaluation",
    "document": 0,
    "fiscal_year": 2024,
    "name": "会议服务 经费",
    "supervising_department": "示例市工业和信息化局",
    "implementing_unit": "局机关",
    "funds": [
        {
            "source": "total",
            "label": "年度资金总额",
            "original_budget": "30",
            "final_budget": "22",
            "actual_expenditure": "19.8",
            "max_score": "10",
            "execution_rate": "90%",
            "score": "9",
            "amount": "",
        }
    ],
    "objectives": [{"expected": "保障会议。", "achieved": "会议 得到保障。"}],
    "indicators": [
        {
            "category": "产出指标",
            "category_max_score": "50",
            "subcategory": "数量指标",
            "name": "办会场次",
            "target": "≥10场",
            "achieved": "9场",
            "max_score": "50",
            "score": "45",
            "deviation_reason": "一场 推迟到下年",
            "at": "T2R10",
        },
        {
            "category": "效益指标",
            "category_max_score": "",
            "subcategory": "社会效益指标",
            "name": "/",
            "target": "有所 提升",
            "achieved": "",
            "max_score": "/",
            "score": "",
            "deviation_reason": "",
            "at": "T2R11",
        },
    ],
    "total": {"max_score": "100", "score": "54.0"},
    "narrative": [{"heading": "一、预算收支情况", "text": "第一段。\n第二 段。"}],
    "filing_date": None,
    "unread": [{"text": "多出的 字", "at": "T2R12C1"}],
    "problems": [{"code": "figure_unreadable", "text": "约五成", "at": "T2R10C6"}],
}

BASE_DATA = BaseData(
    document=0,
    tables=(1,),
    fiscal_year=None,
    title=NOTHING,
    staff=Staff(figure("96"), figure("90"), figure("93.75%")),
    expenditure=(
        ExpenditureRow(
            Printed("三公经费", "T1R4C1"),
            1,
            None,
            "three_public_expenses",
            figure("64.45"),
            figure("59.33"),
            figure(""),
        ),
    ),
    buildings=Buildings(*(figure(text) for text in ("0.00", "0.00", "", "1", "2", "3"))),
    austerity_measures=Printed("有保\n有压。", ""),
    notes=(Printed("说明：略", ""),),
    filing_date=None,
    filing_line=NOTHING,
    unread=(),
    problems=(),
)

BASE_DATA_JSON = {
    "kind": "base_data",
    "document": 0,
    "fiscal_year": None,
    "staff": {"authorized_headcount": "96", "serving_staff": "90", "control_rate": "93.75%"},
    "expenditure": [
        {
            "label": "三公经费",
            "level": 1,
            "previous_actual": "64.45",
            "budget": "59.33",
            "actual": "",
            "at": "T1R4C1",
        }
    ],
    "buildings": {
        "approved_scale": "0.00",
        "actual_scale": "0.00",
        "scale_control_rate": "",
        "budgeted_investment": "1",
        "actual_investment": "2",
        "investment_control_rate": "3",
    },
    "austerity_measures": "有保有压。",
    "notes": ["说明：略"],
    "filing_date": None,
    "unread": [],
    "problems": [],
}

READINGS = {
    "T2R10C5": Reading(Origin.RECOGNIZED, Decimal("0.97")),
    "T2R10C6": Reading(Origin.RECOGNIZED, Decimal("0.40"), "数字里夹着字母", certain=False),
    "T2R10C2": Reading(Origin.MERGED, note="合并单元格，第10至11行共用"),
}

PACKAGE = Package(
    name="示例市工业和信息化局",
    documents=(Document("材料.txt", "ab" * 32, "text/plain", (), readings=READINGS),),
    forms=(BASE_DATA, PROJECT),
    matches=(Match(1, 0, (0,), MatchMethod.NAME, "名称相同。"),),
    failures=(DocumentError("坏.docx", "文件已损坏。"),),
    problems=(Problem("form_repeated", "材料里有两张同样的表", "T3"),),
)

PACKAGE_JSON = {
    "schema": "jiheng/1",
    "package": "示例市工业和信息化局",
    "documents": [
        {
            "name": "材料.txt",
            "sha256": "ab" * 32,
            "media_type": "text/plain",
            "readings": {
                "T2R10C5": {"origin": "ocr", "confidence": "0.97", "note": ""},
                "T2R10C6": {"origin": "ocr", "confidence": "0.40", "note": "数字里夹着字母"},
                "T2R10C2": {"origin": "merged", "confidence": "", "note": "合并单元格，第10至11行共用"},
            },
        }
    ],
    "forms": [BASE_DATA_JSON, PROJECT_JSON],
    "matches": [{"form": 1, "base_data": 0, "rows": [0], "method": "name", "why": "名称相同。"}],
    "problems": [{"code": "form_repeated", "text": "材料里有两张同样的表", "at": "T3"}],
    "failures": [{"document": "坏.docx", "reason": "文件已损坏。"}],
    "doubts": [
        {
            "form": 1,
            "document": 0,
            "field": "",
            "text": "约五成",
            "at": "T2R10C6",
            "origin": "ocr",
            "confidence": "0.40",
            "cause": "recognition",
            "why": "应为数字，读不出数值；识别把握不大（0.40）；数字里夹着字母",
            "remedy": "请对照扫描件核对。",
        },
        {
            "form": 1,
            "document": 0,
            "field": "",
            "text": "多出的 字",
            "at": "T2R12C1",
            "origin": "cell",
            "confidence": "",
            "cause": "unplaced",
            "why": "没有归入任何栏目",
            "remedy": "请确认它属于哪一栏；如是表外的说明，可不处理。",
        },
    ],
}

SHEET = ScoreSheet(
    form=1,
    standard="cn/hunan",
    standard_title="湖南样式",
    chosen_because="权重相符",
    reported_total=Decimal("54.0"),
    low=Decimal("54.00"),
    high=Decimal("1E+2"),
    lines=(
        ScoreLine(
            name="办会场次",
            at="T2R10",
            kind=LineKind.QUANTITATIVE,
            max_score=Decimal(50),
            reported=None,
            low=Decimal("45.0"),
            high=Decimal("45.0"),
            why="9 ÷ 10 × 50 = 45",
            steps=("一步",),
        ),
    ),
    judged_weight=Decimal(60),
    total_weight=Decimal(100),
    reported_grade="差",
    low_grade="差",
    high_grade="优",
    difference=(),
)

SHEET_JSON = {
    "standard": "cn/hunan",
    "reported_total": "54",
    "recomputed_total": {"low": "54", "high": "100"},
    "lines": [
        {
            "name": "办会场次",
            "max_score": "50",
            "reported": "",
            "low": "45",
            "high": "45",
            "why": "9 ÷ 10 × 50 = 45",
            "kind": "quantitative",
            "at": "T2R10",
        }
    ],
    "standard_title": "湖南样式",
    "chosen_because": "权重相符",
    "grade": {"reported": "差", "low": "差", "high": "优"},
    "judged_share": "0.6",
}

FINDING = Finding(
    rule="SCO-003",
    severity=Severity.ERROR,
    title="得分与完成情况不符",
    message="填报 50，应为 45。",
    basis="财预〔2020〕10号",
    remedy="更正得分。",
    at=(Evidence(1, "T2R10C8", "45"), Evidence(0, "T1R4C1", "三公经费")),
)

FINDING_JSON = {
    "rule": "SCO-003",
    "severity": "error",
    "message": "填报 50，应为 45。",
    "basis": "财预〔2020〕10号",
    "remedy": "更正得分。",
    "at": [
        {"form": 1, "cell": "T2R10C8", "text": "45"},
        {"form": 0, "cell": "T1R4C1", "text": "三公经费"},
    ],
    "title": "得分与完成情况不符",
}


def test_read_prints_what_was_read_and_nothing_else() -> None:
    assert json.loads(render_json(PACKAGE)) == PACKAGE_JSON


def test_score_adds_a_sheet_to_the_scored_forms_only() -> None:
    printed = json.loads(render_json(PACKAGE, score_sheets=(SHEET,)))
    assert printed == {**PACKAGE_JSON, "forms": [BASE_DATA_JSON, {**PROJECT_JSON, "score_sheet": SHEET_JSON}]}


def test_audit_adds_the_findings_beside_the_forms() -> None:
    printed = json.loads(render_json(PACKAGE, score_sheets=(SHEET,), findings=(FINDING,)))
    assert printed["findings"] == [FINDING_JSON]
    assert json.loads(render_json(PACKAGE, findings=()))["findings"] == []


def test_a_package_is_one_line() -> None:
    assert "\n" not in render_json(PACKAGE, score_sheets=(SHEET,), findings=(FINDING,))


def test_names_and_telephone_numbers_of_the_filing_line_stay_out() -> None:
    line = PROJECT.filing_line
    assert "联系电话" in line.text
    unsure = {line.at: Reading(Origin.RECOGNIZED, Decimal("0.40"), certain=False)}
    document = Document("材料.txt", "ab" * 32, "text/plain", (), readings=unsure)
    printed = render_json(replace(PACKAGE, documents=(document,)))
    assert "联系电话" not in printed
    assert line.at in [doubt["at"] for doubt in json.loads(printed)["doubts"]]


def test_what_is_printed_fits_the_types_exactly() -> None:
    line = render_json(PACKAGE, score_sheets=(SHEET,), findings=(FINDING,))
    entry = msgspec.json.decode(line, type=PackageEntry, strict=True)
    assert json.loads(msgspec.json.encode(entry)) == json.loads(line)


@pytest.mark.parametrize(
    "change", [{"schema": "jiheng/2"}, {"forms": [{"kind": "invoice"}]}, {"documents": None}, {"extra": 1}]
)
def test_the_types_refuse_what_is_not_the_contract(change: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(json.dumps({**PACKAGE_JSON, **change}), type=PackageEntry)


def test_the_committed_schema_is_the_one_of_the_types() -> None:
    committed = (ROOT / "docs" / "reference" / "schema.json").read_text(encoding="utf-8")
    assert committed == json_schema()


def test_the_schema_tells_a_package_from_a_comparison() -> None:
    schema = json.loads(json_schema())
    names = [kind["$ref"].rpartition("/")[2] for kind in schema["anyOf"]]
    assert names == ["PackageEntry", "ComparisonEntry"]
    package, comparison = (set(schema["$defs"][name]["required"]) for name in names)
    assert ("forms" in package, "comparison" in comparison) == (True, True)
    assert package & comparison == {"schema"}


def test_a_fix_stands_with_its_finding() -> None:
    total = Fix(1, "T2R16C7", "total.score", "95", "90", "随之更正。")
    fix = Fix(1, "T2R10C8", "indicators[0].score", "50", "45", "只能是45。", (total,))
    printed = json.loads(render_json(PACKAGE, findings=(replace(FINDING, fixes=(fix,)),)))
    changed = {"at": "T2R16C7", "field": "total.score", "old": "95", "new": "90", "why": "随之更正。"}
    expected = {"form": 1, "at": "T2R10C8", "field": "indicators[0].score", "old": "50", "new": "45"}
    expected |= {"why": "只能是45。", "along": [changed]}
    assert printed["findings"] == [{**FINDING_JSON, "fixes": [expected]}]


def test_the_schema_names_every_kind_of_form() -> None:
    schema = json.loads(json_schema())
    kinds = schema["$defs"]["PackageEntry"]["properties"]["forms"]["items"]["discriminator"]["mapping"]
    assert set(kinds) == {kind.value for kind in FormKind}
