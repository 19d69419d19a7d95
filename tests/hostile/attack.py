"""What a hostile file is, and what is expected of reading it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import cache


class Outcome(Enum):
    """What has to come of a file."""

    REFUSED = "refused"
    READ = "read"
    EITHER = "either"
    """Both are right, as for damage that may fall on what is not looked at."""


@dataclass(frozen=True, slots=True)
class Attack:
    """One hostile file, made when it is asked for."""

    name: str
    """The file's name: container, attack, suffix."""
    make: Callable[[], bytes]
    outcome: Outcome
    words: str = ""
    """What the refusal says among other things."""
    shows: str = ""
    """A text that is read in spite of the attack."""
    never: str = ""
    """A text that nobody may find in the result: what the attack is after."""

    def content(self) -> bytes:
        """Return the file's bytes."""
        return _made(self.make)


@cache
def _made(make: Callable[[], bytes]) -> bytes:
    return make()


def refused(name: str, make: Callable[[], bytes], words: str = "") -> Attack:
    """Return an attack that is refused."""
    return Attack(name, make, Outcome.REFUSED, words)


def harmless(name: str, make: Callable[[], bytes], shows: str = "", never: str = "") -> Attack:
    """Return an attack that comes to nothing: the file is read."""
    return Attack(name, make, Outcome.READ, shows=shows, never=never)


def either(name: str, make: Callable[[], bytes]) -> Attack:
    """Return an attack that may be refused or come to nothing."""
    return Attack(name, make, Outcome.EITHER)
