"""Every case of every audit rule's card: fires with exactly these words, or stays silent."""

import pytest

from jiheng.audit import Rule, RuleCase, all_rules, run_case

CASES = [(rule, case) for rule in all_rules() for case in rule.cases]


@pytest.mark.parametrize(
    ("rule", "case"), CASES, ids=[f"{rule.code}-{number}" for number, (rule, _) in enumerate(CASES)]
)
def test_a_case_says_what_the_card_expects(rule: Rule, case: RuleCase) -> None:
    assert run_case(rule, case) == case.expect, case.name
