"""The page as a tree: addresses are anchors, text never becomes markup, tables say what was printed."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st

import jiheng
from jiheng.audit import Audit, Severity, audit_package
from jiheng.documents import Grid, Paragraph
from jiheng.errors import DocumentError
from jiheng.render import render_html
from jiheng.render._html_figures import aligned, gap, percent, plain, span
from jiheng.render._html_index import build_index
from jiheng.render._html_markup import element
from jiheng.reports import Package
from jiheng.scoring import score_package
from tests.conftest import EXAMPLE, SEED
from tests.render._sample import UNIT, sample

HOSTILE = """<script>alert(1)</script>"><img src=x onerror='alert(2)'>&lt;b&gt;"""


def parse(page: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(page)


@pytest.fixture(scope="module")
def tree() -> lxml.html.HtmlElement:
    return parse(render_html(sample()))


def text_of(node: lxml.html.HtmlElement) -> str:
    return str(node.text_content())


# What a browser is given ---------------------------------------------------------------------------


def test_ids_are_unique_and_every_link_of_the_page_has_its_target(tree: lxml.html.HtmlElement) -> None:
    ids = [str(found) for found in tree.xpath("//@id")]
    assert len(ids) == len(set(ids))
    targets = {str(href)[1:] for href in tree.xpath("//a/@href")}
    assert targets <= set(ids)
    assert all(str(href).startswith("#") for href in tree.xpath("//@href"))


def test_nothing_is_fetched_and_only_our_script_runs() -> None:
    page = render_html(sample())
    tree = parse(page)
    policy = tree.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    (script,), (style,) = tree.xpath("//script"), tree.xpath("//style")
    assert policy == (
        f"default-src 'none'; script-src {_hash(script.text)}; style-src {_hash(style.text)}; "
        "base-uri 'none'; form-action 'none'"
    )
    assert not tree.xpath("//link | //img | //iframe | //object | //base | //@src | //@style | //@action")
    assert not tree.xpath("//@*[starts-with(name(), 'on')]")
    assert re.findall(r"url\(([^)]*)\)", page) == ["#hatch"]
    assert "@import" not in page


def _hash(text: str) -> str:
    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@pytest.mark.parametrize("name", ["report.js", "report_marks.js", "overview.js"])
def test_a_script_cannot_end_early_fetch_or_make_markup(name: str) -> None:
    script = (files("jiheng.render") / name).read_text(encoding="utf-8")
    for word in ("</", "<!--", "fetch(", "XMLHttpRequest", "import(", "innerHTML", "eval(", "http"):
        assert word not in script


def test_the_page_says_its_language_and_its_headings_step_by_one(tree: lxml.html.HtmlElement) -> None:
    assert tree.get("lang") == "zh-CN"
    levels = [int(node.tag[1]) for node in tree.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_the_same_audit_gives_the_same_page() -> None:
    assert render_html(sample()) == render_html(sample())


# Hostile text --------------------------------------------------------------------------------------


def _hostile(audit: Audit) -> Audit:
    """Put the hostile text into every name and word that a document can bring in."""
    package = audit.package
    forms = tuple(replace(form, title=replace(form.title, text=HOSTILE)) for form in package.forms)
    documents = tuple(replace(document, name=HOSTILE) for document in package.documents)
    findings = tuple(
        replace(f, title=HOSTILE, message=HOSTILE, basis=HOSTILE, remedy=HOSTILE, rule=HOSTILE)
        for f in audit.findings
    )
    sheets = tuple(
        replace(s, standard_title=HOSTILE, chosen_because=HOSTILE, difference=(HOSTILE,))
        for s in audit.score_sheets
    )
    sheets = tuple(
        replace(s, lines=tuple(replace(x, name=HOSTILE, why=HOSTILE, steps=(HOSTILE, "")) for x in s.lines))
        for s in sheets
    )
    matches = tuple(replace(match, why=HOSTILE) for match in package.matches)
    changed = Package(HOSTILE, documents, forms, matches, (DocumentError(HOSTILE, HOSTILE),))
    return Audit(changed, sheets, findings)


def test_text_of_documents_never_becomes_markup() -> None:
    page = render_html(_hostile(sample(unit=HOSTILE)))
    tree = parse(page)
    assert page.count("<script") == 1
    assert "alert(1)" not in tree.xpath("//script")[0].text
    assert "<img" not in page
    assert not [name for node in tree.iter() for name in node.attrib if name.startswith("on")]
    assert text_of(tree.find(".//h1")) == HOSTILE
    assert HOSTILE in text_of(tree.xpath("//title")[0])
    cells = [text_of(cell) for cell in tree.xpath("//details[@id='form-1']//td")]
    assert HOSTILE in cells


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff")))
def test_any_text_comes_back_from_an_element_and_an_attribute(text: str) -> None:
    node = lxml.html.fragment_fromstring(element("p", {"title": text}, text).text)
    assert text_of(node) == text
    assert node.get("title") == text


def test_characters_that_html_does_not_allow_are_left_out() -> None:
    assert element("p", {}, "甲\x00乙\x1b\ud800丙").text == "<p>甲乙丙</p>"


# Findings ------------------------------------------------------------------------------------------


def test_every_cell_of_every_finding_is_an_anchor_and_leads_back() -> None:
    audit = sample()
    tree = parse(render_html(audit))
    articles = tree.xpath("//article")
    assert len(articles) == len(audit.findings) == 22
    for article, numbered in zip(articles, build_index(audit).findings, strict=True):
        for evidence in numbered.finding.at:
            target = f"d0-{evidence.cell}"
            place = tree.get_element_by_id(target)
            assert text_of(place).startswith(evidence.text)
            assert article.xpath(f".//a[@href='#{target}']")
            assert place.xpath(f".//a[@class='back'][@href='#{article.get('id')}']")


def test_findings_stand_worst_first_and_name_rule_basis_and_remedy(tree: lxml.html.HtmlElement) -> None:
    headings = [text_of(h)[0] for h in tree.xpath("//article/h5")]
    assert headings == ["■"] * 8 + ["▲"] * 6 + ["○"] * 8
    first = tree.xpath("//article[.//code='SCO-003']")[0]
    assert "改正得分和总分。" in text_of(first)
    assert "财预〔2020〕10号（条款未核实）" in text_of(first)


def test_severity_is_told_by_shape_and_word_and_count(tree: lxml.html.HtmlElement) -> None:
    counts = [re.sub(r"\s", "", text_of(item)) for item in tree.xpath("//ul[@class='counts']/li")]
    assert counts == ["■错误8", "▲存疑6", "○提示8"]


def test_a_finding_without_cells_stands_under_the_whole_package(tree: lxml.html.HtmlElement) -> None:
    group = tree.xpath("//section[h4[contains(., '整套材料')]]")[0]
    assert "材料缺页" in text_of(group)
    assert not group.xpath(".//ul[@class='places']")


def test_no_findings_is_said_soberly() -> None:
    tree = parse(render_html(replace(sample(), findings=())))
    words = text_of(tree.xpath("//section[@class='findings']")[0])
    assert "按现有规则未发现问题。这不等于没有问题" in words
    assert not tree.xpath("//article")


def test_evidence_at_an_unknown_address_is_quoted_without_a_link() -> None:
    audit = sample()
    lost = replace(audit.findings[0], at=(replace(audit.findings[0].at[0], cell="T99R1C1", text="独一"),))
    article = parse(render_html(replace(audit, findings=(lost,)))).xpath("//article")[0]
    assert "独一" in text_of(article)
    assert not article.xpath(".//a")


def test_a_place_is_named_by_its_field(tree: lxml.html.HtmlElement) -> None:
    places = [text_of(item) for item in tree.xpath("//article[.//code='SCO-003']")[1].xpath(".//li")]
    assert places == [
        "① 表3 第7行“开展实训 得分”30",
        "② 表3 第7行“开展实训 年度指标值”≥20场",
        "③ 表3 第12行“总分 得分”100",
    ]


def test_a_finding_over_many_tables_is_gathered_in_one_line_each() -> None:
    audit = sample()
    totals = [f.at[2] for f in audit.findings if f.rule == "SCO-003"]
    wide = replace(audit.findings[0], rule="SCO-010", at=tuple(totals))
    article = parse(render_html(replace(audit, findings=(wide,)))).xpath("//article")[0]
    assert not article.xpath(".//table[contains(@class, 'excerpt')]")
    rows = [[text_of(cell) for cell in row] for row in article.xpath(".//tbody/tr")]
    assert len(rows) == 7
    assert rows[1] == ["特色产业培训经费", "表3 第12行“总分 得分”", "总分 │ 100 │ ②100"]
    assert text_of(article.getparent()).startswith("整套材料")


def test_cells_of_one_row_are_gathered_in_one_line() -> None:
    audit = sample()
    scores = [f.at for f in audit.findings if f.rule == "SCO-003"]
    wide = replace(audit.findings[0], at=tuple(e for at in scores for e in (at[0], at[1])))
    article = parse(render_html(replace(audit, findings=(wide,)))).xpath("//article")[0]
    rows = [[text_of(cell) for cell in row] for row in article.xpath(".//tbody/tr")]
    assert len(rows) == 7
    where, printed = rows[1][1:]
    assert where == "表3 第7行“开展实训 得分、年度指标值”"
    assert "④≥20场" in printed
    assert "③30" in printed
    assert len(article.xpath("(.//tbody/tr)[2]//a[@class='frame']")) == 2


# What could not be read, and nothing at all --------------------------------------------------------


def test_files_that_could_not_be_read_stand_before_the_numbers() -> None:
    page = render_html(sample(failures=(DocumentError("扫描件.pdf", "没有文字层。"),)))
    assert page.index("扫描件.pdf") < page.index('class="numbers"')


def test_what_was_not_understood_is_listed_under_its_table(tree: lxml.html.HtmlElement) -> None:
    items = [text_of(item) for item in tree.xpath("//details[@id='form-0']//div[@class='unread']//li")]
    assert items == ["控制率没有填写"]


def test_what_is_in_doubt_is_counted_at_the_top_and_marked_where_it_stands(
    tree: lxml.html.HtmlElement,
) -> None:
    (section,) = tree.xpath("//section[@class='doubts']")
    assert "有 1 处读得没有把握" in text_of(section)
    (item,) = section.xpath(".//li")
    assert "“未列入的备注”" in text_of(item)
    (target,) = item.xpath(".//a/@href")
    (cell,) = tree.xpath(f"//td[@id='{target[1:]}']")
    (mark,) = cell.xpath(".//a[@class='doubt-mark']")
    assert (text_of(mark), mark.get("href")) == ("疑1", f"#{item.get('id')}")
    (words,) = cell.xpath(".//span[@class='doubt']/@title")
    assert words.startswith("没有归入任何栏目。")
    assert len(tree.xpath("//a[@class='doubt-mark']")) == 1


def test_a_package_of_nothing_still_gives_a_page() -> None:
    empty = Audit(Package("空", (), (), (), (DocumentError("坏.docx", "打不开。"),)), (), ())
    words = text_of(parse(render_html(empty)))
    for expected in (
        "坏.docx",
        "材料里没有读到部门整体自评表",
        "材料里没有可以评分的表",
        "没有评分和预算数据",
    ):
        assert expected in words


# Numbers -------------------------------------------------------------------------------------------


def test_key_numbers_are_those_of_the_department(tree: lxml.html.HtmlElement) -> None:
    # 10 + 14 + 10 + 0…20 + 10 + 20 by hand.
    words = [re.sub(r"\s", "", text_of(block)) for block in tree.xpath("//div[@class='number']")]
    assert words[0] == "部门整体自评总分90分按此分值为“优”"
    assert words[1] == "按所填数字重算64～84分等级“中～良”；自评总分高出上限6分；80%的分值可以判断"
    assert words[2].startswith("已评分的项目6个自评满分5个；自评总分落在重算区间外2个")


def test_pictures_say_what_they_show(tree: lxml.html.HtmlElement) -> None:
    titles = [text_of(title) for title in tree.xpath("//figure/h3")]
    assert titles == [
        "7 张评分表中 3 张的自评总分落在重算区间之外，差得最多的是“特色产业培训经费”，高出区间 12 分",
        (
            "5 个项目的全年预算比年初预算调减，最多的“产业链专项”由 44.97 万元减到 8.23 万元；"
            "6 个项目中 5 个的全年执行数恰等于全年预算数"
        ),
        "存疑的分最多在“效益”（140 分）；应扣的分最多在“产出”（35.5 分）",
    ]
    drawings = tree.xpath("//figure//tbody//td[contains(@class, 'drawing')]")
    assert drawings
    assert all(cell.get("aria-hidden") == "true" for cell in drawings)


def test_cuts_are_sorted_and_shown_as_shares(tree: lxml.html.HtmlElement) -> None:
    rows = tree.xpath("(//figure)[2]//tbody/tr")
    shown = [[text_of(cell) for cell in row.xpath("th | td[@class='n']")] for row in rows]
    assert shown[0] == ["产业链专项", "44.97", "8.23", "8.23", "−82%"]
    assert shown[2] == ["特色产业培训经费", "65", "23.22", "23.22", "−64%"]
    assert shown[-1] == ["信息平台结转资金", "80.96", "80.96", "80.96", "未调整"]


def test_a_base_data_row_that_no_project_reports_on_is_named(tree: lxml.html.HtmlElement) -> None:
    words = text_of(tree.xpath("//section[@class='package']")[0])
    assert "没有项目自评表的项目（1）" in words
    assert "办公用房修缮 12" in words
    assert "没有找到对应的行" in words


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("95.20", "95.2"),
        ("1E+2", "100"),
        ("0.00", "0"),
        ("28.846153", "28.85"),
        ("2.005", "2.01"),
        ("-3", "-3"),
    ],
)
def test_figures_are_set_plainly(number: str, expected: str) -> None:
    assert plain(Decimal(number)) == expected


