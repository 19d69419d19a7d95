"""Lists of bodies, people and roles from a spreadsheet: every mistake told, all lines taken or none."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from django.contrib.auth.hashers import make_password

from jiheng.documents import Grid, SourceFile, read_document
from jiheng_web.accounts.actions import add_body, add_hashed_person, give_role
from jiheng_web.accounts.models import Body, BodyKind, Person, Role
from jiheng_web.accounts.password_actions import temporary_password
from jiheng_web.errors import InputRefused, Refused
from jiheng_web.journal.actions import Actor
from jiheng_web.writing import writing

MOST_LINES = 2000
MOST_PEOPLE = 200
"""Each password costs a tenth of a second to hash: that is what makes it hard to guess."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What a list looks like."""

    columns: tuple[str, ...]
    required: frozenset[str]
    """The columns that every line must fill."""
    example: tuple[str, ...]


class ListKind(Enum):
    """What a list holds."""

    BODIES = "bodies"
    PEOPLE = "people"
    ROLES = "roles"

    @property
    def shape(self) -> Shape:
        """What it looks like."""
        return _SHAPES[self]


_SHAPES = {
    ListKind.BODIES: Shape(
        ("单位名称", "类别", "上级单位", "单位代码"),
        frozenset({"单位名称", "类别", "上级单位"}),
        ("示例市档案馆", "预算单位", "示例市档案局", "105002"),
    ),
    ListKind.PEOPLE: Shape(
        ("用户名", "姓名", "联系电话"), frozenset({"用户名", "姓名"}), ("zhangsan", "张三", "")
    ),
    ListKind.ROLES: Shape(
        ("用户名", "单位", "角色"),
        frozenset({"用户名", "单位", "角色"}),
        ("zhangsan", "示例市档案馆", "填报人"),
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a list, with its number in the spreadsheet."""

    number: int
    cells: dict[str, str]


class ListRefused(InputRefused):
    """Lines of a list are wrong; nothing was taken.

    Attributes:
        mistakes: What is wrong, line by line.
    """

    def __init__(self, mistakes: Iterable[str]) -> None:
        self.mistakes = tuple(mistakes)
        super().__init__(f"名单有 {len(self.mistakes)} 处不对，一行也没有导入。请改好以后再传。")

    def __reduce__(self) -> tuple[type[ListRefused], tuple[tuple[str, ...]]]:
        return type(self), (self.mistakes,)


def read_list(kind: ListKind, name: str, content: bytes) -> list[Line]:
    """Read a list's lines.

    Raises:
        DocumentError: The file cannot be read.
        InputRefused: It has no table, or not the columns.
        ListRefused: Lines lack what they must have.
    """
    document = read_document(SourceFile(name, content))
    grid = next((block for block in document.blocks if isinstance(block, Grid)), None)
    if grid is None:
        raise InputRefused("文件里没有表格。请用下载的模板填写。")
    lines = _lines_of(grid, kind)
    if len(lines) > MOST_LINES:
        raise InputRefused(f"一次最多导入 {MOST_LINES} 行。")
    mistakes = [
        f"第 {line.number} 行：没有填“{column}”。"
        for line in lines
        for column in kind.shape.columns
        if column in kind.shape.required and not line.cells[column]
    ]
    if mistakes:
        raise ListRefused(mistakes)
    return lines


def _lines_of(grid: Grid, kind: ListKind) -> list[Line]:
    rows = [row for row in grid.rows() if any(cell.text for cell in row)]
    titles = {cell.text.strip().rstrip("*"): cell.column for cell in rows[0]} if rows else {}
    missing = [
        column for column in kind.shape.columns if column in kind.shape.required and column not in titles
    ]
    if missing:
        raise InputRefused(f"第一行缺少列“{'”、“'.join(missing)}”。请用下载的模板填写。")
    lines = []
    for row in rows[1:]:
        by_column = {cell.column: cell.text.strip() for cell in row}
        cells = {column: by_column.get(titles.get(column, 0), "") for column in kind.shape.columns}
        if any(cells.values()):
            lines.append(Line(row[0].row, cells))
    if not lines:
        raise InputRefused("名单里没有内容。")
    return lines


def _take(lines: Iterable[Line], take: Callable[[Line], None]) -> None:
    """Take all lines or none: every line is tried, so that every mistake is told at once."""
    mistakes = []
    with writing():
        for line in lines:
            try:
                take(line)
            except Refused as refused:
                mistakes.append(f"第 {line.number} 行：{refused.reason}")
        if mistakes:
            raise ListRefused(mistakes)


def import_bodies(lines: list[Line], *, actor: Actor) -> int:
    """Add the bodies of a list; a parent may stand above in the same list."""
    kinds = {kind.label: kind for kind in BodyKind} | {"市": BodyKind.CITY, "单位": BodyKind.UNIT}

    def take(line: Line) -> None:
        kind = kinds.get(line.cells["类别"])
        if kind is None:
            raise InputRefused(f"类别只能是{'、'.join(BodyKind.labels)}，不能是“{line.cells['类别']}”。")
        parent = _body_named(line.cells["上级单位"])
        add_body(line.cells["单位名称"], kind, parent=parent, actor=actor, code=line.cells["单位代码"])

    _take(lines, take)
    return len(lines)


def _body_named(words: str) -> Body:
    found = list(Body.objects.filter(code=words)[:2]) or list(Body.objects.filter(name=words)[:2])
    if not found:
        raise InputRefused(f"没有名称或代码为“{words}”的单位。")
    if len(found) > 1:
        raise InputRefused(f"有几个单位叫“{words}”，请改用单位代码。")
    return found[0]


def import_people(lines: list[Line], *, actor: Actor) -> list[tuple[Person, str]]:
    """Add the people of a list.

    Returns:
        Each with the temporary password: the only time that they are seen.
    """
    if len(lines) > MOST_PEOPLE:
        raise InputRefused(f"一次最多导入 {MOST_PEOPLE} 人，请分成几份。")
    passwords = [temporary_password() for _ in lines]
    # Hashed before the transaction: nobody else's saves wait for it.
    hashed = {line.number: make_password(one) for line, one in zip(lines, passwords, strict=True)}
    people: list[Person] = []

    def take(line: Line) -> None:
        username, full_name, phone = (line.cells[column] for column in ListKind.PEOPLE.shape.columns)
        people.append(add_hashed_person(username, full_name, hashed[line.number], actor=actor, phone=phone))

    _take(lines, take)
    return list(zip(people, passwords, strict=True))


def import_roles(lines: list[Line], *, actor: Actor) -> int:
    """Give the roles of a list."""
    roles = {role.label: role for role in Role}

    def take(line: Line) -> None:
        person = Person.objects.filter(username=line.cells["用户名"].lower()).first()
        role = roles.get(line.cells["角色"])
        if person is None:
            raise InputRefused(f"没有用户名为“{line.cells['用户名']}”的人员。")
        if role is None:
            raise InputRefused(f"没有“{line.cells['角色']}”这个角色，可选：{'、'.join(Role.labels)}。")
        give_role(person, _body_named(line.cells["单位"]), role, actor=actor)

    _take(lines, take)
    return len(lines)
