"""Loads every page of a PDF and ends: a program of its own, which can be stopped when it does not end.

Takes the file on standard input, and as arguments the seconds and bytes it may use; its exit status says
whether it came to the end. It is run by its path, without the rest of the engine, and so starts at once.
"""

from __future__ import annotations

import resource
import sys

import pypdfium2


def main() -> None:
    """Load the pages; what is damaged in them is found again by whoever reads them."""
    seconds, memory = map(int, sys.argv[1:3])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    document = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    for index in range(len(document)):
        try:
            document[index].close()
        except pypdfium2.PdfiumError:
            continue


if __name__ == "__main__":
    main()
