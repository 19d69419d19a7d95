"""Texts of reports made comparable, and near-duplicates among them.

A text is compared by its runs of five characters (shingles; Broder 1997) once white space, marks, numbering,
figures, the names of its project and unit and the words every report prints (``boilerplate.yaml``) are taken
out: a copied paragraph with other figures is still the same text. Within one package all shingles are at hand
and the share is exact. Across packages only every fourth shingle, chosen by its hash, is kept as a number
(a FracMinHash or "0 mod p" sketch: its share estimates the exact one without bias).

No library: rensa and datasketch give estimates of whole-set resemblance for texts that are all signed alike,
not which passage lies in which, and datasketch brings numpy and scipy. What is needed here is one dictionary.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from itertools import combinations, compress
from zlib import crc32

from jiheng.audit._dossier import Cell
from jiheng.cards import read_card, read_citations
from jiheng.reports import Package, SelfEvaluation, name_key

WIDTH = 5
"""Characters in a shingle. Where one character in ten is changed, 59 % of such runs stay as they were."""
_SAMPLED = 3
"""Shingles whose first character ends in these bits are left out of samples: one in four is in."""
_CHOSEN = bytes(not byte & _SAMPLED for byte in range(256))
SHORTEST = 40
"""Characters a text must have, once everything is taken out, to be compared at all."""
_ENOUGH = SHORTEST - WIDTH + 1
_SHORTEST_NAME = 4
_QUOTED = 40
_FEWEST_SHARED = 2
_NUMBERING = re.compile(
    r"^(?:[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]|[一二三四五六七八九十]是|第[一二三四五六七八九十])+",
    re.MULTILINE,
)
_KEPT = re.compile(r"[^\W\d_]+|\n")


@dataclass(frozen=True)
class Passage:
    """A text of a form: the cell or paragraph as printed, and what is left of it for comparing."""

    form: int
    cell: Cell
    plain: str

    @cached_property
    def shingles(self) -> frozenset[str]:
        """Every run of five characters."""
        plain = self.plain
        return frozenset([plain[i : i + WIDTH] for i in range(len(plain) - WIDTH + 1)])

    @cached_property
    def sample(self) -> tuple[str, ...]:
        """About a quarter of the shingles, chosen by what they say: another text's are chosen alike."""
        plain = self.plain
        # Every fourth byte of this encoding is the lowest of a character: all are looked at in one go.
        chosen = plain[: 1 - WIDTH].encode("utf-32-le", "surrogatepass")[::4].translate(_CHOSEN)
        return tuple({plain[i : i + WIDTH] for i in compress(range(len(plain)), chosen)})

    def sketch(self) -> tuple[int, ...]:
        """Return the sample as numbers of 32 bits, the same in every call and on every machine."""
        return tuple([crc32(shingle.encode()) for shingle in self.sample])


@dataclass(frozen=True, slots=True)
class Likeness:
    """Two passages and the share of the shorter one's shingles that the other has too."""

    first: Passage
    second: Passage
    share: float


def passages(package: Package) -> tuple[Passage, ...]:
    """Return the paragraphs, objectives and reasons of a package's scored forms that are long enough."""
    found: list[Passage] = []
    for index, form in package.evaluations():
        cells = [cell for cell in _texts(form) if len(cell.text) >= SHORTEST]
        plain = plain_texts([cell.text for cell in cells], _names(form))
        kept = zip(cells, plain, strict=True)
        found += [Passage(index, cell, text) for cell, text in kept if len(text) >= SHORTEST]
    return tuple(found)


def plain_texts(printed: Sequence[str], names: Sequence[str] = ()) -> list[str]:
    """Return what of texts is compared with others.

    Args:
        printed: As printed.
        names: The names of the form's own project and unit, taken out.
    """
    if not printed:
        return []
    text = "\n".join("".join(part.split()) for part in printed)
    text = "".join(_KEPT.findall(_NUMBERING.sub("", text)))
    for words in (*names, *_boilerplate()):
        text = text.replace(words, "")
    return text.split("\n")


def alike(found: Sequence[Passage], least: float) -> list[Likeness]:
    """Return the passages of different forms that share at least so much, in order.

    A shingle that stands in more than a third of the forms (of nine at least) is the package's own formula
    and does not count.
    """
    owners = _owners(found)
    most = max(3, len({passage.form for passage in found}) // 3)
    forms = {shingle: {found[i].form for i in who} for shingle, who in owners.items()}
    common = {shingle for shingle, which in forms.items() if len(which) > most}
    shared = Counter(
        pair
        for shingle, who in owners.items()
        if len(forms[shingle]) > 1 and shingle not in common
        for pair in combinations(who, 2)
    )
    pairs = sorted(pair for pair, count in shared.items() if count >= _FEWEST_SHARED)
    likely = [(found[a], found[b]) for a, b in pairs if found[a].form != found[b].form]
    measured = [Likeness(a, b, _share(a, b, common)) for a, b in likely]
    return [likeness for likeness in measured if likeness.share >= least]


def _share(first: Passage, second: Passage, common: AbstractSet[str]) -> float:
    """Return how much of the shorter passage the other has too; 0 where too little is its own words."""
    own, other = first.shingles - common, second.shingles - common
    size = min(len(own), len(other))
    return len(own & other) / size if size >= _ENOUGH else 0.0


def unchanged(now: Sequence[Passage], before: Sequence[Passage], least: float) -> Iterator[Likeness]:
    """Yield each passage with the earlier one it shares most with, where that is at least so much of it."""
    index: dict[str, list[int]] = {}
    for number, passage in enumerate(before):
        for shingle in passage.sample:
            index.setdefault(shingle, []).append(number)
    for passage in now:
        shared = Counter(number for shingle in passage.sample for number in index.get(shingle, ()))
        for number, _ in shared.most_common(1):
            earlier = before[number]
            share = len(passage.shingles & earlier.shingles) / len(passage.shingles)
            if share >= least:
                yield Likeness(passage, earlier, share)


def excerpt(text: str) -> str:
    """Return the beginning of a text, for quoting."""
    plain = "".join(text.split())
    return f"{plain[:_QUOTED]}…" if len(plain) > _QUOTED else plain


def _owners(found: Sequence[Passage]) -> dict[str, list[int]]:
    """Return the sampled shingles that stand in several passages, with the passages' numbers."""
    seen: set[str] = set()
    several: set[str] = set()
    samples = [frozenset(passage.sample) for passage in found]
    for sample in samples:
        several |= seen & sample
        seen |= sample
    owners: dict[str, list[int]] = {}
    for number, sample in enumerate(samples):
        for shingle in sample & several:
            owners.setdefault(shingle, []).append(number)
    return owners


def _texts(form: SelfEvaluation) -> Iterator[Cell]:
    for section in form.narrative:
        yield from section.paragraphs
    for objective in form.objectives:
        yield from (objective.expected, objective.achieved)
    for row in form.indicators:
        yield row.deviation_reason


def _names(form: SelfEvaluation) -> tuple[str, ...]:
    cells = (form.name, form.supervising_department, form.implementing_unit)
    return _longest_first("".join(_KEPT.findall(name_key(cell.text))) for cell in cells)


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({word for word in words if len(word) >= _SHORTEST_NAME}, key=lambda w: (-len(w), w)))


@cache
def _boilerplate() -> tuple[str, ...]:
    card = read_card(files("jiheng.audit") / "boilerplate.yaml")
    card.text("title")
    read_citations(card)
    found = _longest_first(card.texts("phrases"))
    card.close()
    return found
