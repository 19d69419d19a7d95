"""The how-to's worked rule is a rule: it is read from the page, and its cases come out as it says."""

import re
from pathlib import Path
from textwrap import dedent

from jiheng.audit import run_case
from jiheng.audit._relations import RELATIONS
from jiheng.audit._rules import read_rule
from jiheng.cards import read_card

PAGE = Path(__file__).parents[1] / "docs" / "howto" / "add-a-rule.md"


def test_the_worked_rule_is_read_and_does_what_its_cases_say(tmp_path: Path) -> None:
    (example,) = re.findall(
        r"^ +```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    file = tmp_path / "FUN-900.yaml"
    file.write_text(dedent(example), encoding="utf-8")
    rule = read_rule("FUN-900", read_card(file))
    assert rule.function is None
    said = {case.name: run_case(rule, case) for case in rule.cases}
    assert said == {case.name: case.expect for case in rule.cases}
    assert len(said) == 3


def test_the_relations_are_those_there_are() -> None:
    rows = re.findall(r"^ *\| `(\w+)` \| (.*?) \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    told = {check: tuple(re.findall(r"`(\w+)`", fields)) for check, fields in rows}
    assert told == {check.value: shape.fields for check, shape in RELATIONS.items()}
