"""Builds ``examples/package/`` from ``examples/package.yaml``: ``python examples/build.py [FOLDER]``."""

from __future__ import annotations

import sys
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent
sys.path.insert(0, str(EXAMPLES.parent))

from examples.builder import (  # noqa: E402 - started as a script, the line above lets it find its parts
    lay_out,
    load_source,
    write_docx,
    write_text,
    write_xlsx,
)

NAME = "department-2024"


def build(folder: Path) -> tuple[Path, ...]:
    """Write the package's three files.

    Args:
        folder: Where they go; it is made where it does not exist.

    Returns:
        The files written.
    """
    forms = lay_out(load_source(EXAMPLES / "package.yaml"))
    folder.mkdir(parents=True, exist_ok=True)
    contents = {".txt": write_text(forms), ".docx": write_docx(forms), ".xlsx": write_xlsx(forms)}
    for suffix, content in contents.items():
        (folder / f"{NAME}{suffix}").write_bytes(content)
    return tuple(folder / f"{NAME}{suffix}" for suffix in contents)


if __name__ == "__main__":
    for written in build(Path(sys.argv[1]) if len(sys.argv) > 1 else EXAMPLES / "package"):
        print(f"{written.name}  {written.stat().st_size:,} bytes")
