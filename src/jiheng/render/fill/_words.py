"""What the columns of a form are called in messages."""

from __future__ import annotations

_WORDS = {
    "achieved": "实际完成值",
    "actual": "本年决算数",
    "actual_expenditure": "全年执行数",
    "actual_investment": "实际投资",
    "actual_scale": "实际规模",
    "amount": "金额",
    "approved_scale": "批复规模",
    "austerity_measures": "厉行节约保障措施",
    "authorized_headcount": "编制数",
    "budget": "本年预算数",
    "budgeted_investment": "预算投资",
    "category": "一级指标",
    "control_rate": "控制率",
    "deviation_reason": "偏差原因分析及改进措施",
    "execution_rate": "执行率",
    "expected": "预期目标",
    "final_budget": "全年预算数",
    "implementing_unit": "实施单位",
    "investment_control_rate": "投资概算控制率",
    "label": "名称",
    "max_score": "分值",
    "name": "名称",
    "original_budget": "年初预算数",
    "previous_actual": "上年决算数",
    "scale_control_rate": "规模控制率",
    "score": "得分",
    "serving_staff": "实际在职人数",
    "subcategory": "二级指标",
    "supervising_department": "主管部门",
    "target": "年度指标值",
}


def word(field: str) -> str:
    """Return what a field is called."""
    return _WORDS.get(field, field)
