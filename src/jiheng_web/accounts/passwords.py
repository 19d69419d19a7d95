"""What a password must have beside Django's own checks."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

_KINDS = (re.compile(r"[a-z]"), re.compile(r"[A-Z]"), re.compile(r"[0-9]"), re.compile(r"[^a-zA-Z0-9]"))
_LEAST = 3


class SeveralKindsValidator:
    """Refuse a password of fewer than three kinds of characters (等保: 口令复杂度)."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 - Django's signature
        """Raise where the password has too few kinds."""
        if sum(kind.search(password) is not None for kind in _KINDS) < _LEAST:
            raise ValidationError(self.get_help_text(), code="too_few_kinds")

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return "密码须含大写字母、小写字母、数字、符号中的至少三种。"


_SHORTEST_NAME = 3


class NotOwnNameValidator:
    """Refuse a password that holds the person's sign-in name: the first thing anybody tries."""

    def validate(self, password: str, user: object = None) -> None:
        """Raise where the password holds the name, in whatever capitals."""
        name = str(getattr(user, "username", "") or "")
        if len(name) >= _SHORTEST_NAME and name.lower() in password.lower():
            raise ValidationError(self.get_help_text(), code="holds_name")

    def get_help_text(self) -> str:
        """Return the rule in words."""
        return "密码不能包含用户名。"
