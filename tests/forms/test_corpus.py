"""Reworded forms of other places with their truth by hand, where they lie beside the repository.

A value is right, missing, or wrong. Wrong is never allowed, and the misses are exactly those that are known.
"""

from collections import Counter

import pytest

from benchmarks.accuracy import CORPUS, LAYOUTS, MISSES, Compared, compare_all

PRINTED = 509
"""Values printed in the visible part of the eleven forms."""


@pytest.fixture(scope="module")
def compared() -> tuple[Compared, ...]:
    if not CORPUS.is_dir():
        pytest.skip("the corpus is not beside this repository (../shared/corpus)")
    return compare_all()


def test_no_value_of_the_corpus_is_wrong(compared: tuple[Compared, ...]) -> None:
    assert [value for value in compared if value.is_wrong] == []


def test_exactly_the_known_values_are_missed(compared: tuple[Compared, ...]) -> None:
    missed = {(value.form, value.what) for value in compared if not value.is_right}
    assert missed == set(MISSES)
    assert all(MISSES.values())


def test_all_of_the_corpus_is_compared(compared: tuple[Compared, ...]) -> None:
    counted = Counter(value.form for value in compared if value.truth)
    assert counted.keys() == LAYOUTS.keys()
    assert sum(counted.values()) == PRINTED
    assert sum(value.is_right for value in compared if value.truth) >= 0.99 * PRINTED
