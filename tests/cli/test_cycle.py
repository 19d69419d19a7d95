"""What people and programs see of the other forms of the cycle."""

import json
from pathlib import Path

from tests import cycle
from tests.builders import PROJECT
from tests.cli._call import jiheng


def package(folder: Path) -> list[str]:
    files = [
        cycle.docx_of("2024年度项目支出绩效自评表", PROJECT, "自评.docx"),
        cycle.docx_of("2024年度项目支出绩效目标申报表", cycle.TARGETS, "申报.docx"),
        cycle.xlsx_of("2024年度项目支出绩效运行监控表", cycle.MONITORING, "监控.xlsx"),
        cycle.docx_of("2024年度转移支付区域绩效目标自评表", cycle.TRANSFER_RESULTS, "转移支付.docx"),
    ]
    for file in files:
        (folder / file.name).write_bytes(file.content)
    return [str(folder / file.name) for file in files]


def test_read_shows_them(tmp_path: Path) -> None:
    said = jiheng("read", *package(tmp_path))
    assert "项目绩效目标申报表《道路养护经费》 2024年度" in said.out
    assert "中期目标：养护全部县道。" in said.out
    assert "1—7月完成值" in said.out
    assert "经费保障、人员保障：资金未到位" in said.out
    assert "晚了十天，今后提前。" in said.out
    assert "不属于任何栏目的文字" not in said.out


def test_json_has_a_kind_for_each(tmp_path: Path) -> None:
    forms = json.loads(jiheng("read", *package(tmp_path), "--format", "json").out)["forms"]
    by_kind = {form["kind"]: form for form in forms}
    declared = by_kind["project_target_declaration"]
    assert declared["funds"][1] == {
        "source": "total",
        "label": "年度资金总额：",
        "horizon": "annual",
        "amount": "30",
    }
    assert declared["indicators"][0]["target"] == "≥360公里"
    monitored = by_kind["project_in_year_monitoring"]
    assert monitored["months"] == 7
    assert monitored["indicators"][1]["causes"] == [
        {"cause": "funding", "mark": "√"},
        {"cause": "staffing", "mark": "√"},
    ]
    transfer = by_kind["transfer_payment_self_evaluation"]
    assert transfer["identity"]["provincial_finance_department"] == "示例省财政厅"
    assert [line["term"] for line in transfer["management"]] == ["allocation", "timely_release"]


def test_score_and_audit_say_that_they_leave_them_alone(tmp_path: Path) -> None:
    files = package(tmp_path)
    words = (
        "另读出项目绩效目标申报表 1 张、项目绩效运行监控表 1 张、转移支付绩效目标自评表 1 张："
        "供对照，不评分，不审核。"
    )
    for command in ("score", "audit"):
        assert words in jiheng(command, *files).out.replace("\n", "")
    (tmp_path / "自评.docx").unlink()
    alone = jiheng("audit", *files[1:])
    assert alone.status == 0
    assert words in alone.out.replace("\n", "")
