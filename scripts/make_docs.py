"""Writes docs/reference from the cards, the types and the command's own help.

``make docs`` writes the pages; ``--check`` fails and names those that no longer say what the code does.
"""
# ruff: noqa: INP001 - a script, started by its path

from __future__ import annotations

import inspect
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import msgspec

from jiheng.audit import Rule, Severity, all_rules
from jiheng.cards import all_sources
from jiheng.cli import PACK_HEAD, applies_words, case_words, pack_rows, pack_words, standard_rows
from jiheng.forms import FormCard, all_form_cards
from jiheng.render import json_schema
from jiheng.render._contract import (
    PackageEntry,
)  # the contract is private to render; this page is its public face
from jiheng.standards import all_packs, all_standards
from jiheng.terms import all_terms, chinese

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference"
COMMANDS = ("", "audit", "score", "read", "rules", "explain", "standards", "schema")
SEVERITIES = {Severity.ERROR: "✗ 错误", Severity.WARNING: "▲ 存疑", Severity.INFO: "● 提示"}
JSON_INTRO = """\
`--format json` prints one object per package, each on one line (JSON Lines where there are several). The
schema number changes only where a meaning changes; new keys may come at any time. The full schema:
[schema.json](schema.json), or `jiheng schema`."""
GENERATED = "<!-- make docs writes this page; change the cards or the code instead. -->"


def cell(text: str) -> str:
    """Return text that may stand in a cell of a Markdown table."""
    return " ".join(text.split()).replace("|", "\\|")


def table(*rows: tuple[str, ...]) -> str:
    """Return a Markdown table; the first row is its header."""
    lines = ["| " + " | ".join(map(cell, row)) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * len(rows[0]), *lines[1:]])


def rules_page() -> str:
    """Return the page of the audit rules."""
    rules = sorted(all_rules(), key=lambda rule: rule.code)
    counts = "、".join(
        f"{words} {sum(rule.severity is severity for rule in rules)} 条"
        for severity, words in SEVERITIES.items()
    )
    overview = table(
        ("编号", "程度", "规则", "适用"),
        *(
            (
                f"[{rule.code}](#{rule.code.lower()})",
                SEVERITIES[rule.severity],
                rule.title,
                applies_words(rule),
            )
            for rule in rules
        ),
    )
    return "\n\n".join(["# 审核规则", f"共 {len(rules)} 条：{counts}。", overview, *map(rule_section, rules)])


def rule_section(rule: Rule) -> str:
    """Return what a rule's card says, as a section."""
    parts = [
        f"## {rule.code}",
        f"**{rule.title}**（{SEVERITIES[rule.severity]}；适用：{applies_words(rule)}；代号 `{rule.name}`）",
        f"- 依据：{rule.basis}\n- 理由：{rule.why}\n- 处理办法：{rule.remedy}",
    ]
    if rule.known_false_alarms:
        parts.append("可能误报的情形：\n\n" + "\n".join(f"- {text}" for text in rule.known_false_alarms))
    examples = [(case.name, case_words(rule, case)) for case in rule.cases]
    return "\n\n".join([*parts, table(("例子", "结果"), *examples)])


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
            [sys.executable, "-m", "jiheng", *([command] if command else []), "--help"],
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


PAGES: dict[str, Callable[[], str]] = {
    "rules.md": rules_page,
    "standards.md": standards_page,
    "forms.md": forms_page,
    "terms.md": terms_page,
    "sources.md": sources_page,
    "command-line.md": command_page,
    "json.md": json_page,
}


def pages() -> Iterator[tuple[Path, str]]:
    """Yield every page of the reference with its text."""
    for name, page in PAGES.items():
        yield REFERENCE / name, f"{GENERATED}\n{page()}\n"
    yield REFERENCE / "schema.json", json_schema()


def main(*, check: bool) -> int:
    """Write the pages, or say which are stale."""
    stale = [
        (path, text)
        for path, text in pages()
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
    return int(check and bool(stale))


if __name__ == "__main__":
    sys.exit(main(check="--check" in sys.argv[1:]))
