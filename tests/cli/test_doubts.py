"""``jiheng read`` shows first what is in doubt, the worst first, and nothing twice."""

from pathlib import Path

from tests.cli._call import CLEAN, jiheng, write_workbook

DOUBTFUL = (
    CLEAN.replace("| 10场 | 40 | 40 |", "| 10场 | 四十 | 40 |")
    .replace("| 105万元 |", "| 首批105万元，余款5万元 |")
    .replace("| 实施单位 | 局机关", "| 实施单位 | 局机关 | 另有说明3条")
)
RUN_ON = (
    "2023年度项目支出绩效自评表项目名称道路养护主管部门某局实施单位某所"
    "年初预算数全年预算数全年执行数分值执行率得分年度资金总额32.432.431.691097.80%9"
    "一级指标二级指标三级指标年度指标值实际完成值分值得分产出指标数量指标养护里程12公里13公里2020总分10095"
)


def test_doubts_stand_before_the_tables_the_worst_first(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "自评.xlsx", DOUBTFUL)
    text = jiheng("read", path).out
    assert text.splitlines()[:8] == [
        "有 3 处没有把握，使用前请核对（最要紧的在前）",
        "  应为数字，读不出数值（1 处）：请对照原件，确认应填的数字。",
        "    附件3《会议服务经费》  T1R12C7  指标“举办会议场次”的分值“四十”",
        "  没有归入任何栏目（1 处）：请确认它属于哪一栏；如是表外的说明，可不处理。",
        "    附件3《会议服务经费》  T1R3C5  “另有说明3条”",
        "  含有数字，但不是单个数值，按文字读取（1 处）：如应为数值，请改成单个数字。",
        "    附件3《会议服务经费》  T1R13C6  指标“对接签约金额”的实际完成值“首批105万元，余款5万元”",
        "",
    ]
    assert text.splitlines()[8].startswith("附件3《会议服务经费》 2024年度")
    assert text.count("另有说明3条") == 1
    assert "读取时的问题" not in text


def test_a_clean_file_begins_with_its_form(tmp_path: Path) -> None:
    text = jiheng("read", write_workbook(tmp_path / "自评.xlsx", CLEAN)).out
    assert text.startswith("附件3《会议服务经费》")


def test_several_documents_are_told_apart(tmp_path: Path) -> None:
    one = write_workbook(tmp_path / "甲.xlsx", DOUBTFUL)
    other = write_workbook(tmp_path / "乙.xlsx", DOUBTFUL.replace("会议服务经费", "培训经费"))
    text = jiheng("read", one, other).out
    assert "甲.xlsx 附件3《会议服务经费》" in text
    assert "乙.xlsx 附件3《培训经费》" in text


def test_run_on_text_is_one_doubt(tmp_path: Path) -> None:
    path = tmp_path / "连写.txt"
    path.write_text(RUN_ON, encoding="utf-8")
    said = jiheng("read", path)
    assert said.status == 0
    assert said.out.startswith("有 1 处没有把握")
    assert "各格连在一起，按唯一可能的分法分开" in "".join(said.out.split())
    assert jiheng("read", path, "--strict").status == 3


def test_json_says_the_same(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "自评.xlsx", DOUBTFUL)
    (package,) = jiheng("read", path, "--format", "json").packages
    assert [(doubt["cause"], doubt["at"], doubt["text"]) for doubt in package["doubts"]] == [
        ("unreadable", "T1R12C7", "四十"),
        ("unplaced", "T1R3C5", "另有说明3条"),
        ("kept_as_text", "T1R13C6", "首批105万元，余款5万元"),
    ]
    assert package["documents"][0]["readings"] == {}