def test_intervals_shares_and_alignment() -> None:
    assert span(Decimal("2.88"), Decimal("2.880")) == "2.88"
    assert span(Decimal(0), Decimal("4.5")) == "0～4.5"
    assert percent(Decimal("0.805")) == "81%"
    assert aligned(Decimal("4.5"), 2).text == '4<i class="f2">.5</i>'
    assert aligned(Decimal(4), 0).text == "4"
    assert plain(None) == "—"


def test_a_total_outside_by_less_than_its_last_digit_shows_is_no_difference() -> None:
    sheet = sample().score_sheets[0]
    assert gap(replace(sheet, reported_total=Decimal("84.0"), high=Decimal("83.96"))) == 0
    assert gap(replace(sheet, reported_total=Decimal("84.0"), high=Decimal("83.94"))) == Decimal("0.06")
    assert gap(replace(sheet, reported_total=Decimal(60), low=Decimal(64))) == -4
    assert gap(replace(sheet, reported_total=None)) == 0


def test_every_file_is_named_with_its_digest(tree: lxml.html.HtmlElement) -> None:
    assert text_of(tree.xpath("//span[@class='file']")[0]) == "自评材料.docx 9f2c9f2c9f2c"
    assert text_of(tree.find(".//h1")) == UNIT


@pytest.mark.parametrize("suffix", ["docx", "xlsx", "txt"])
@pytest.mark.parametrize("folder", [EXAMPLE, SEED], ids=["example", "seed"])
def test_a_whole_package_is_shown_cell_by_cell(folder: Path, suffix: str) -> None:
    if not folder.is_dir():
        pytest.skip(f"{folder.name} is not here")
    package = jiheng.read(folder / f"department-2024.{suffix}")
    audit = audit_package(package, score_package(package))
    page = render_html(audit)
    assert len(page.encode()) < 3_000_000
    tree = parse(page)
    ids = [str(found) for found in tree.xpath("//@id")]
    assert len(ids) == len(set(ids))
    texts = {node.get("id"): node for node in tree.xpath("//td[@id] | //p[@id]")}
    for d, document in enumerate(package.documents):
        for block in document.blocks:
            for address, text in _printed(block):
                shown = text_of(texts.pop(f"d{d}-{address}"))
                assert shown.startswith(text.replace("\n", ""))
    assert not [left for left in texts if left.startswith("d")]
    for form, evidence in ((e.form, e) for finding in audit.findings for e in finding.at):
        assert not evidence.cell or f"d{package.forms[form].document}-{evidence.cell}" in ids


def _printed(block: Paragraph | Grid) -> list[tuple[str, str]]:
    if isinstance(block, Paragraph):
        return [(block.address, block.text)]
    return [(block.address(cell), cell.text) for cell in block.cells]


def test_counts_of_the_head_are_those_of_the_audit() -> None:
    audit = sample()
    assert [audit.count(severity) for severity in Severity] == [8, 6, 8]
