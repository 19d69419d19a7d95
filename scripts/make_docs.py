"""Writes docs/reference from the cards, the types and the command's own help.

``make docs`` writes the pages; ``--check`` fails and names those that no longer say what the code does.
"""
# ruff: noqa: INP001 - a script, started by its path

from __future__ import annotations

import inspect
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from jiheng.audit import Rule, Severity, all_rules
from jiheng.cards import all_sources
from jiheng.cli import (
    PACK_HEAD,
    applies_words,
    case_words,
    fix_card_words,
    pack_rows,
    pack_words,
    standard_rows,
)
from jiheng.forms import FormCard, all_form_cards
from jiheng.render import json_schema
from jiheng.render._contract import (
    PackageEntry,
)  # the contract is private to render; this page is its public face
from jiheng.standards import all_packs, all_standards
from jiheng.terms import all_terms, chinese

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
COMMANDS = (
    *("", "audit", "score", "read", "write", "diff", "text", "fill", "publish"),
    *("rules", "explain", "standards", "schema"),
    *("serve", "administrator", "backup", "restore", "journal", "journal verify", "journal export"),
)
SEVERITIES = {Severity.ERROR: "✗ 错误", Severity.WARNING: "▲ 存疑", Severity.INFO: "● 提示"}
JSON_INTRO = """\
`--format json` prints one object per package, each on one line (JSON Lines where there are several). The
schema number changes only where a meaning changes; new keys may come at any time. The full schema:
[schema.json](schema.json), or `jiheng schema`."""
SILENT = "silent"
FAMILIES = {
    "BAS": "基础数据表",
    "COM": "材料是否齐全",
    "DEP": "部门表与基础数据的比率",
    "FUN": "资金和执行率",
    "IND": "指标值和完成值",
    "NAM": "指标名称",
    "PEE": "几套材料互相比较",
    "PUB": "公开前检查",
    "REU": "雷同的文字",
    "RSN": "偏差原因",
    "SCO": "得分",
    "TIM": "日期和年度",
    "TXT": "报告正文",
    "WGT": "分值和权重",
    "XTB": "表与表之间",
    "YOY": "与上年材料比较",
}
GENERATED = "<!-- make docs writes this page; change the cards or the code instead. -->"

API_INTRO = """\
网站的每个动作都可以由单位自己的系统调用：推送基础数据，取回得分和发现，办理下一步。权限与网页上完全相同。

密钥在“我的账号”里建立，只显示一次，放在请求头里：`Authorization: Bearer jh_…`。OpenAPI 3.1 的描述在网站的
`/api/v1/openapi.json`。出错时返回 `{"error": "…"}`，状态 400 内容不合约定、401 没有有效的密钥、403 没有权限、
404 没有这个对象或它不归密钥的主人办理、409 现在不能这样做。

```console
$ curl -H "Authorization: Bearer jh_…" https://jiheng.example.gov.cn/api/v1/filings
```"""
API_DESCRIPTION = """
import django, json, sys
django.setup()
from jiheng_web.api.description import description
json.dump(description(), sys.stdout)
"""


def cell(text: str) -> str:
    """Return text that may stand in a cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")


def table(*rows: tuple[str, ...]) -> str:
    """Return a Markdown table; the first row is its header."""
    lines = ["| " + " | ".join(map(cell, row)) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def rules_page() -> str:
    """Return the index of the audit rules: by family, then by severity."""
    rules = sorted(all_rules(), key=lambda rule: rule.code)
    families = list(dict.fromkeys(rule.family for rule in rules))
    intro = (
        f"共 {len(rules)} 条。每条一页，写明依据、理由、处理办法和例子；命令行用 `jiheng explain 编号` 查看。"
        "例子就是测试：每一条都有会提示的和不提示的。"
    )
    parts = ["# 审核规则", intro, family_table(families, rules), "## 按类别"]
    for family in families:
        rows = ((rule_link(rule), SEVERITIES[rule.severity], rule.title, applies_words(rule))
                for rule in rules if rule.family == family)  # fmt: skip
        parts += [f"### {family_title(family)}", table(("编号", "程度", "规则", "适用"), *rows)]
    parts.append("## 按程度")
    for severity, words in SEVERITIES.items():
        chosen = [rule for rule in rules if rule.severity is severity]
        listed = ((rule_link(rule), rule.title) for rule in chosen)
        parts += [f"### {words}（{len(chosen)} 条）", table(("编号", "规则"), *listed)]
    return "\n\n".join(parts)


def family_table(families: list[str], rules: list[Rule]) -> str:
    """Return how many rules of each severity the families have."""
    rows = []
    for family in families:
        found = [rule.severity for rule in rules if rule.family == family]
        rows.append((family_title(family), *(str(found.count(severity)) for severity in SEVERITIES)))
    totals = (str(sum(rule.severity is severity for rule in rules)) for severity in SEVERITIES)
    return table(("类别", *SEVERITIES.values()), *rows, ("合计", *totals))


def family_title(family: str) -> str:
    """Return a family's letters with what it is about."""
    return f"{family} {FAMILIES[family]}" if family in FAMILIES else family


