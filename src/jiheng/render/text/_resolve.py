"""A source with references → the sections of a report's text, every figure taken from the form's table."""

from __future__ import annotations

from dataclasses import dataclass

from jiheng.errors import RenderError
from jiheng.render.text._evaluate import Evaluation
from jiheng.render.text._grammar import ReferenceWrong, parse_reference
from jiheng.render.text._print import print_value
from jiheng.render.text._source import Block, Reference, Wrong, parse_source
from jiheng.reports import Package, Section, SelfEvaluation
from jiheng.values import Printed


@dataclass(frozen=True, slots=True)
class Resolved:
    """A report's text, or all that is wrong with its source; references that are wrong stand as written."""

    sections: tuple[Section, ...]
    wrong: tuple[Wrong, ...]

    @property
    def text(self) -> str:
        """The whole text, a line a paragraph."""
        lines = (line for section in self.sections for line in (section.heading.text, section.text))
        return "\n".join(line for line in lines if line)


def resolve_text(source: str, form: SelfEvaluation, package: Package) -> Resolved:
    """Put the values of a form in place of the references of a source.

    Args:
        source: The text with references in braces; ``docs/howto/write-the-report-text.md`` has its rules.
        form: The form that the text goes with.
        package: Its package, for values of the other forms.

    Returns:
        The sections, and everything that is wrong, in the order of the lines.
    """
    blocks, found = parse_source(source)
    wrong = list(found)
    evaluation = Evaluation(form, package)
    lines = [(block.level, _filled(block, evaluation, wrong)) for block in blocks]
    return Resolved(_sections(lines), tuple(sorted(wrong, key=lambda one: (one.line, one.column))))


def render_text(source: str, form: SelfEvaluation, package: Package) -> tuple[Section, ...]:
    """Return the sections of a source, as a form's ``narrative`` holds them.

    Raises:
        RenderError: Something is wrong with the source; the reason lists all of it.
    """
    resolved = resolve_text(source, form, package)
    if resolved.wrong:
        told = "\n".join(map(str, resolved.wrong))
        raise RenderError("报告文本", f"有 {len(resolved.wrong)} 处不对", f"\n{told}")
    return resolved.sections


def _filled(block: Block, evaluation: Evaluation, wrong: list[Wrong]) -> str:
    texts: list[str] = []
    for piece in block.pieces:
        if isinstance(piece, str):
            texts.append(piece)
            continue
        try:
            texts.append(print_reference(piece.text, evaluation))
        except ReferenceWrong as error:
            texts.append(f"{{{piece.text}}}")
            wrong.append(_wrong(piece, str(error)))
    return "".join(texts)


def print_reference(text: str, evaluation: Evaluation) -> str:
    """Return what is printed in place of a reference.

    Raises:
        ReferenceWrong: It cannot be printed.
    """
    node, formats = parse_reference(text)
    return print_value(evaluation.value(node), formats)


def _wrong(reference: Reference, reason: str) -> Wrong:
    return Wrong(reference.line, reference.column, f"{{{reference.text}}}", reason)


def _sections(lines: list[tuple[int, str]]) -> tuple[Section, ...]:
    cut: list[tuple[str, list[str]]] = []
    for level, text in lines:
        if level:
            cut.append((text, []))
        elif cut:
            cut[-1][1].append(text)
        else:
            cut.append(("", [text]))
    return tuple(
        Section(Printed(heading, ""), "\n".join(texts), tuple(Printed(text, "") for text in texts))
        for heading, texts in cut
    )
