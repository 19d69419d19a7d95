"""The audit's opinion: every finding is in it, with its place, and the letter says what the audit found."""

import shutil
import subprocess
from dataclasses import replace
from io import BytesIO
from itertools import chain
from pathlib import Path

import pytest
from docx import Document

import jiheng
from jiheng.audit import Audit, Severity
from jiheng.documents import SourceFile
from jiheng.render.official import Line, OfficialDocument, Style, Table, opinion, write_official
from jiheng.render.official._page import page_of
from tests.conftest import EXAMPLE


@pytest.fixture(scope="module")
def audit() -> Audit:
    path = EXAMPLE / "department-2024.txt"
    return jiheng.audit(jiheng.read(SourceFile(path.name, path.read_bytes())))


def _lines(document: OfficialDocument, style: Style) -> list[str]:
    blocks = document.sheets[0].blocks
    return [block.text for block in blocks if isinstance(block, Line) and block.style is style]


def _table(document: OfficialDocument, name: str) -> list[list[str]]:
    sheet = next(sheet for sheet in document.sheets if name in sheet.name)
    table = next(block for block in sheet.blocks if isinstance(block, Table))
    return [[cell.text for cell in row] for row in table.grid.rows()]


def test_the_letter_names_whom_what_and_how_much(audit: Audit) -> None:
    letter = opinion(audit)
    text = "".join(_lines(letter, Style.BODY))
    assert letter.title == "示例市工业和信息化局2024年度绩效自评审核意见书"
    assert _lines(letter, Style.ADDRESSEE) == ["示例市工业和信息化局："]
    assert "共读出基础数据表1张、部门整体自评表1张、项目自评表19张。" in text
    # The department form prints 95.2, which is 90 or more.
    assert "部门整体自评总分95.2分，等级为“优”；" in text
    count = audit.count(Severity.ERROR)
    assert f"应当改正的问题{count}条" in text
    assert f"二、应当改正的问题（{count}条）" in _lines(letter, Style.HEADING_1)


def test_every_finding_is_in_the_annex_with_its_rule_remedy_and_a_blank_to_answer(audit: Audit) -> None:
    head, *rows = _table(opinion(audit), "审核问题清单")
    assert head == ["序号", "规则", "位置和原文", "问题", "依据", "处理办法", "单位答复"]
    assert sorted(row[1].split("\n")[0] for row in rows) == sorted(f.rule for f in audit.findings)
    assert sorted(row[5].split("\n")[0] for row in rows) == sorted(f.remedy for f in audit.findings)
    assert {row[6] for row in rows} == {""}
    assert [row[0] for row in rows] == [str(number) for number in range(1, len(rows) + 1)]


def test_errors_come_first_and_quote_both_cells(audit: Audit) -> None:
    letter = opinion(audit)
    points = [text for text in _lines(letter, Style.BODY) if text[0].isdigit()]
    numbers = [int(text.split(".")[0]) for text in points]
    assert numbers == list(range(1, len(points) + 1))
    percent = next(text for text in points if "执行率的得分栏填了百分比" in text)
    # T2R3 of the example: weight 10, score 100 %.
    assert "第3行“年度资金总额”：得分“100%”，分值“10”" in percent
    assert "依据：" in percent
    assert "处理办法：把得分改为分数。" in percent
    # Weight 10 at an execution rate of 100 %.
    assert "可以直接更正：第3行“年度资金总额”得分由“100%”改为“10”" in percent
    errors = [finding.title for finding in audit.findings if finding.severity is Severity.ERROR]
    assert all(any(title in text for title in errors) for text in points[: len(errors)])


def test_the_scores_are_those_of_the_sheets(audit: Audit) -> None:
    rows = _table(opinion(audit), "自评得分复核表")[1:]
    assert len(rows) == len(audit.score_sheets) == 20
    assert rows[0][1:3] == ["部门整体自评表", "95.2"]
    off = [row for row in rows if row[5] != "在范围内"]
    assert [row[1] for row in off] == [
        "2024年中小企业服务体系项目",
        "2023年度产业链领航企业开展培育调研费354000元等部分结余指标",
    ]


def test_a_package_without_findings_gets_a_letter_without_annex_of_findings(audit: Audit) -> None:
    clean = opinion(replace(audit, findings=()))
    assert [sheet.name for sheet in clean.sheets] == ["审核意见书", "附件1 自评得分复核表"]
    text = "".join(_lines(clean, Style.BODY))
    assert "没有发现问题" in text
    assert "附件2" not in text
    bare = opinion(replace(audit, findings=(), score_sheets=()))
    assert [sheet.name for sheet in bare.sheets] == ["审核意见书"]
    assert "附件" not in "".join(_lines(bare, Style.BODY))


def test_an_empty_package_has_a_letter_too() -> None:
    letter = opinion(jiheng.audit(jiheng.read(name="某单位")))
    assert _lines(letter, Style.ADDRESSEE) == ["某单位："]
    assert write_official(letter, ".docx")


def test_tables_fit_their_paper_and_names_are_unique(audit: Audit) -> None:
    letter = opinion(audit)
    names = [sheet.name for sheet in letter.sheets]
    assert len(set(names)) == len(names)
    for sheet in letter.sheets:
        for block in sheet.blocks:
            if isinstance(block, Table):
                assert sum(block.widths) == page_of(replace(sheet, blocks=())).text_width
                assert len(block.looks) == len(block.grid.cells)


def test_word_files_hold_the_whole_opinion(audit: Audit) -> None:
    letter = opinion(audit)
    content = write_official(letter, ".docx")
    assert content == write_official(opinion(audit), ".docx")
    read = Document(BytesIO(content))
    paragraphs = {paragraph.text for paragraph in read.paragraphs}
    lines = [b.text for sheet in letter.sheets for b in sheet.blocks if isinstance(b, Line)]
    assert set(lines) <= paragraphs
    cells = {cell.text for table in read.tables for row in table.rows for cell in row.cells}
    rows = chain(*_table(letter, "审核问题清单"), *_table(letter, "自评得分复核表"))
    assert set(rows) <= cells


def test_libreoffice_prints_it(audit: Audit, tmp_path: Path) -> None:
    office, to_text = shutil.which("soffice"), shutil.which("pdftotext")
    if not (office and to_text):
        pytest.skip("LibreOffice and poppler are not on this machine")
    (tmp_path / "opinion.docx").write_bytes(write_official(opinion(audit), ".docx"))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(tmp_path / "opinion.docx")], check=True, capture_output=True, timeout=120)
    printed = subprocess.run(
        [to_text, str(tmp_path / "opinion.pdf"), "-"], check=True, capture_output=True, timeout=60
    ).stdout.decode()
    for words in ("绩效自评审核意见书", "审核人", "审核单位盖章", "审核问题清单", "单位答复"):
        assert words in printed
    rules = {finding.rule for finding in audit.findings}
    assert {rule for rule in rules if rule in printed} == rules
