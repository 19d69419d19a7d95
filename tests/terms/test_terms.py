from jiheng.forms import all_form_cards
from jiheng.terms import all_terms, chinese


def test_every_term_is_one_identifier() -> None:
    terms = all_terms()
    assert terms["original_budget"].chinese == "年初预算数"
    assert len({term.chinese for term in terms.values()}) == len(terms)


def test_what_is_not_in_the_glossary_stays_as_it_is() -> None:
    assert chinese("carry_over") == "上年结转"
    assert chinese("无此项") == "无此项"


def test_columns_of_the_form_cards_use_the_glossary() -> None:
    columns = {name for card in all_form_cards() for block in card.blocks for name in block.columns.values()}
    layout_only = {"target_sign", "target_unit", "name", "expected", "control_rate"}
    base_data = {"actual", "budget", "previous_actual"}
    buildings = {name for name in columns if name.endswith(("_scale", "_investment", "_control_rate"))}
    assert columns - layout_only - base_data - buildings - set(all_terms()) == set()
