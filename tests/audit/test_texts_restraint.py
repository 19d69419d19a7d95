"""Sound reports of several trades: no rule on the text may speak. One changed figure: one must."""

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from jiheng.audit import _cases, all_rules
from jiheng.audit import _engine as engine
from jiheng.cards import read_card

RULES = [rule for rule in all_rules() if rule.code.startswith("TXT")]


def spoken(tmp_path: Path, case: Mapping[str, object]) -> list[str]:
    file = tmp_path / "case.yaml"
    file.write_text(yaml.safe_dump(dict(case), allow_unicode=True), encoding="utf-8")
    dossier = _cases._dossier(read_card(file))
    return [f"{f.rule} {f.message}" for rule in RULES for f in engine.findings_of(rule, dossier)]


FUNDS = [{"original": "120", "final": "98.6", "actual": "98.6", "rate": "100%"}]
ROWS = [
    {"name": "培训护林员人数", "target": "≥150人", "achieved": "186人"},
    {"name": "建设防火隔离带", "target": "≥30公里", "achieved": "32.5公里"},
    {"name": "火情处置及时率", "target": "≥95%", "achieved": "100%"},
    {"name": "走访企业数", "target": "≥60家", "achieved": "72家"},
    {"name": "群众满意度", "target": "≥90%", "achieved": "94.2%"},
]

SOUND = [
    "2024年年初预算120万元，全年预算98.6万元，实际支出98.6万元，预算执行率100%。",
    "2024年预算98.6万元，其中年初预算120万元，实际支出98.6万元。",
    "本项目全年实际支出986000元，其中设备购置61.2万元、劳务费37.4万元。",
    "支出98.6万元，主要用于：设备购置40.1万元、劳务费22.3万元。",
    "经费分为两部分，设备购置61.2万元、劳务费37.4万元，合计98.6万元。",
    "全年共培训护林员186人，其中新聘42人、转岗15人。",
    "培训护林员186人次（含线上90人次、线下96人次）。",
    "建设防火隔离带32.5公里：东线14.5公里、西线18公里。",
    "计划建设防火隔离带30公里，实际建设防火隔离带32.5公里，超额完成2.5公里。",
    "火情处置及时率达100%，高于95%的目标。",
    "接报火情8起，及时处置8起，火情处置及时率为100%。",
    "上半年走访企业31家，下半年走访企业41家，全年走访企业72家。",
    "2023年走访企业55家，2024年走访企业72家，增长30.9%。",
    "甲镇走访企业30家；乙镇走访企业42家。",
    "累计走访企业310家，全年走访企业72家。",
    "走访企业70余家，收集建议近200条。",
    "一季度走访企业15家。二季度走访企业20家。",
    "群众满意度由上年的91%提高到94.2%。",
    "发放问卷400份，回收380份，回收率95%，满意度94.2%。",
    "抽检样品260批次，合格252批次，合格率96.9%，按期办结率99%。",
    "林业、水利、应急等3个部门联合检查5次，出动车辆18台次。",
    "主要做法有三个方面：一是建网格。二是强巡护。三是抓宣传。",
    "举办宣讲会3场，分别是进校园宣讲会、进社区宣讲会和进企业宣讲会。",
    "获评省级示范单位、市级先进集体等荣誉称号5项。",
    "第一批补助36户，第二批补助48户，共补助84户。",
    "按照财预〔2020〕10号文件，自评得分95.2分，等级为优。",
    "甲村、乙村分别修建蓄水池3座、4座。",
    "本次培训护林员60人，本次培训护林员70人，均考核合格。",
    "新增就业岗位120个，其中脱贫人口56个；新增就业岗位补贴每人1500元。",
    "巡护里程1.2万公里，比上年增加0.3万公里。",
    "该项目总投资560万元，2024年安排98.6万元，其余461.4万元由以后年度安排。",
    "森林火灾受害率控制在0.5‰以内，实际为0.12‰。",
    "应急演练2次，每次参加80人，共160人。",
    "2024年森林防火专项经费支出98.6万元，用于购置设备。",
    "2023年森林防火专项经费支出88.1万元。",
    "森林防火指挥平台支出40.1万元。",
    "全年办班11场（期）：讲座5场，视频6期。",
    "讲座5场，视频6期，合计11场（期），参加1200人。",
    "参会300人（含专家15人、学生20人）。",
    "参会300人，包括企业代表120人、专家15人。",
    "培训内容包括法规、装备、急救等6个模块。",
]


@pytest.mark.parametrize("paragraph", SOUND)
def test_a_sound_paragraph_is_left_alone(tmp_path: Path, paragraph: str) -> None:
    case = {"project": "森林防火专项经费", "funds": FUNDS, "indicators": ROWS, "narrative": [paragraph]}
    assert spoken(tmp_path, case) == []


def test_all_sound_paragraphs_together_are_left_alone(tmp_path: Path) -> None:
    case = {"project": "森林防火专项经费", "funds": FUNDS, "indicators": ROWS, "narrative": SOUND[5:15]}
    assert spoken(tmp_path, case) == []


BROKEN = [
    ("2024年年初预算120万元，全年预算98.6万元，实际支出96.8万元。", "TXT-001"),
    ("2024年年初预算12万元，全年预算98.6万元，实际支出98.6万元。", "TXT-001"),
    ("年初预算120万元（含设备购置70万元、劳务费40万元）。", "TXT-008"),
    ("年初预算120万元，由设备购置70万元、劳务费60万元组成。", "TXT-002"),
    ("接报火情8起，处置7起，火情处置率为97.5%。", "TXT-003"),
    ("抽检样品260批次，合格252批次，合格率98.9%。", "TXT-003"),
    ("建设防火隔离带32.5公里：东线14.5公里、西线16公里。", "TXT-008"),
    ("全年共培训护林员186人，其中新聘142人、转岗55人。", "TXT-009"),
    ("本项目全年实际支出98600元。", "TXT-010"),
    ("2024年森林防火专项经费支出96.8万元，用于购置设备。", "TXT-010"),
    ("全年办班12场（期）：讲座5场，视频6期。", "TXT-008"),
    ("讲座5场，视频6期，合计12场（期）。", "TXT-008"),
    ("预算执行率82.2%。", "TXT-011"),
    ("全年走访企业27家。", "TXT-012"),
    ("群众满意度为92.4%。", "TXT-012"),
    ("走访涉林企业72家。综上，全年走访涉林企业75家。", "TXT-014"),
    ("建成甲塔、乙塔、丙塔等2座瞭望塔。", "TXT-015"),
    ("主要做法有三个方面：一是建网格。二是强巡护。", "TXT-015"),
    ("2022年防火项目实际支出98.6万元。", "TXT-019"),
]


@pytest.mark.parametrize(("paragraph", "rule"), BROKEN)
def test_a_broken_figure_is_found(tmp_path: Path, paragraph: str, rule: str) -> None:
    case = {"project": "森林防火专项经费", "funds": FUNDS, "indicators": ROWS, "narrative": [paragraph]}
    assert rule in {line[:7] for line in spoken(tmp_path, case)}
