"""What a reader narrows, groups and marks the findings with.

Severity and form are filtered by style sheet alone. The rest needs the page's script, and is not shown
without it (``needs-script``). Paper shows everything, whatever the screen shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from jiheng.audit import Severity
from jiheng.render._html_index import SEVERITY_SHAPES, SEVERITY_WORDS, Index
from jiheng.render._html_markup import Content, Markup, element

FAMILY_WORDS = {
    "BAS": "基础数据",
    "COM": "材料完整",
    "DEP": "部门指标",
    "FUN": "资金",
    "IND": "指标质量",
    "NAM": "名称",
    "PEE": "同类比较",
    "PUB": "公开内容",
    "REU": "雷同沿用",
    "RSN": "偏差原因",
    "SCO": "评分",
    "TIM": "时间",
    "TXT": "报告文字",
    "WGT": "分值权重",
    "XTB": "表间核对",
    "YOY": "上年对照",
}
_MARKS = (
    ("all", "全部标记"),
    ("open", "未标记"),
    ("accepted", "已采纳"),
    ("disputed", "有异议"),
    ("noted", "有备注"),
)
_GROUPINGS = (("severity", "程度"), ("form", "表"), ("rule", "规则"))
KEYS = (
    ("j", "下一条问题"),
    ("k", "上一条问题"),
    ("a", "采纳这一条；再按取消"),
    ("d", "对这一条有异议；再按取消"),
    ("n", "写这一条的备注"),
    ("c", "到这一条所指的格子；按格内编号回来"),
    ("/", "搜索"),
    ("?", "打开本表"),
)
_KEPT_HERE = (
    "标记和备注只保存在这台电脑的这个浏览器里，不写入本文件，也不发送给任何人。换浏览器、换电脑、清除浏览数据、"
    "材料改动后重新审核，都看不到它们。要留存或交给别人，请导出。"
)


def count(number: int) -> Markup:
    """Return a count that the script puts the shown part before: 3 / 8."""
    return element("span", {"class": "count"}, str(number))


def form_rules(index: Index) -> str:
    """Return the style rules that filter by form."""
    rules = "".join(
        f'.findings:has(option[value="in-{form}"]:checked) :is(.finding,.by-form):not(.in-{form})'
        "{display:none}"
        for form in _forms(index)
    )
    return f"@media screen{{{rules}}}" if rules else ""


def _forms(index: Index) -> list[int]:
    return sorted({form for numbered in index.findings for form in numbered.forms})


def filter_bar(index: Index) -> Markup:
    """Return the bar above the findings."""
    forms = [("all", "全部表"), *((f"in-{form}", index.label(form)) for form in _forms(index))]
    return element(
        "form",
        {"class": "filter", "role": "search", "aria-label": "筛选问题", "autocomplete": "off"},
        element(
            "div",
            {"class": "bar"},
            element("span", {"class": "boxes", "role": "group", "aria-label": "程度"}, *_boxes(index)),
            _field("搜索", element("input", {"type": "search", "name": "text", "placeholder": "按 / 键"})),
            _select("表", "form", _options(forms), needs_script=False),
            _select("规则", "rule", _rules(index)),
            _select("标记", "mark", _options(_MARKS)),
        ),
        element(
            "div",
            {"class": "bar needs-script"},
            element("fieldset", {}, element("legend", {}, "分组"), *_groupings()),
            element("output", {"role": "status", "class": "shown"}),
            element("button", {"type": "button", "name": "reset", "hidden": ""}, "清除筛选"),
            element("button", {"type": "button", "name": "keys"}, "快捷键 ?"),
        ),
    )


def _boxes(index: Index) -> Iterator[Markup]:
    for severity in Severity:
        number = index.audit.count(severity)
        box = {"type": "checkbox", "class": f"show-{severity.value}", "name": "severity", "checked": ""}
        if number:
            yield element(
                "label",
                {"class": severity.value},
                element("input", box | {"value": severity.value}),
                element("span", {"class": "shape", "aria-hidden": "true"}, SEVERITY_SHAPES[severity]),
                f"{SEVERITY_WORDS[severity]} ",
                count(number),
            )


def _field(name: str, control: Markup, *, needs_script: bool = True) -> Markup:
    kind = "field needs-script" if needs_script else "field"
    return element("label", {"class": kind}, element("span", {}, name), control)


def _select(name: str, field: str, options: Iterable[Content], *, needs_script: bool = True) -> Markup:
    return _field(name, element("select", {"name": field}, *options), needs_script=needs_script)


def _options(choices: Iterable[tuple[str, str]]) -> Iterator[Markup]:
    for value, label in choices:
        yield element("option", {"value": value, "data-label": label}, label)


def _rules(index: Index) -> Iterator[Markup]:
    """Yield a choice per family, and in it per rule."""
    yield from _options([("all", "全部规则")])
    titles = {numbered.finding.rule: numbered.finding.title for numbered in index.findings}
    for family, members in groupby(sorted(titles), key=lambda rule: rule.partition("-")[0]):
        word = FAMILY_WORDS.get(family, "")
        choices = [
            (family, f"{word or family}：全部"),
            *((rule, f"{rule} {titles[rule]}") for rule in members),
        ]
        yield element("optgroup", {"label": f"{word} {family}".strip()}, *_options(choices))


def _groupings() -> Iterator[Markup]:
    for value, word in _GROUPINGS:
        attributes = {"type": "radio", "name": "group", "value": value}
        checked = {"checked": ""} if value == _GROUPINGS[0][0] else {}
        yield element("label", {}, element("input", attributes | checked), word)


def marks_panel() -> Markup:
    """Return how many findings are marked, where the marks are kept, and the way to take them along."""
    return element(
        "details",
        {"class": "marks needs-script"},
        element(
            "summary",
            {},
            element("b", {}, "审核标记 "),
            element("span", {"class": "tally"}),
            element("span", {"class": "only-here"}, "只保存在这个浏览器里"),
        ),
        element("p", {"class": "warning"}, _KEPT_HERE),
        element(
            "p",
            {"class": "bar"},
            element("button", {"type": "button", "name": "export"}, "导出标记"),
            element("button", {"type": "button", "name": "import"}, "导入标记"),
            element("button", {"type": "button", "name": "clear"}, "清除全部标记"),
            element(
                "input",
                {"type": "file", "accept": ".json,application/json", "hidden": "", "aria-label": "标记文件"},
            ),
        ),
        element("output", {"role": "status"}),
    )


def opinion_template() -> Markup:
    """Return what the script puts into each finding: accept, dispute, note."""
    states = (("accepted", "✓ 采纳"), ("disputed", "✕ 有异议"))
    buttons = (
        element("button", {"type": "button", "value": value, "aria-pressed": "false"}, word)
        for value, word in states
    )
    note = element("button", {"type": "button", "value": "note", "aria-expanded": "false"}, "备注")
    return element(
        "template",
        {"id": "opinion"},
        element("div", {"class": "opinion"}, *buttons, note),
        element("textarea", {"class": "note", "rows": "2", "maxlength": "2000", "hidden": ""}),
        element("p", {"class": "said"}),
    )


def keys_dialog() -> Markup:
    """Return the list of keys, with the switch that turns them off."""
    rows = (
        element("div", {}, element("dt", {}, element("kbd", {}, key)), element("dd", {}, meaning))
        for key, meaning in KEYS
    )
    switch = {"type": "checkbox", "name": "use-keys", "checked": ""}
    return element(
        "dialog",
        {"class": "keys", "aria-labelledby": "keys-title"},
        element("h3", {"id": "keys-title"}, "快捷键"),
        element("dl", {}, *rows),
        element("label", {}, element("input", switch), "启用快捷键"),
        element("p", {}, element("button", {"type": "button", "name": "close"}, "关闭")),
    )


def on_paper(number: int) -> Markup:
    """Return what a printed page says of the filter."""
    words = f"打印的是全部 {number} 条，不受屏幕上筛选的影响；标记和备注按打印时的样子。"
    return element("p", {"class": "on-paper"}, words)
