# ruff: noqa: E501 - a row of a table is one line
"""How eleven places print the same form, as data: a table of cells with names where figures go.

In a table ``<`` continues the cell to the left and ``^`` the one above. A line ``@total`` (``@own``,
``@other``) is that line of the funds, ``@row`` stands for every indicator, ``@expense`` for a line of the base
data. A cell that repeats the level above it is joined with it. The wording and figures are our own; columns,
their order, merges and headers are those of the places.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Layout:
    """One place's form."""

    place: str
    kind: str
    title: str
    table: str
    above: tuple[str, ...] = ()
    """Lines between title and table."""
    says: Mapping[str, str] = field(default_factory=dict)
    """What its fixed text says, beside what the filing says."""


PROJECT, DEPARTMENT, BASE = "project_self_evaluation", "department_self_evaluation", "base_data"

SICHUAN = Layout(
    "001",
    PROJECT,
    "部门预算项目支出绩效自评表（{year}年度）",
    """
| 项目名称 | < | {name} | < | < | < | < | < | < | < | < |
| 主管部门 | < | {department} | < | < | < | 实施单位（盖章） | < | {unit} | < | < |
| 项目基本情况 | 1.项目年度目标完成情况 | 项目年度目标 | < | < | < | 年度目标完成情况 | < | < | < | < |
| ^ | ^ | {expected} | < | < | < | {done} | < | < | < | < |
| ^ | 2.项目实施内容及过程概述 | 按方案分批实施。 | < | < | < | < | < | < | < | < |
| 预算执行情况（10分） | 年度预算数（万元） | < | 年初预算 | 调整后预算数 | < | 预算执行数 | 预算执行率 | 权重 | 得分 | 原因 |
@total | ^ | 总额 | < | {original} | {final} | < | {actual} | {rate} | {weight} | {score} | |
@own | ^ | 其中：财政资金 | < | {original} | {final} | < | {actual} | {rate} | / | / | ^ |
| ^ | 单位资金 | < | 0.00 | 0.00 | < | 0.00 | 0.00% | / | / | ^ |
@other | ^ | 其他资金 | < | {original} | {final} | < | {actual} | {rate} | / | / | ^ |
| 绩效指标（90分） | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 完成值 | 权重 | 得分 | 未完成原因分析 |
@row | ^ | {category} | {subcategory} | {indicator} | {sign} | {number} | {unit} | {achieved} | {weight} | {score} | {reason} |
| 合计 | < | < | < | < | < | < | < | {total_weight} | {total_score} | |
| 评价结论 | < | 项目按计划完成。 | < | < | < | < | < | < | < | < |
""",
)

YUNNAN = Layout(
    "003",
    PROJECT,
    "{year}年度项目支出绩效自评表",
    """
| 项目名称 | < | < | {name} | < | < | < | < | < | < | < |
| 主管部门 | < | < | {department} | < | < | < | 实施单位 | < | {unit} | < |
| 项目资金（元） | < | < | | 年初预算数 | 全年预算数 | 全年执行数 | < | 分值 | 执行率 | 得分 |
@total | ^ | ^ | ^ | 年度资金总额 | {original} | {final} | {actual} | < | {weight} | {rate} | {score} |
@own | ^ | ^ | ^ | 其中：当年财政拨款 | {original} | {final} | {actual} | < | — | | — |
| ^ | ^ | ^ | 上年结转资金 | | | | < | — | | — |
@other | ^ | ^ | ^ | 其他资金 | {original} | {final} | {actual} | < | — | | — |
| 年度总体目标 | 预期目标 | < | < | < | < | 实际完成情况 | < | < | < | < |
| ^ | {expected} | < | < | < | < | {done} | < | < | < | < |
| 绩效指标 | < | < | 年度指标值 | < | < | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 | < |
| 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | ^ | ^ | ^ | ^ | < |
@row | {category} | {subcategory} | {indicator} | {sign} | {number} | {unit} | {achieved} | {weight} | {score} | {reason} | < |
| 其他需要说明事项 | < | < | 无 | < | < | < | < | < | < | < |
| 总分 | < | < | < | < | < | < | {total_weight} | {total_score} | 优 | < |
""",
)

