"""Small documents built by hand, so that a test shows the table it is about."""

from jiheng.documents import Cell, Document, Grid, Paragraph


def grid(table: str, number: int = 1, *, ragged: bool = False) -> Grid:
    """Build a grid from lines of cells parted by |.

    ``<`` continues the cell to the left, ``^`` the cell above; in a ragged grid there is neither.
    """
    cells: dict[tuple[int, int], list[int]] = {}
    texts: dict[tuple[int, int], str] = {}
    anchors: dict[tuple[int, int], tuple[int, int]] = {}
    for row, line in enumerate(table.strip("\n").splitlines(), 1):
        for column, raw in enumerate(line.strip().strip("|").split("|"), 1):
            text = raw.strip()
            at = (row, column)
            if text in {"<", "^"} and not ragged:
                anchor = anchors[(row, column - 1) if text == "<" else (row - 1, column)]
                span = cells[anchor]
                span[0] = max(span[0], row - anchor[0] + 1)
                span[1] = max(span[1], column - anchor[1] + 1)
            else:
                anchor = at
                cells[at] = [1, 1]
                texts[at] = text
            anchors[at] = anchor
    built = tuple(
        Cell(row, column, texts[row, column], height, width)
        for (row, column), (height, width) in cells.items()
    )
    return Grid(number, built, ragged=ragged)


def document(*blocks: str | Grid, name: str = "材料.docx") -> Document:
    """Build a document from paragraphs and grids."""
    numbered: list[Paragraph | Grid] = []
    count = 0
    for block in blocks:
        if isinstance(block, Grid):
            numbered.append(block)
        else:
            count += 1
            numbered.append(Paragraph(count, block))
    return Document(name, "0" * 64, "text/plain", tuple(numbered))


PROJECT = """
| 项目支出名称 | < | 会议服务经费 | < | < | < | < | < | < |
| 主管部门 | < | 示例市工业和信息化局 | < | < | 实施单位 | 局机关 | < | < |
| 项目资金（万元） | | < | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
| ^ | 其中：当年财政拨款 | < | 30 | 20.5 | 18.45 | | | |
| ^ | 上年结转资金 | < | | 1.5 | 1.35 | | | |
| ^ | 年度资金总额 | < | 30 | 22 | 19.8 | 10 | 90% | 9 |
| 年度总体目标 | 预期目标 | < | < | < | 实际完成情况 | < | < | < |
| ^ | 保障会议。 | < | < | < | 会议得到保障。 | < | < | < |
| 绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |
| ^ | 产出指标（50分） | 数量指标 | 办会场次 | ≥10场 | 9场 | 30 | 27 | 一场推迟 |
| ^ | ^ | ^ | 参会人数 | ≥200人 | 260人 | 20 | 20 | |
| ^ | 效益指标（40分） | 社会效益指标 | 指标1：保障能力 | 提升 | 提升 | 40 | 40 | |
| ^ | ^ | 生态效益指标 | / | / | / | / | / | / |
| ^ | ^ | 可持续影响指标 | …… | | | | | |
| 总分 | < | < | < | < | < | 100 | 96 | |
"""
"""A small project table in the Hunan layout, with merges."""
