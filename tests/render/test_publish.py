"""What is made public holds no particulars of persons, and every figure as it was."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jiheng
from jiheng.render.publish import mask_package, mask_text, public_files
from jiheng.reports import Package, SelfEvaluation
from jiheng.values import Printed
from tests.conftest import EXAMPLE

# A number of no person: the region does not exist; the last digit is the right check of the others
# (7×9+9×9+10×9+5×9+8×9+4×9+2×1+1×9+6×9+3×0+7×0+9×1+10×0+5×1+8×0+4×0+2×1 = 468, 468 mod 11 = 6 → 6).
IDENTITY = "999999199001010016"


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("联系电话：13800000000", "联系电话：138********"),
        ("电话 0731-82212345。", "电话 073*-********。"),
        ("联系电话：82212345", "联系电话：822*****"),
        (f"身份证号{IDENTITY}", "身份证号999***************"),
        ("账号：4300 1234 5678 9012 345", "账号：**** **** **** ***2 345"),
        ("开户行：某银行某支行 43001234567890", "开户行：某银行某支行 **********7890"),
        ("填表人：张三  填报日期：2025.5.16", "填表人：张*  填报日期：2025.5.16"),
        ("填表人：张 三\u3000联系电话：", "填表人：张*\u3000联系电话："),
        ("单位负责人签字：欧阳小明", "单位负责人签字：欧***"),
        ("联系人：李四13800000000", "联系人：李*138********"),
        ("填报人 李四", "填报人 李*"),
        ("填报人　王 小 五　电话 82212345", "填报人　王**　电话 822*****"),
        ("项目负责人：赵六，已结项。", "项目负责人：赵*，已结项。"),
        ("联系人为孙七。", "联系人为孙*。"),
    ],
)
def test_particulars_are_masked(text: str, masked: str) -> None:
    assert mask_text(text)[0] == masked


@pytest.mark.parametrize(
    "text",
    [
        "填表人：  填报日期：2025.5.16  联系电话：  单位负责人签字：",
        "填表人：填报日期：",
        "支出13800000.50元，比上年增加12345678元。",
        "文号湘财绩〔2024〕1号，项目编码430000000000000001。",
        "单位负责人对材料的真实性负责。",
        "单位负责人 签字 盖章",
        "联系人为本单位职工。",
        "负责人 由党组任命",
        "13800000000.55元",
        "999999199001010017",
    ],
)
def test_what_is_none_stays(text: str) -> None:
    assert mask_text(text) == (text, ())


@given(st.text(max_size=60))
def test_masking_twice_changes_nothing_more(text: str) -> None:
    once = mask_text(text)[0]
    assert len(mask_text(once)[1]) == 0


def with_particulars() -> Package:
    """The example with a person, a telephone and an identity number in it."""
    package = jiheng.read(EXAMPLE / "department-2024.docx")
    forms = list(package.forms)
    for index, form in enumerate(forms):
        if isinstance(form, SelfEvaluation) and form.narrative:
            first = form.narrative[0]
            said = f"如有疑问请拨打13800000000，{IDENTITY}。"
            section = replace(first, text=said, paragraphs=(Printed(said, "P7"),))
            line = Printed("填表人：张三丰 联系电话：13900000001", "P9")
            forms[index] = replace(form, narrative=(section, *form.narrative[1:]), filing_line=line)
            break
    return replace(package, forms=tuple(forms))


def test_no_file_holds_a_particular_and_each_masking_is_told() -> None:
    masked, maskings = mask_package(with_particulars())
    assert sorted((one.at, one.kind, one.before) for one in maskings) == [
        ("P7", "电话", "13800000000"),
        ("P7", "身份证号", IDENTITY),
        ("P9", "姓名", "张三丰"),
        ("P9", "电话", "13900000001"),
    ]
    files, _ = public_files(masked)
    again = (jiheng.read(jiheng.SourceFile(name, files[name])) for name in ("report.docx", "report.pdf"))
    texts = [files["data.json"].decode(), files["data.csv"].decode(), *map(repr, again)]
    for secret in ("13800000000", IDENTITY, "张三丰", "13900000001"):
        assert all(secret not in text for text in texts)


def test_a_name_of_the_filing_line_is_masked_wherever_it_stands() -> None:
    package = jiheng.read(EXAMPLE / "department-2024.docx")
    forms = list(package.forms)
    number, form = package.evaluations()[0]
    said = "由张三丰同志牵头，张 三 丰负责；高明同志协助，措施高明有力。"
    rows = (
        replace(form.indicators[0], name=Printed(said, "T1R1C1")),
        replace(form.indicators[1], achieved=replace(form.indicators[1].achieved, text="13800000000元")),
        *form.indicators[2:],
    )
    line = Printed("填表人：张三丰 审核人 高明", "P9")
    forms[number] = replace(form, indicators=rows, filing_line=line)
    masked, maskings = mask_package(replace(package, forms=tuple(forms)))
    _, shown = masked.evaluations()[0]
    assert shown.indicators[0].name.text == "由张**同志牵头，张**负责；高*同志协助，措施高明有力。"
    assert shown.indicators[1].achieved.text == "13800000000元"
    assert shown.filing_line.text == "填表人：张** 审核人 高*"
    assert [one.kind for one in maskings] == ["姓名"] * 5


def test_figures_and_words_stay() -> None:
    package = jiheng.read(EXAMPLE / "department-2024.docx")
    masked, maskings = mask_package(package)
    assert maskings == ()
    for before, after in zip(package.forms, masked.forms, strict=True):
        assert replace(before, unread=(), problems=()) == after


def test_data_is_the_contracts_json_without_the_unread() -> None:
    files, _ = public_files(mask_package(with_particulars())[0])
    entry = json.loads(files["data.json"])
    assert entry["schema"] == "jiheng/1"
    assert entry["problems"] == entry["failures"] == []
    assert all(form["unread"] == form["problems"] == [] for form in entry["forms"])


def test_the_csv_has_a_row_an_indicator_and_no_formula() -> None:
    package = jiheng.read(EXAMPLE / "department-2024.docx")
    forms = list(package.forms)
    number, form = package.evaluations()[0]
    hostile = replace(form.indicators[0], name=Printed('=HYPERLINK("x")', "T1R1C1"))
    forms[number] = replace(form, indicators=(hostile, *form.indicators[1:]))
    content = public_files(replace(package, forms=tuple(forms)))[0]["data.csv"]
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows[0] == ["项目", "一级指标", "二级指标", "三级指标", "目标值", "完成值", "分值", "得分"]
    assert len(rows) - 1 == sum(len(one.indicators) for _, one in package.evaluations())
    assert rows[1][3] == '\'=HYPERLINK("x")'