ZHONGJIANG = Layout(
    "005",
    PROJECT,
    "绩效目标自评表（{year}年度）",
    """
| 项目名称 | < | {name} | < | < | < | < | < |
| 主管部门 | < | {department} | < | < | 实施单位 | {unit} | < |
| 资金情况（万元） | | < | 全年预算数(A) | 全年执行数(B) | 分值 | 执行率(B/A) | 得分 |
@total | ^ | 年度资金总额： | < | {final} | {actual} | {weight} | {rate} | {score} |
@own | ^ | 其中：本年财政拨款 | < | {final} | {actual} | | | |
@other | ^ | 其他资金 | < | {final} | {actual} | | | |
| 年度总体目标 | 年初设定目标 | < | < | 年度总体目标完成情况 | < | < | < |
| ^ | {expected} | < | < | {done} | < | < | < |
| 一级指标 | 二级指标 | 三级指标 | 分值 | 年度指标值 | 全年实际值 | 得分 | 未完成原因及拟采取的改进措施 |
@row | {category}（{points}分） | {subcategory} | {indicator} | {weight} | {target} | {achieved} | {score} | {reason} |
| 总分 | < | < | {total_weight} | | | {total_score} | |
""",
)

JINZHAI = Layout(
    "008",
    DEPARTMENT,
    "部门整体支出绩效自评表",
    """
| 部门 | < | {department} | < | < | < | < | < | < |
| 预算资金（万元） | | < | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
@total | ^ | 年度资金总额 | < | {original} | {final} | {actual} | {weight} | {rate} | {score} |
@own | ^ | 其中：当年财政拨款 | < | {original} | {final} | {actual} | — | {rate} | — |
| ^ | 上年结转资金 | < | | | | — | | — |
@other | ^ | 其他资金 | < | {original} | {final} | {actual} | — | {rate} | — |
| 年度总体目标 | 预期目标 | < | < | < | 实际完成情况 | < | < | < |
| ^ | {expected} | < | < | < | {done} | < | < | < |
| 绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |
@row | ^ | {category} | {subcategory} | 指标{ordinal}：{indicator} | {target} | {achieved} | {weight} | {score} | {reason} |
| 总分 | < | < | < | < | < | {total_weight} | {total_score} | |
""",
    above=("（{year}年度）",),
)

HUANGSHI = Layout(
    "009",
    PROJECT,
    "{year}年度{name}项目支出绩效自评表",
    """
| 项目名称 | < | {name} | < | < | < | < |
| 主管部门 | < | {department} | < | < | 项目实施单位 | {unit} |
| 项目类别 | < | 1、部门预算项目 ☑ 2、市直专项 □ | < | < | < | < |
| 预算执行情况（万元）（10分） | | < | 预算数(A) | 执行数(B) | 执行率(B/A) | 得分（10分*执行率） |
@total | ^ | 年度财政资金总额 | < | {final} | {actual} | {rate} | {score} |
| 年度绩效目标1（90分） | 一级指标 | 二级指标 | 三级指标 | 年初目标值(A) | 实际完成值(B) | 得分 |
@row | ^ | {category}（{points}分） | {subcategory} | {indicator} | {target} | {achieved} | {shared_score} |
| 总分 | < | < | < | < | < | {total_score} |
""",
    says={"funds.年度财政资金总额.max_score": "10"},
)