def rule_link(rule: Rule) -> str:
    """Return a rule's code as a link to its page."""
    return f"[{rule.code}]({rule.code}.md)"


def rule_page(rule: Rule) -> str:
    """Return what a rule's card says, as a page."""
    check = "写成函数" if rule.relation is None else f"关系 `{rule.check}`，不用写程序"
    kind = f"{SEVERITIES[rule.severity]}；类别：{family_title(rule.family)}；适用：{applies_words(rule)}"
    notes = (
        *(("依据", rule.basis), ("理由", rule.why)),
        *(("处理办法", rule.remedy), ("可直接改", fix_card_words(rule))),
    )
    parts = [
        f"# {rule.code} {rule.title}",
        f"{kind}；代号 `{rule.name}`；{check}。[全部规则](README.md)",
        "\n".join(f"- {name}：{text}" for name, text in notes),
    ]
    if rule.unless:
        others = "、".join(f"[{code}]({code}.md)" for code in rule.unless)
        parts.append(f"同一栏已由 {others} 提示的，这一条不再提示。")
    if rule.known_false_alarms:
        parts.append("## 可能误报的情形\n\n" + "\n".join(f"- {text}" for text in rule.known_false_alarms))
    for heading, silent in (("会提示的例子", False), ("不提示的例子", True)):
        examples = [
            (case.name, case_words(rule, case)) for case in rule.cases if (case.expect == SILENT) is silent
        ]
        parts += [f"## {heading}", table(("例子", "结果"), *examples)]
    return "\n\n".join(parts)


def standards_page() -> str:
    """Return the page of the scoring standards."""
    parts = ["# 评分标准", "每项规定自起用日期起有效，直到同一项的下一个日期。"]
    packs = "另有口径时用编号指定：`jiheng score --standard 编号 …`；各表仍按各自的评分标准计分。"
    for standard in all_standards():
        basis = "；".join(map(str, standard.citation))
        parts += [f"## {standard.id}", f"{standard.title}。依据：{basis}"]
        parts.append(table(("项目", "起用日期", "规定", "依据"), *standard_rows(standard)))
    parts += ["## 由基础数据计算的指标", packs]
    for pack in all_packs():
        parts += [f"### {pack.id}", f"{pack.title}。{pack_words(pack)}"]
        parts.append(table(PACK_HEAD, *pack_rows(pack)))
    return "\n\n".join(parts)


def forms_page() -> str:
    """Return the page of the forms that are recognised."""
    intro = "标签按文字识别，不看位置；编号、括号里的注释、“其中”和冒号不计。"
    return "\n\n".join(["# 可识别的表", intro, *map(form_section, all_form_cards())])


def form_section(form: FormCard) -> str:
    """Return the labels of a form, field by field."""
    basis = "；".join(map(str, form.citations))
    parts = [f"## {form.title}", f"`{form.kind}`。表名：{'、'.join(form.titles)}。依据：{basis}"]
    groups: list[tuple[str, Mapping[str, str]]] = [("单位和项目", form.identity)]
    for block in form.blocks:
        groups += [(f"{block.name} 的列", block.columns), (f"{block.name} 的行", block.lines)]
    rows = [row for name, labels in groups for row in field_rows(name, labels)]
    return "\n\n".join([*parts, table(("部分", "字段", "含义", "可用的标签"), *rows)])


