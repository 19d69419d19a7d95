import io
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from jiheng.cli import main

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "package" / "department-2024.docx"


# A project table in which everything adds up; the second claims full marks for a target that was missed.
CLEAN = """\
2024年度项目支出绩效自评表
| 项目支出名称 | 会议服务经费
| 主管部门 | 示例市工业和信息化局 | 实施单位 | 局机关
| 项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分
| | 其中：当年财政拨款 | 20 | 20 | 20 |  |  |
|  | 上年结转资金 |  |  |  |  |  |
|  | 其他资金 |  |  |  |  |  |
|  | 年度资金总额 | 20 | 20 | 20 | 10 | 100% | 10
| 年度总体目标 | 预期目标 | 实际完成情况
|  | 举办会议十场，保障参会企业对接需求。 | 举办会议十场，参会企业对接需求得到保障。
| 绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施
|  | 产出指标（40分） | 数量指标 | 举办会议场次 | ≥10场 | 10场 | 40 | 40 |
|  | 效益指标（20分） | 经济效益指标 | 对接签约金额 | ≥100万元 | 105万元 | 20 | 20 |
|  | 满意度指标（10分） | 服务对象满意度指标 | 参会企业满意度 | ≥90% | 95% | 10 | 10 |
|  | 成本指标（20分） | 经济成本指标 | 会议费总额 | ≤20万元 | 20万元 | 20 | 20 |
| 总分 | | | | | | 100 | 100 |
"""
FAULTY = CLEAN.replace("| ≥10场 | 10场 |", "| ≥10场 | 5场 |")


def write_workbook(path: Path, table: str) -> Path:
    """Write a table as a workbook of one sheet: a line per row, cells parted by |."""
    book = Workbook()
    sheet = book.worksheets[0]
    for line in table.splitlines():
        sheet.append([text.strip() for text in line.removeprefix("|").split("|")])
    sheet.merge_cells("A1:I1")  # a title over the whole table, as forms have it
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


@dataclass(frozen=True)
class Said:
    """What the command said and how it ended."""

    status: int
    out: str
    err: str

    @property
    def packages(self) -> list[dict[str, Any]]:
        """The packages of JSON output."""
        return [json.loads(line) for line in self.out.splitlines()]


def jiheng(*arguments: str | Path, stdin: bytes = b"", width: int = 100, cwd: Path | None = None) -> Said:
    """Run the command within this process: a process of its own takes a second to load what is loaded here.

    ``test_status.py`` holds some calls against ``in_own_process``.
    """
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n", write_through=True) for _ in range(2))
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COLUMNS", str(width))
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        patch.setattr(sys, "stdout", out)
        patch.setattr(sys, "stderr", err)
        patch.setattr(sys, "argv", ["jiheng", *map(str, arguments)])
        if cwd is not None:
            patch.chdir(cwd)
        with pytest.raises(SystemExit) as ended:
            main()
        said = [stream.buffer.getvalue().decode() for stream in (out, err)]
    assert isinstance(ended.value.code, int)
    return Said(ended.value.code, *said)


def in_own_process(
    *arguments: str | Path, stdin: bytes = b"", width: int = 100, cwd: Path | None = None
) -> Said:
    """Run the command as a shell would."""
    done = subprocess.run(
        [sys.executable, "-m", "jiheng", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "COLUMNS": str(width), "PYTHONIOENCODING": "utf-8"},
    )
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())
