"""What the application refuses: each an exception that says what, why and what to do, answered as a page."""

from __future__ import annotations

from jiheng.errors import JihengError


class Refused(JihengError):
    """Something a person may not do, or not now.

    Attributes:
        reason: What to tell the person, in plain Chinese.
    """

    status = 409

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return self.reason


class NotAllowed(Refused):
    """The person sees the object and has no role for this act."""

    status = 403


class TransitionRefused(Refused):
    """A step of the route is not possible from where the filing stands.

    Attributes:
        act: The step asked for.
        state: Where the filing stands.
    """

    def __init__(self, act: str, state: str, reason: str) -> None:
        super().__init__(reason)
        self.act = act
        self.state = state

    def __reduce__(self) -> tuple[type[TransitionRefused], tuple[str, str, str]]:
        return type(self), (self.act, self.state, self.reason)


class InputRefused(Refused):
    """What was sent does not have the shape it must have."""

    status = 400
