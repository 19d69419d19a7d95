"""The audit's opinion (审核意见书): a reviewer's letter to the unit with its annexes.

Takes an ``Audit``; gives an official document. What the letter says stands in the findings and the score
sheets; only who signs, and by when the unit is to answer, is left blank for the reviewer.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from jiheng.audit import Audit, Evidence, Severity
from jiheng.render._html_figures import gap, grades, plain, span
from jiheng.render._html_head import fiscal_year, unit_name
from jiheng.render._html_index import NO_FORM, Index, Numbered, build_index
from jiheng.render._where import KIND_TITLES, Places
from jiheng.render.official._blocks import Line, OfficialDocument, Sheet, Style
from jiheng.render.official._opinion_tables import changes, findings_sheet, quoted_places, scores_sheet
from jiheng.reports import FormKind, Package
from jiheng.values import collapse

_HEADINGS = {
    Severity.ERROR: "应当改正的问题",
    Severity.WARNING: "需要说明或者更正的问题",
}
_HANZI = "零一二三四五六七八九"
_TEN = 10
_MANY = 3
"""Of more places than this the letter only says how many there are."""
_NAMED = 5
_INDENT = "\u3000\u3000\u3000"
_BLANK = "_" * 12
"""A line to write on."""


def opinion(audit: Audit) -> OfficialDocument:
    """Return the opinion on a package: the letter, the table of scores, the list of findings to answer.

    Args:
        audit: The package with its score sheets and findings.
    """
    index = build_index(audit)
    title = f"{unit_name(audit.package)}{fiscal_year(audit.package)}绩效自评审核意见书"
    sheets = [Sheet("审核意见书", tuple(_letter(index)))]
    if audit.score_sheets:
        sheets.append(scores_sheet(index))
    if audit.findings:
        sheets.append(findings_sheet(index, _annex_number(audit)))
    return OfficialDocument(title, tuple(sheets))


def _annex_number(audit: Audit) -> int:
    """Return the number of the annex that lists the findings: the scores come first where there are any."""
    return 2 if audit.score_sheets else 1


def _letter(index: Index) -> Iterator[Line]:
    package = index.audit.package
    year = fiscal_year(package)
    yield Line("绩效自评审核意见书", Style.TITLE)
    if year:
        yield Line(f"（{year}）", Style.SUBTITLE)
    yield Line(f"{unit_name(package) or '各有关单位'}：", Style.ADDRESSEE)
    yield _body(
        f"你单位报送的{year}绩效自评材料收悉。经逐表读取、按评分标准重新计算并相互对照，审核意见如下。"
    )
    chapters = [
        ("审核范围和结果", [_body(text) for text in _scope(index)]),
        *(
            (f"{heading}（{index.audit.count(severity)}条）", list(_points(index, severity)))
            for severity, heading in _HEADINGS.items()
            if index.audit.count(severity)
        ),
        ("办理要求", [_body(text) for text in _duties(index.audit)]),
    ]
    for number, (heading, lines) in enumerate(chapters, 1):
        yield Line(f"{_hanzi(number)}、{heading}", Style.HEADING_1)
        yield from lines
    yield from _end(index.audit)


def _body(text: str) -> Line:
    return Line(text, Style.BODY)


def _scope(index: Index) -> Iterator[str]:
    """Yield what was reviewed, what was not, the totals, and how many findings there are."""
    audit, package = index.audit, index.audit.package
    files = "、".join(document.name for document in package.documents)
    yield f"本次审核的材料为{files or '所报文件'}，共读出{_forms(package)}。"
    if package.failures:
        names = "、".join(failure.document for failure in package.failures)
        yield f"{names}没有读成，不在本次审核范围内，请检查后补报。"
    yield from _totals(index)
    counts = "、".join(
        f"{words}{audit.count(level)}条" for level, words in _COUNTED.items() if audit.count(level)
    )
    annex = f"，逐条列在附件{_annex_number(audit)}" if audit.findings else ""
    yield f"审核发现{counts}{annex}。" if counts else "按现有审核规则，没有发现问题。"
    if doubts := index.remarks.doubts:
        yield f"材料中有{len(doubts)}处读取没有把握，与之有关的意见以原件为准。"
    if audit.switched_off:
        rules = "、".join(
            f"{off.title}（{off.rule}，{off.reason.rstrip('。')}）" for off in audit.switched_off
        )
        yield f"本次没有采用的审核规则：{rules}。"


_COUNTED = {
    Severity.ERROR: "应当改正的问题",
    Severity.WARNING: "需要说明或者更正的问题",
    Severity.INFO: "提请留意的事项",
}


def _forms(package: Package) -> str:
    counted = [
        (KIND_TITLES[kind], sum(form.kind is kind for _, form in package.audited()))
        for kind in (FormKind.BASE_DATA, FormKind.DEPARTMENT, FormKind.PROJECT)
    ]
    return "、".join(f"{title}{count}张" for title, count in counted if count) or "0张自评表"


def _totals(index: Index) -> Iterator[str]:
    audit, package = index.audit, index.audit.package
    for number, form in package.evaluations(FormKind.DEPARTMENT):
        sheet = audit.sheet(number)
        if sheet is None or sheet.reported_total is None:
            yield f"部门整体自评总分{form.total.score.text or '未填'}，没有可比的重算结果。"
            continue
        outside = gap(sheet)
        verdict = (
            f"{'高出' if outside > 0 else '低于'}这一范围{plain(abs(outside))}分"
            if outside
            else "在这一范围内"
        )
        yield (
            f"部门整体自评总分{plain(sheet.reported_total)}分，等级为“{sheet.reported_grade}”；"
            f"依照{sheet.standard_title}，按所填数字重新计算为{span(sheet.low, sheet.high)}分，"
            f"等级为“{grades(sheet)}”，自评总分{verdict}。"
        )
    sheets = [sheet for number, _ in package.evaluations(FormKind.PROJECT) if (sheet := audit.sheet(number))]
    if not sheets:
        return
    full = sum(bool(sheet.total_weight) and sheet.reported_total == sheet.total_weight for sheet in sheets)
    off = [sheet for sheet in sheets if gap(sheet)]
    named = "、".join(f"“{index.label(sheet.form)}”" for sheet in off[:_NAMED])
    which = f"：{named}{'等' if len(off) > _NAMED else ''}" if off else ""
    yield (
        f"项目自评表重新计算{len(sheets)}张，其中自评满分{full}张，"
        f"自评总分与重新计算的结果不符{len(off)}张{which}。各表自评和重算的分数见附件1。"
    )


def _points(index: Index, severity: Severity) -> Iterator[Line]:
    """Yield the findings of a severity, those on the whole package first, then form by form."""
    found = [numbered for numbered in index.findings if numbered.finding.severity is severity]
    groups = groupby(found, key=lambda numbered: numbered.first_form)
    for count, (form, run) in enumerate(groups, 1):
        name = "整套材料" if form == NO_FORM else index.places.forms[form]
        yield Line(f"（{_hanzi(count)}）{name}", Style.HEADING_2)
        for numbered in run:
            yield _body(_point(index.places, numbered, form))


def _point(places: Places, numbered: Numbered, form: int) -> str:
    """Return a finding as a paragraph: an error with its cells, basis and remedy, others with where it is."""
    found = numbered.finding
    parts = [f"{numbered.number}.{found.title}。{found.message}"]
    if found.severity is Severity.ERROR:
        parts += [f"原文：{'；'.join(quoted_places(places, found.at, form))}"] if found.at else []
        parts += [
            f"对照{place.package}{place.where}，填“{collapse(place.text)}”" for place in found.elsewhere
        ]
        parts += [f"依据：{found.basis}", f"处理办法：{found.remedy}"]
        parts += [f"可以直接更正：{'；'.join(written)}"] if (written := changes(places, found)) else []
    elif where := "、".join(dict.fromkeys(_where(places, evidence, form) for evidence in found.at[:_MANY])):
        parts.append(f"位置：{where}{f'等{len(found.at)}处' if len(found.at) > _MANY else ''}")
    return "".join(part if part.endswith("。") else f"{part}。" for part in parts)


def _where(places: Places, evidence: Evidence, form: int) -> str:
    """Return the row of a finding in words; the form is named where it is not the one spoken of."""
    place = places.place(evidence)
    return f"{place.form if evidence.form != form else ''}{place.line}" or evidence.cell


def _duties(audit: Audit) -> Iterator[str]:
    if audit.findings:
        wanted = "、".join(
            words
            for severity, words in (
                (Severity.ERROR, "应当改正的问题逐条改正"),
                (Severity.WARNING, "需要说明或者更正的问题逐条说明或者更正"),
            )
            if audit.count(severity)
        )
        annex = f"附件{_annex_number(audit)}“单位答复”栏"
        yield (
            f"请于收到本意见书之日起____个工作日内，对{wanted or '所列事项逐条核对'}，"
            f"将办理结果填入{annex}，连同更正后的材料一并报送。"
        )
    yield (
        "本意见只依据所报材料的数字和文字作出，没有核查原始凭证。重新计算的分数是一个范围的，"
        "表示其中有定性指标或者口径不明的数字，最终得分由审核人员认定。"
    )


def _end(audit: Audit) -> Iterator[Line]:
    annexes = ["自评得分复核表"] if audit.score_sheets else []
    annexes += ["审核问题清单"] if audit.findings else []
    for number, name in enumerate(annexes, 1):
        yield _body(f"{'附件：' if number == 1 else _INDENT}{number}.{name}")
    yield Line(
        f"审核人：{_BLANK}\u3000\u3000复核人：{_BLANK}\u3000\u3000联系电话：{_BLANK}",
        Style.SIGNATURE,
    )
    yield Line("（审核单位盖章）", Style.SEAL)
    yield Line("\u3000\u3000年\u3000\u3000月\u3000\u3000日", Style.SEAL)


def _hanzi(number: int) -> str:
    tens, ones = divmod(number, _TEN)
    if not tens:
        return _HANZI[ones]
    return f"{_HANZI[tens] if tens > 1 else ''}十{_HANZI[ones] if ones else ''}"