CHENGAN = Layout(
    "011",
    PROJECT,
    "{year}年度预算项目绩效自评表",
    """
| 一、基本情况 | 项目名称 | < | {name} | < | < | 实施单位 | < | {unit} | < | < | < |
| 二、预算执行情况 | 预算安排情况（调整后） | < | < | 资金到位情况 | < | < | 资金执行情况 | < | < | 预算执行进度（%） | < |
@total | ^ | 预算数 | < | {final} | 到位数 | < | {final} | 执行数 | < | {actual} | {rate} | < |
@own | ^ | 其中：财政资金 | < | {final} | 其中：财政资金 | < | {final} | 其中：财政资金 | < | {actual} | | < |
@other | ^ | 其他 | < | {final} | 其他 | < | {final} | 其他 | < | {actual} | | < |
| 四、年度绩效指标完成情况 | 一级指标 | 二级指标 | 三级指标 | 指标分值 | 预期指标值 | < | < | 单项指标实际完成值 | 自评得分 | < | < |
| ^ | ^ | ^ | ^ | ^ | 符号 | 值 | 单位（文字描述） | ^ | 单项指标得分 | 权重占比（%） | 单项指标折算得分 |
@row | ^ | {category} | {subcategory} | {indicator} | {weight} | {sign} | {number} | {unit} | {achieved} | {score} | 10.00 | 1.00 |
""",
)

LINXIANG = Layout(
    "012",
    PROJECT,
    "项目支出绩效自评表",
    """
| 项目名称 | < | {name} | < | < | < | < | < | < |
| 主管部门 | < | {department} | < | < | 实施单位 | {unit} | < | < |
| 项目资金（万元） | | < | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
@total | ^ | 年度资金总额 | < | {original} | {final} | {actual} | {weight} | {rate} | {score} |
@own | ^ | 其中：当年财政拨款 | < | {original} | {final} | {actual} | — | — | — |
@other | ^ | 其他资金 | < | {original} | {final} | {actual} | — | — | — |
| 年度总体目标 | 预期目标 | < | < | < | 实际完成情况 | < | < | < |
| ^ | {expected} | < | < | < | {done} | < | < | < |
| 绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |
@row | ^ | {category} | {subcategory} | {indicator} | {target} | {achieved} | {weight} | {score} | {reason} |
| 总分 | < | < | < | < | < | {total_weight} | {total_score} | |
""",
    above=("（{year}年度）",),
)

DAYING = Layout(
    "014",
    PROJECT,
    "部门预算项目支出绩效自评表（{year}年度）",
    """
| 项目名称 | < | {name} | < | < | < | < | < | < | < | < |
| 主管部门 | < | {department} | < | < | < | 实施单位 | < | {unit} | < | < |
| 预算执行情况（10分） | 年度预算数（万元） | < | 年初预算 | 调整后预算数 | < | 预算执行数 | 预算执行率 | 权重 | 得分 | 原因 |
@total | ^ | 总额 | < | {original} | {final} | < | {actual} | {rate} | {weight} | {score} | 执行率不到90%的写明原因。 |
@own | ^ | 其中：财政资金 | < | {original} | {final} | < | {actual} | {rate} | / | / | |
@other | ^ | 其他资金 | < | {original} | {final} | < | {actual} | {rate} | / | / | |
| 绩效指标（90分） | 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 完成值 | 权重 | 得分 | 未完成原因分析 |
@row | ^ | {category} | {subcategory} | {indicator} | {sign} | {number} | {unit} | {achieved} | {weight} | {score} | {reason} |
| 合计 | < | < | < | < | < | < | < | {total_weight} | {total_score} | |
""",
)

