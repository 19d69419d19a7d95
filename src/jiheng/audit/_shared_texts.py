"""Passages that packages of one call share, found in time linear in the texts.

A passage is held against the first that has the same shingle, however many have it: ten thousand copies are
ten thousand pairs. What stands in a large share of many packages is a template's word and is left out.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from jiheng.audit._traces import Trace
from jiheng.audit._types import Elsewhere

_TEMPLATE_FROM = 10
_PARTS = 64


@dataclass(frozen=True, slots=True)
class SharedTexts:
    """Passages that the same packages share: pairs of place and place, each with its estimated share."""

    packages: tuple[int, ...]
    """Indices of the traces."""
    pairs: tuple[tuple[Elsewhere, Elsewhere, Decimal], ...]


def shared_texts(
    traces: Sequence[Trace], *, share: Decimal, template: Decimal, fewest: int
) -> list[SharedTexts]:
    """Return the passages that several packages have, grouped by which packages these are.

    Args:
        traces: One per package.
        share: Which part of the shorter passage's sample the other must have.
        template: What stands in more than this share of the packages (of ten at least) is a template's.
        fewest: How many sampled shingles a pair must share at least.

    A passage is held against the first that has the same shingle, so the time is linear in the texts however
    many packages share one of them.
    """
    most = max(len(traces) * template, Decimal(3)) if len(traces) >= _TEMPLATE_FROM else Decimal(len(traces))
    index = Index.of(traces, int(most))
    groups: dict[tuple[int, ...], list[tuple[Elsewhere, Elsewhere, Decimal]]] = {}
    for members in index.clusters(share, fewest):
        first, second, found = members[0]
        owners = sorted({index.package[number] for pair in members for number in pair[:2]})
        pair = (index.place(traces, first), index.place(traces, second), found)
        groups.setdefault(tuple(owners), []).append(pair)
    return [SharedTexts(owners, tuple(pairs)) for owners, pairs in sorted(groups.items())]


@dataclass(slots=True)
class Index:
    """All passages of a call under numbers: whose they are, their sizes, and how much pairs share."""

    package: list[int]
    offset: list[int]
    sizes: list[int]
    dropped: list[int]
    """How much of each passage is a template's."""
    shared: dict[tuple[int, int], int]

    @classmethod
    def of(cls, traces: Sequence[Trace], most: int) -> Index:
        """Index the sketches; a shingle of more than ``most`` packages is left out and not counted."""
        index = cls([], [], [], [], {})
        # Parted by the hash, so that the dictionary holds one part of the shingles at a time.
        parts = [(array("I"), array("I")) for _ in range(_PARTS)]
        for owner, trace in enumerate(traces):
            index.offset.append(len(index.package))
            for sketch in trace.sketches:
                for shingle in sketch:
                    shingles, numbers = parts[shingle % _PARTS]
                    shingles.append(shingle)
                    numbers.append(len(index.package))
                index.package.append(owner)
                index.sizes.append(len(sketch))
                index.dropped.append(0)
        for shingles, numbers in parts:
            index.count(shingles, numbers, most)
        return index

    def count(self, shingles: Sequence[int], numbers: Sequence[int], most: int) -> None:
        """Count what pairs share among some shingles, each with the number of its passage."""
        first: dict[int, int] = {}
        several: dict[int, list[int]] = {}
        for shingle, number in zip(shingles, numbers, strict=True):
            if first.setdefault(shingle, number) != number:
                several.setdefault(shingle, [first[shingle]]).append(number)
        for owners in several.values():
            if len({self.package[number] for number in owners}) > most:
                for number in owners:
                    self.dropped[number] += 1
                continue
            for number in owners[1:]:
                if self.package[number] != self.package[owners[0]]:
                    pair = owners[0], number
                    self.shared[pair] = self.shared.get(pair, 0) + 1

    def clusters(self, share: Decimal, fewest: int) -> Iterator[list[tuple[int, int, Decimal]]]:
        """Yield pairs that share enough, those with a passage in common together."""
        groups: dict[int, list[tuple[int, int, Decimal]]] = {}
        root: dict[int, int] = {}
        for (first, number), count in sorted(self.shared.items()):
            size = min(self.own(first), self.own(number))
            if count >= fewest and count >= share * size:
                top = root.get(first, first)
                root.setdefault(number, top)
                groups.setdefault(top, []).append((first, number, min(Decimal(count) / size, Decimal(1))))
        yield from groups.values()

    def own(self, number: int) -> int:
        """Return how much of a passage is no template's; all of it where that is less than half."""
        rest = self.sizes[number] - self.dropped[number]
        return rest if 2 * rest >= self.sizes[number] else self.sizes[number]

    def place(self, traces: Sequence[Trace], number: int) -> Elsewhere:
        """Return where a passage stands."""
        owner = self.package[number]
        return traces[owner].places[number - self.offset[owner]]
