"""Tables as printed, excerpts, and packages that are not as they should be."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import lxml.html
from hypothesis import given
from hypothesis import strategies as st

from jiheng.audit import Audit, Evidence
from jiheng.documents import Cell, Grid, Paragraph
from jiheng.render import render_html
from jiheng.render._html_figures import printed_figure, total_line
from jiheng.render._html_index import Index, build_index, view_of
from jiheng.render._html_tables import excerpt, printed_grid, quoted
from jiheng.reports import Package, SelfEvaluation
from jiheng.values import Figure, Missing
from tests.render._sample import sample


def text_of(node: lxml.html.HtmlElement) -> str:
    return str(node.text_content())


def parse(audit: Audit) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(render_html(audit))


def evaluation(audit: Audit, number: int) -> SelfEvaluation:
    form = audit.package.forms[number]
    assert isinstance(form, SelfEvaluation)
    return form


# Tables as printed ---------------------------------------------------------------------------------


@st.composite
def merged_grids(draw: st.DrawFn) -> Grid:
    """Draw a full grid with random merges that do not overlap."""
    height, width = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    taken: set[tuple[int, int]] = set()
    cells = []
    for row in range(1, height + 1):
        for column in range(1, width + 1):
            if (row, column) in taken:
                continue
            rows = draw(st.integers(1, height - row + 1))
            columns = draw(st.integers(1, width - column + 1))
            area = {(r, c) for r in range(row, row + rows) for c in range(column, column + columns)}
            if area & taken:
                rows = columns = 1
                area = {(row, column)}
            taken |= area
            cells.append(Cell(row, column, f"{row}/{column}", rows, columns))
    return Grid(1, tuple(cells))


def layout_of(table: lxml.html.HtmlElement) -> dict[tuple[int, int], str]:
    """Lay a table out as a browser does."""
    places: dict[tuple[int, int], str] = {}
    for row, line in enumerate(table.iter("tr"), 1):
        column = 1
        for cell in line.iter("td"):
            while (row, column) in places:
                column += 1
            rows, columns = int(cell.get("rowspan", "1")), int(cell.get("colspan", "1"))
            for r in range(row, row + rows):
                for c in range(column, column + columns):
                    places[r, c] = text_of(cell)
    return places


def index_of(audit: Audit) -> Index:
    return build_index(audit)


@given(merged_grids())
def test_a_browser_lays_the_cells_out_as_the_document_did(grid: Grid) -> None:
    empty = index_of(Audit(Package("", (), (), ()), (), ()))
    table = lxml.html.fragment_fromstring(printed_grid(empty, 0, view_of(grid)).text)
    assert layout_of(table) == {place: cell.text for place, cell in grid.layout().items()}


def test_positions_that_no_cell_covers_are_kept_open() -> None:
    grid = Grid(1, (Cell(1, 2, "乙"), Cell(2, 1, "丙"), Cell(2, 2, "丁"), Cell(2, 4, "己")))
    empty = index_of(Audit(Package("", (), (), ()), (), ()))
    table = lxml.html.fragment_fromstring(printed_grid(empty, 0, view_of(grid)).text)
    rows = [[text_of(cell) for cell in row.iter("td")] for row in table.iter("tr")]
    assert rows == [["", "乙", ""], ["丙", "丁", "", "己"]]


def test_an_excerpt_shows_the_heading_the_neighbours_and_the_marked_cell() -> None:
    audit = sample()
    view = build_index(audit).views[0, 3]
    cell = view.at(9, 8)
    assert cell is not None
    table = lxml.html.fragment_fromstring(excerpt(0, view, {cell: "①"}).text)
    numbers = [text_of(th) for th in table.iter("th")]
    assert numbers == ["6", "8", "9", "10"]
    rows = list(table.iter("tr"))
    assert [text_of(td) for td in rows[0].iter("td")][6:8] == ["分值", "得分"]
    assert text_of(rows[1]) == "⋯"
    assert text_of(rows[0].findall("td")[0]) == "绩效指标"
    # The category that is merged over rows 7 and 8 is shown at the cut, and the outermost one only hinted at.
    assert [text_of(td) for td in rows[2].iter("td")][:2] == ["〃", "产出指标"]
    hit = table.xpath(".//td[@class='hit']/a")
    assert [(a.get("href"), text_of(a)) for a in hit] == [("#d0-T3R9C8", "①20")]


def test_a_passage_is_cut_around_the_quoted_words() -> None:
    full = "前" * 100 + "共支出5万元" + "后" * 100
    shown = quoted("共支出5万元", full)
    assert not isinstance(shown, str)
    assert shown.text == f"…{'前' * 36}<mark>共支出5万元</mark>{'后' * 36}…"
    assert quoted("全文", "全文") == "全文"


# Packages that are not as they should be ------------------------------------------------------------


def test_evidence_of_a_whole_row_leads_to_the_row() -> None:
    audit = sample()
    finding = replace(audit.findings[0], at=(Evidence(2, "T3R7", "开展实训"),))
    tree = parse(replace(audit, findings=(finding,)))
    assert text_of(tree.xpath("//article//a[@href='#d0-T3R7']")[0]) == "表3 第7行"
    assert tree.get_element_by_id("d0-T3R7").tag == "tr"


def test_forms_of_one_name_are_told_apart_by_file_and_table() -> None:
    audit = sample()
    forms = list(audit.package.forms)
    forms[3] = replace(evaluation(audit, 3), name=evaluation(audit, 2).name)
    index = build_index(replace(audit, package=replace(audit.package, forms=tuple(forms))))
    assert index.labels[2] == "特色产业培训经费（自评材料.docx 表3）"
    assert index.labels[3] == "特色产业培训经费（自评材料.docx 表4）"


def test_blocks_that_belong_to_no_form_are_shown_all_the_same() -> None:
    audit = sample()
    document = audit.package.documents[0]
    extra = (Paragraph(900, "另附说明"), Grid(900, (Cell(1, 1, "附表"),)))
    lone = replace(document, name="附件.docx", blocks=extra)
    tree = parse(replace(audit, package=replace(audit.package, documents=(document, lone))))
    segment = tree.xpath("//details[summary[contains(., '其余内容（表900）')]]")[0]
    assert "另附说明" in text_of(segment)
    assert text_of(tree.get_element_by_id("d1-T900R1C1")) == "附表"


def test_a_department_that_is_not_scored_keeps_its_reported_total() -> None:
    audit = sample()
    tree = parse(replace(audit, score_sheets=audit.score_sheets[1:3]))
    numbers = [text_of(block) for block in tree.xpath("//div[@class='number']")]
    assert numbers[0] == "部门整体自评90分没有可用的评分标准，未重算"
    assert "另有 4 个未能评分" in numbers[1]


def test_a_total_below_or_absent_is_said() -> None:
    audit = sample()
    low = replace(audit.score_sheets[0], reported_total=Decimal(60), reported_grade="中")
    assert "自评总分低于下限 4 分" in text_of(parse(replace(audit, score_sheets=(low,))))
    none = replace(audit.score_sheets[0], reported_total=None, reported_grade="")
    assert "没有自评总分可比" in text_of(parse(replace(audit, score_sheets=(none,))))


def test_full_marks_everywhere_and_a_mistyped_total_still_give_a_scale() -> None:
    audit = sample()
    full = replace(audit.score_sheets[0], reported_total=Decimal(100), low=Decimal(100), high=Decimal(100))
    assert "都在重算区间之内" in text_of(parse(replace(audit, score_sheets=(full,))).xpath("//figure/h3")[0])
    typo = replace(full, reported_total=Decimal(10**9), low=Decimal(-5))
    tree = parse(replace(audit, score_sheets=(typo,)))
    assert [text_of(tick) for tick in tree.xpath("(//figure)[1]//*[local-name()='text']")][-1] == "200"


def test_a_project_without_three_amounts_is_left_out_of_the_picture_in_words() -> None:
    audit = sample()
    form = evaluation(audit, 2)
    blank = replace(form.funds[0], original_budget=Figure("", "", Missing.BLANK))
    forms = list(audit.package.forms)
    forms[2] = replace(form, funds=(blank,))
    tree = parse(replace(audit, package=replace(audit.package, forms=tuple(forms))))
    assert "另有 1 个项目三个数不全，未画。" in text_of(tree.xpath("(//figure)[2]")[0])


def test_missing_figures_are_named_for_what_they_are() -> None:
    assert printed_figure(Figure("", "", Missing.BLANK)) == "空白"
    assert printed_figure(Figure("/", "", Missing.NOT_APPLICABLE)) == "不适用（/）"
    assert printed_figure(Figure("约5", "", Missing.UNREADABLE)) == "读不出（约5）"


def test_the_only_fund_line_stands_for_the_total() -> None:
    form = evaluation(sample(), 2)
    other = replace(form.funds[0], source="current_appropriation")
    assert total_line(replace(form, funds=(other,))) == other
    assert total_line(replace(form, funds=(other, other))) is None


def test_agreement_everywhere_is_a_title_too() -> None:
    audit = sample()
    tree = parse(replace(audit, score_sheets=audit.score_sheets[4:5]))
    titles = [text_of(title) for title in tree.xpath("//figure/h3")]
    assert titles[0] == "1 张评分表的自评总分都在重算区间之内"
    assert titles[2] == "存疑的分最多在“效益”（20 分）；没有必扣的分"