def field_rows(part: str, labels: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield a row per field: label → field turned round."""
    fields: dict[str, list[str]] = {}
    for label, field in labels.items():
        fields.setdefault(field, []).append(label)
    for field, names in fields.items():
        term = chinese(field)
        yield part, f"`{field}`", "" if term == field else term, "、".join(names)


def terms_page() -> str:
    """Return the glossary."""
    rows = ((f"`{term.code}`", term.chinese, term.kind.value) for term in all_terms().values())
    return "\n\n".join(["# 术语", table(("标识", "中文", "类别"), *rows)])


def sources_page() -> str:
    """Return the sources that cards cite and how sure we are of each."""
    certainty = {
        "seen": "已见原文",
        "preamble_seen": "只见前言",
        "second_hand": "据转述",
        "unverified": "未核原文",
    }
    rows = (
        (f"`{s.code}`", f"{s.document_number}《{s.title}》", s.settles, certainty[s.certainty.value])
        for s in all_sources().values()
    )
    intro = "没有见过原文的，提示里不写条款号，并注明未核。"
    return "\n\n".join(["# 依据的来源", intro, table(("代号", "来源", "规定", "核实程度"), *rows)])


def command_page() -> str:
    """Return the help of every command, as the command prints it."""
    parts = ["# 命令行"]
    for command in COMMANDS:
        said = subprocess.run(  # noqa: S603 - our own command
            [sys.executable, "-m", "jiheng", *command.split(), "--help"],
            env={**os.environ, "COLUMNS": "100"},
            check=True,
            capture_output=True,
        )
        parts += [f"## jiheng {command}".rstrip(), f"```text\n{said.stdout.decode().rstrip()}\n```"]
    return "\n\n".join(parts)


def json_page() -> str:
    """Return the page of the JSON's types."""
    parts = [
        "# JSON",
        JSON_INTRO,
    ]
    (_, definitions) = msgspec.json.schema_components([PackageEntry])
    for name, definition in sorted(
        definitions.items(), key=lambda item: (item[0] != "PackageEntry", item[0])
    ):
        rows = [
            (f"`{key}`", "yes" if key in definition.get("required", ()) else "no", type_words(value))
            for key, value in definition["properties"].items()
        ]
        parts += [
            f"## {name}",
            inspect.cleandoc(definition.get("description", "")).replace("``", "`"),
            table(("key", "always there", "type"), *rows),
        ]
    return "\n\n".join(part for part in parts if part)


def type_words(value: dict[str, object]) -> str:
    """Return a JSON schema's type in words."""
    if "enum" in value:
        members = value["enum"]
        return " or ".join(f'`"{member}"`' for member in members) if isinstance(members, list) else ""
    if isinstance(reference := value.get("$ref"), str):
        name = reference.rsplit("/", 1)[-1]
        return f"[{name}](#{name.lower()})"
    if isinstance(choices := value.get("anyOf"), list):
        return " or ".join(type_words(choice) for choice in choices)
    if isinstance(items := value.get("items"), dict):
        return f"list of {type_words(items)}"
    return str(value.get("type", value.get("const", "")))


def api_page() -> str:
    """Return the page of the application's JSON interface, from its own description."""
    with tempfile.TemporaryDirectory() as folder:
        # The settings keep a key in the folder of data.
        given = {**os.environ, "JIHENG_HOME": folder, "DJANGO_SETTINGS_MODULE": "jiheng_web.settings"}
        said = subprocess.run(  # noqa: S603 - our own code
            [sys.executable, "-c", API_DESCRIPTION], env=given, check=True, capture_output=True
        )
    described = json.loads(said.stdout)
    rows = [
        (f"`{method.upper()} {path}`", entry["summary"], words_of_body(entry), words_of_answer(entry))
        for path, methods in described["paths"].items()
        for method, entry in methods.items()
    ]
    parts = ["# JSON 接口", API_INTRO, table(("地址", "做什么", "提交", "返回"), *rows), "## 数据"]
    for name, definition in sorted(described["components"]["schemas"].items()):
        keys = [(f"`{key}`", type_words(value)) for key, value in definition.get("properties", {}).items()]
        parts += [f"### {name}", inspect.cleandoc(definition.get("description", "")).replace("``", "`")]
        parts += [table(("key", "type"), *keys)] if keys else []
    return "\n\n".join(part for part in parts if part)


def words_of_body(entry: Mapping[str, object]) -> str:
    """Return a link to the type of an operation's body; "" where it takes none."""
    return _content_words(entry.get("requestBody"))


def words_of_answer(entry: Mapping[str, object]) -> str:
    """Return a link to the type of an operation's answer."""
    responses = entry["responses"]
    return _content_words(responses["200"]) if isinstance(responses, dict) else ""


def _content_words(part: object) -> str:
    if not isinstance(part, dict):
        return ""
    return type_words(part["content"]["application/json"]["schema"])


PAGES: dict[str, Callable[[], str]] = {
    "rules/README.md": rules_page,
    "standards.md": standards_page,
    "forms.md": forms_page,
    "terms.md": terms_page,
    "sources.md": sources_page,
    "command-line.md": command_page,
    "json.md": json_page,
    "api.md": api_page,
}


def pages() -> Iterator[tuple[Path, str]]:
    """Yield every page of the reference with its text."""
    for name, page in PAGES.items():
        yield REFERENCE / name, f"{GENERATED}\n{page()}\n"
    for rule in all_rules():
        yield REFERENCE / "rules" / f"{rule.code}.md", f"{GENERATED}\n{rule_page(rule)}\n"
    yield REFERENCE / "schema.json", json_schema()


def leftovers(written: Mapping[Path, str]) -> list[Path]:
    """Return the pages that nothing writes any more: of a rule that is gone or has another code."""
    return [path for path in sorted(REFERENCE.rglob("*.*")) if path not in written]


def main(*, check: bool) -> int:
    """Write the pages, or say which are stale or no longer belong there."""
    written = dict(pages())
    gone = leftovers(written)
    for path in gone:
        name = path.relative_to(ROOT)
        if check:
            sys.stderr.write(f"{name} belongs to no card: run make docs\n")
        else:
            path.unlink()
            sys.stdout.write(f"{name} removed\n")
    stale = [
        (path, text)
        for path, text in written.items()
        if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    for path, text in stale:
        name = path.relative_to(ROOT)
        if check:
            sys.stderr.write(f"{name} is stale: run make docs\n")
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{name}\n")
    return int(check and bool(stale or gone))


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
