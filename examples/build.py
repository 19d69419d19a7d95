"""Builds the example packages: ``python examples/build.py [FOLDER]``.

``package/`` from ``package.yaml``, and ``package-2023/``, the year before, from it and ``package-2023.yaml``.
"""

from __future__ import annotations

import sys
from pathlib import Path

EXAMPLES = Path(__file__).resolve().parent
sys.path.insert(0, str(EXAMPLES.parent))

from examples.builder import (  # noqa: E402 - started as a script, the line above lets it find its parts
    lay_out,
    load_earlier,
    load_source,
    write_docx,
    write_text,
    write_xlsx,
)

NAME = "department-2024"
EARLIER = "department-2023"


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


def build_earlier(folder: Path) -> tuple[Path, ...]:
    """Write the package of the year before, as the document and as its text export.

    Args:
        folder: Where they go; it is made where it does not exist.

    Returns:
        The files written.
    """
    forms = lay_out(load_earlier(EXAMPLES / "package-2023.yaml", load_source(EXAMPLES / "package.yaml")))
    folder.mkdir(parents=True, exist_ok=True)
    contents = {".txt": write_text(forms), ".docx": write_docx(forms)}
    for suffix, content in contents.items():
        (folder / f"{EARLIER}{suffix}").write_bytes(content)
    return tuple(folder / f"{EARLIER}{suffix}" for suffix in contents)


if __name__ == "__main__":
    chosen = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    files = build(chosen or EXAMPLES / "package")
    for written in (*files, *build_earlier(chosen or EXAMPLES / "package-2023")):
        print(f"{written.name}  {written.stat().st_size:,} bytes")