LANGFANG = Layout(
    "016",
    PROJECT,
    "项目支出绩效自评表",
    """
| 项目名称 | < | {name} | < | < | < | < | < |
| 主管部门 | < | {department} | < | < | 实施单位 | {unit} | < |
| 项目资金（万元） | | 年初\\n预算数 | 全年\\n预算数 | 全年\\n执行数 | 分值 | 执行率 | 得分 |
@total | ^ | 年度资金总额 | {original} | {final} | {actual} | {weight} | {rate} | {score} |
@own | ^ | 其中：当年财政拨款 | {original} | {final} | {actual} | | | |
| ^ | 上年结转资金 | | | | | | |
@other | ^ | 其他资金 | {original} | {final} | {actual} | | | |
| 年度总体目标 | 预期目标 | < | < | 实际完成情况 | < | < | < |
| ^ | {expected} | < | < | {done} | < | < | < |
| 一级指标 | 二级指标 | 三级指标 | 年度\\n指标值 | 实际\\n完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |
@row | {category} | {subcategory} | 指标{ordinal}{indicator} | {target} | {achieved} | {weight} | {score} | {reason} |
| 总分 | < | < | < | < | {total_weight} | {total_score} | |
""",
    above=("{year}年度）",),
)

LIANGPING = Layout(
    "017",
    DEPARTMENT,
    "{year}年度部门整体绩效自评表",
    """
| 部门名称 | {department} | < | < | 自评总分（分） | {total_score} | < | < |
| 预算资金（万元） | | 年初预算数 | 全年预算数 | 全年执行数 | 执行率 | 执行率权重 | 执行率得分 |
@total | ^ | 年度总金额 | {original} | {final} | {actual} | {rate} | {weight} | {score} |
@own | ^ | 其中：财政拨款 | {original} | {final} | {actual} | {rate} | | |
| 指标名称 | 计量单位 | 指标性质 | 指标值 | 指标权重（分） | 全年完成值 | 指标得分（分） | 说明 |
@row | {indicator} | {unit} | {sign} | {number} | {weight} | {achieved} | {score} | {reason} |
""",
)

GUANTANG = Layout(
    "019",
    DEPARTMENT,
    "{year}年度部门整体支出绩效自评表",
    """
| 预算部门、单位名称 | < | {department} | < | < | < | < | < | < |
| 年度预算申请（万元） | | < | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 自评得分 |
@total | ^ | 年度资金总额 | < | {original} | {final} | {actual} | {weight} | {rate} | {score} |
@total | ^ | 按收入性质分：{final} | < | < | < | 按支出性质分：{actual} | < | < | < |
@own | ^ | 其中：一般公共预算：{final} | < | < | < | 其中：基本支出：{actual} | < | < | < |
@other | ^ | 其他资金：{final} | < | < | < | 项目支出：{actual} | < | < | < |
| 年度总体目标 | 预期目标 | < | < | < | 实际完成情况 | < | < | < |
| ^ | {expected} | < | < | < | {done} | < | < | < |
| 绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 自评得分 | 偏差原因分析及改进措施 |
@row | ^ | {category} | {subcategory} | {indicator} | {target} | {achieved} | {weight} | {score} | {reason} |
| 总分 | < | < | < | < | < | {total_weight} | {total_score} | |
""",
)

GUANTANG_BASE = Layout(
    "019 附件一",
    BASE,
    "{year}年度部门整体支出绩效评价基础数据表",
    """
| 财政供养人员情况（人） | 编制数 | {year}年实际在职人数 | 控制率 |
| ^ | {authorized} | {serving} | {control} |
| 经费控制情况（万元） | {previous_year}年决算数 | {year}年预算数 | {year}年决算数 |
@expense 三公经费 | 三公经费： | {previous} | {budget} | {spent} |
@expense 公务接待 | 3、公务接待 | {previous} | {budget} | {spent} |
@expense 项目支出 | 项目支出： | {previous} | {budget} | {spent} |
| 1、业务工作经费 | | | |
@expense 公用经费 | 公用经费 | {previous} | {budget} | {spent} |
@expense 办公经费 | 其中：办公经费 | {previous} | {budget} | {spent} |
| 政府采购金额 | | | |
""",
)

LAYOUTS = (
    SICHUAN,
    YUNNAN,
    ZHONGJIANG,
    JINZHAI,
    HUANGSHI,
    CHENGAN,
    LINXIANG,
    DAYING,
    LANGFANG,
    LIANGPING,
    GUANTANG,
    GUANTANG_BASE,
)
