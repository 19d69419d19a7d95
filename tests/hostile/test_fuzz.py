"""A fixed share of the fuzzing, and bytes of small files changed in turn; ``make fuzz`` runs far more."""

import os

import pytest

from tests.hostile.fuzz import KINDS, damaged, run
from tests.hostile.small import small

WHOLE = "JIHENG_FUZZ"
"""Where this variable is set, every byte of every small file is changed."""
SHARE = {"ods": 60, "odt": 120, "pdf": 120}
USUAL = 300
FLIPS = 400


@pytest.mark.parametrize("kind", KINDS)
def test_damaged_files(kind: str) -> None:
    assert list(run(kind, range(SHARE.get(kind, USUAL)), 0)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_every_byte_in_turn(kind: str) -> None:
    size = len(small()[kind])
    step = 1 if os.environ.get(WHOLE) else max(1, -(-size // FLIPS))
    for mask in (0xFF, 0x01) if os.environ.get(WHOLE) else (0xFF,):
        assert list(run(kind, range(0, size, step), mask, whole=True)) == []


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_file(kind: str) -> None:
    assert damaged(kind, 7, 3) == damaged(kind, 7, 3)
    assert len({damaged(kind, number, 3) for number in range(30)}) > 20
