"""Rows whose borders are lost: what is certain is placed, the rest is doubtful."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiheng.forms._alignment import place

FUNDS = ("original_budget", "final_budget", "actual_expenditure", "max_score", "execution_rate", "score")
RECORD = ("target", "achieved", "max_score", "score", "deviation_reason")
RATED = "final_budget actual_expenditure max_score execution_rate score"
SIGNED = ("target_sign", "target", "target_unit", "achieved", "max_score", "score", "deviation_reason")


@pytest.mark.parametrize(
    ("columns", "texts", "placed"),
    [
        # The rate needs both amounts: the blank one is the original budget.
        (
            FUNDS,
            "387664.62 387664.62 10 100% 10",
            "final_budget actual_expenditure max_score execution_rate score",
        ),
        (FUNDS, "32.4 31.69 10 97.80% 9", RATED),
        # 37.24 is no weight: the three amounts stand in order.
        (FUNDS, "43.2 43.2 37.24", "original_budget final_budget actual_expenditure"),
        (RECORD, "≥200 202 10 10", "target achieved max_score score"),
        (RECORD, "≥3场 1场 20 20 进度原因", "target achieved max_score score deviation_reason"),
        (SIGNED, "≥ 735 人次 735 10 10", "target_sign target target_unit achieved max_score score"),
    ],
)
def test_certain_rows(columns: tuple[str, ...], texts: str, placed: str) -> None:
    cells = texts.split()
    placement = place(cells, columns)
    assert placement.cells == {column: i for i, column in enumerate(placed.split())}
    assert placement.doubtful == ()


def test_what_could_stand_in_two_columns_is_doubtful() -> None:
    placement = place(["=", "100", "%", "60"], SIGNED)
    assert placement.cells == {"target_sign": 0, "target": 1}
    assert placement.doubtful == (2, 3)


def test_more_cells_than_columns_are_all_doubtful() -> None:
    assert place(["1", "2", "3"], ("target", "achieved")).doubtful == (0, 1, 2)


@given(st.lists(st.text(min_size=1, max_size=6), max_size=7), st.permutations(SIGNED))
def test_nothing_is_lost_and_nothing_placed_twice(texts: list[str], columns: list[str]) -> None:
    placement = place(texts, columns)
    assert sorted([*placement.cells.values(), *placement.doubtful]) == list(range(len(texts)))
    order = [columns.index(column) for column, _ in sorted(placement.cells.items(), key=lambda item: item[1])]
    assert order == sorted(order)
