"""What a person may add to a command, once, for all commands that take it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from jiheng.batch import STANDARD_INPUT
from jiheng.cli._usage import WrongCall, suggest
from jiheng.documents import READABLE_SUFFIXES

FORMATS = {
    "read": ("text", "json"),
    "score": ("text", "json"),
    "audit": ("text", "json", "html", "xlsx", "docx", "sarif"),
}
_LATER_FORMATS = frozenset({"pdf"})

Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE",
        help=f"文件（{' '.join(READABLE_SUFFIXES)}）、文件夹、.zip 压缩包，或 - 表示标准输入。"
        "一次给出的文件、同一文件夹或同一压缩包里的文件算一套材料；文件夹里的每个子文件夹各算一套。",
    ),
]
Format = Annotated[
    str,
    typer.Option(
        "--format", metavar="格式", help="输出格式；不写时按 --output 的后缀，否则为供人阅读的 text。"
    ),
]
Output = Annotated[
    str,
    typer.Option(
        "--output", "-o", metavar="路径", help="写到文件；多套材料写成 html、xlsx 或 docx 时写到这个文件夹。"
    ),
]
Standard = Annotated[
    str,
    typer.Option(
        "--standard", metavar="编号", help="评分标准；不写时按材料自动选择。编号见 jiheng standards。"
    ),
]
Separate = Annotated[bool, typer.Option("--separate", help="每个文件各算一套材料。")]
Strict = Annotated[
    bool, typer.Option("--strict", help="有一处没有把握（例如识别不清、栏目靠推定），就不采用整套材料。")
]
Jobs = Annotated[
    int,
    typer.Option(
        "--jobs",
        "-j",
        metavar="个数",
        min=0,
        show_default=False,
        help="同时处理几套材料（各用一个进程）；不写时，材料多则按处理器个数，少则逐套处理。结果与逐套处理相同。",
    ),
]
Previous = Annotated[
    str,
    typer.Option(
        "--previous",
        metavar="路径",
        help="同一单位上年的材料（文件、文件夹或压缩包）：对照目标、指标、决算数和文字的变化。",
    ),
]
Peers = Annotated[
    bool,
    typer.Option(
        "--peers",
        help="几套材料互相比较：雷同的文字，得满分、超额、可衡量的比例；供人阅读时，五套以上自动比较。",
    ),
]
Profile = Annotated[
    str,
    typer.Option(
        "--profile",
        metavar="用途",
        help="reviewer（审核，全部问题）、clerk（填报自查，要更正或补写的）、publication（公开前检查，"
        "另查电话、证件号、账号、姓名和签字）；不写时按设置文件，没有设置文件时为 reviewer。",
    ),
]
SettingsFile = Annotated[
    str,
    typer.Option(
        "--settings",
        metavar="路径",
        help="设置文件：停用规则（要写理由）、改程度和界限；不写时用材料旁边的 jiheng.yaml 或 .jiheng.yaml。",
    ),
]
Fixes = Annotated[
    bool,
    typer.Option("--fixes", help="只列可直接改的地方：由表内其他数算得出来的一格，改成什么，为什么。"),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="不显示进度和说明，只显示结果和出错的文件。")]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A call of ``read``, ``score`` or ``audit``, checked as far as it can be without opening a file."""

    command: str
    files: tuple[str, ...]
    format: str
    output: str
    separate: bool
    quiet: bool
    standard: str | None = None
    strict: bool = False
    """Whether a package of which anything is in doubt is refused."""
    jobs: int = 0
    """How many processes; 0 where that is to be chosen."""
    previous: str = ""
    """Where last year's package is; "" where none is given."""
    peers: bool = False
    """Whether the packages are compared with each other however few they are."""
    profile: str = ""
    """For whom findings are chosen; "" where the settings file or the default decides."""
    settings: str = ""
    """Where the settings file is; "" where it is looked for beside the material."""
    fixes: bool = False
    """Whether only what can be put right safely is listed."""


def check_call(command: str, files: list[str], chosen: str, output: str) -> str:
    """Return the output format of a call.

    Raises:
        WrongCall: The format is none of the command's, or the output would overwrite an input.
    """
    known = FORMATS[command]
    suffix = Path(output).suffix.lower().removeprefix(".")
    wanted = chosen or (suffix if suffix in {*known, *_LATER_FORMATS} else "text")
    if wanted not in known:
        later = "这一版还没有；" if wanted in _LATER_FORMATS else ""
        have = f"jiheng {command} 可用的格式：{'、'.join(known)}。"
        raise WrongCall(f"没有输出格式 {wanted}：{later}{have}", suggest(wanted, known))
    if output and any(path != STANDARD_INPUT and _is_same(path, output) for path in files):
        raise WrongCall(f"--output 指向了要读的文件 {output}，会把它覆盖。", "请换一个路径。")
    return wanted


def _is_same(one: str, other: str) -> bool:
    try:
        return Path(one).samefile(other)
    except OSError:  # one of them does not exist
        return False
