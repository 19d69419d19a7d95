"""How commands speak: results to standard output, what went wrong to standard error."""

from __future__ import annotations

import sys


def tell(text: str = "") -> None:
    """Write a line to standard output at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def problem(text: str) -> None:
    """Write what went wrong."""
    sys.stderr.write(f"✗ {text}\n")
    sys.stderr.flush()
