"""How the parts of the package belong together, and how the page is to be read."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version

from jiheng.render._html_figures import plain, printed_figure, span, total_line
from jiheng.render._html_head import legend
from jiheng.render._html_index import Index, anchor
from jiheng.render._html_markup import NOTHING, Markup, element, join, link, table
from jiheng.render._where import context_words
from jiheng.reports import BaseData, ExpenditureRow, FormKind, Match, MatchMethod, SelfEvaluation

_METHOD_WORDS = {
    MatchMethod.NAME: "名称相同",
    MatchMethod.NAME_AND_AMOUNT: "名称相近，金额相同",
    MatchMethod.SUM: "几行合计相等",
    MatchMethod.AMOUNT: "金额相同且唯一",
}

_TERMS = (
    ("自评", "材料里填写的得分。"),
    ("重算", "按评分标准，只用表里所填的目标值、完成值、预算数和执行数算出的得分。"),
    ("区间", "数字允许两种读法，或完成情况用文字表述时，重算写成“低～高”，不取中间数。"),
    ("存疑的分", "区间高低两端之差：所填内容既不能证明得到，也不能证明失去的分。"),
    ("可判断", "能由数字或定性用语判断的指标，其分值占总分值的比重；其余指标按从 0 到满分的区间计入。"),
    ("相符", "自评分在重算区间之内（允许末位数字四舍五入的差别）。"),
    (
        "地址",
        "“表3 第12行”指该文件中第 3 个表格的第 12 行，合并单元格取左上角；“第17段”指表格外的第 17 段文字。",
    ),
)


def package_section(index: Index) -> Markup:
    """Return which project table belongs to which base-data rows and report text."""
    projects = index.audit.package.evaluations(FormKind.PROJECT)
    matches = {match.form: match for match in index.audit.package.matches}
    rows = [_project_row(index, number, form, matches.get(number)) for number, form in projects]
    head = (
        "项目自评表",
        "执行数（万元）",
        "基础数据表中的行",
        "怎样对上的",
        "报告",
        "自评／重算",
        "问题",
    )
    return element(
        "section",
        {"class": "package", "aria-labelledby": "package"},
        element("h2", {"id": "package"}, "材料对应"),
        element("p", {}, *_inventory(index)),
        table("", head, rows, "matches") if rows else NOTHING,
        *_unmatched(index),
    )


def _inventory(index: Index) -> Iterator[str]:
    package = index.audit.package
    counts = (
        (len(package.base_data()), "基础数据表"),
        (len(package.evaluations(FormKind.DEPARTMENT)), "部门整体自评表"),
        (len(package.evaluations(FormKind.PROJECT)), "项目自评表"),
    )
    yield f"从 {len(package.documents)} 个文件读出"
    yield "、".join(f"{name} {count} 张" for count, name in counts)
    yield "。"
    yield context_words(package)


def _project_row(index: Index, number: int, form: SelfEvaluation, match: Match | None) -> Markup:
    line = total_line(form)
    sheet = index.audit.sheet(number)
    marks = f"{plain(sheet.reported_total)}／{span(sheet.low, sheet.high)}" if sheet else "未评分"
    narrative = form.narrative_title
    target = anchor(form.document, narrative.at) if narrative.at else ""
    cells = (
        ("n", "执行数", printed_figure(line.actual_expenditure) if line else "未读到"),
        ("", "基础数据", _base_rows(index, match)),
        ("reason", "对上的依据", _method(match)),
        ("", "报告", link(target, "正文") if target else "没有读到"),
        ("n", "自评／重算", link(f"score-{number}", marks) if sheet else marks),
        ("links", "问题", join(_findings_of(index, number))),
    )
    return element(
        "tr",
        {},
        element("th", {"scope": "row"}, link(f"form-{number}", index.label(number))),
        *(element("td", {"class": kind, "data-name": name}, content) for kind, name, content in cells),
    )


def _base_rows(index: Index, match: Match | None) -> Markup:
    form = index.audit.package.forms[match.base_data] if match and match.rows else None
    if match is None or not isinstance(form, BaseData):
        return element("b", {}, "没有找到对应的行")
    return element(
        "ul", {}, *(element("li", {}, _base_row(form, form.expenditure[row])) for row in match.rows)
    )


def _base_row(form: BaseData, row: ExpenditureRow) -> Markup:
    return join((link(anchor(form.document, row.label.at), row.label.text), f" {printed_figure(row.actual)}"))


def _method(match: Match | None) -> str:
    if match is None:
        return "未比对"
    return match.why or (_METHOD_WORDS[match.method] if match.method else "")


def _findings_of(index: Index, form: int) -> Iterator[Markup | str]:
    found = index.by_form.get(form, ())
    for numbered in found:
        yield link(f"f{numbered.number}", str(numbered.number))
        yield " "
    if not found:
        yield "无"


def _unmatched(index: Index) -> Iterator[Markup]:
    """Yield, per base-data form, the project rows that no project table reports on."""
    taken = {(match.base_data, row) for match in index.audit.package.matches for row in match.rows}
    for number, form in index.audit.package.base_data():
        projects = {id(row) for row in form.projects()}
        left = [
            row for i, row in enumerate(form.expenditure) if id(row) in projects and (number, i) not in taken
        ]
        if left:
            yield element("h3", {}, f"{index.label(number)}中没有项目自评表的项目（{len(left)}）")
            yield element("ul", {}, *(element("li", {}, _base_row(form, row)) for row in left))


def reading_section(index: Index) -> Markup:
    """Return how to read the page, its terms, and the versions it was made by."""
    standards = dict.fromkeys(
        f"{sheet.standard_title}（{sheet.standard}）" for sheet in index.audit.score_sheets
    )
    return element(
        "section",
        {"class": "reading", "aria-labelledby": "reading"},
        element("h2", {"id": "reading"}, "怎样阅读"),
        element("ul", {"class": "legend"}, legend()),
        element(
            "dl",
            {"class": "terms"},
            *(
                element("div", {}, element("dt", {}, term), element("dd", {}, meaning))
                for term, meaning in _TERMS
            ),
        ),
        element(
            "p",
            {},
            "问题按规则逐条核对得出，每条写明依据；标注“未核”或“据转述”的依据未见原文或条款，引用前请自行查对。"
            "本报告供填报和审核参考，不代替审核人的判断，也不评价项目本身。",
        ),
        element(
            "p",
            {"class": "versions"},
            f"评分标准：{'；'.join(standards) or '未使用'}。绩衡 {version('jiheng')}。"
            "同样的文件和版本得到同样的报告。",
        ),
    )
