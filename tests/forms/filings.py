"""Made-up filings: what a unit fills in, apart from how its place prints it. Own wording, seeded figures."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

_PLACES = ("青禾市", "云岭县", "白石区", "临溪市", "东屏县", "沙洲区")
_DEPARTMENTS = ("水务局", "交通运输局", "文化和旅游局", "林业局", "教育局", "民政局")
_UNITS = ("河道管理所", "公路养护站", "图书馆", "林场", "第三中学", "养老服务中心")
_PROJECTS = (
    "城乡供水管网更新",
    "农村公路日常养护",
    "图书馆夜间开放补助",
    "退化林修复（二期）",
    "寄宿生生活补助",
    "社区日间照料站运营",
    "数字档案室建设",
    "防汛物资储备",
)
_QUANTITY = (("改造管网长度", "公里"), ("养护里程", "公里"), ("开放天数", "天"), ("服务人次", "人次"))
_QUALITY = ("验收合格率", "设备完好率", "资料归档率", "抽检达标率")
_TIMELINESS = ("按期完工率", "资金拨付及时率", "任务按时完成率")
_SOCIAL = ("群众出行条件", "居民用水保障", "公共服务便利程度")
_ECOLOGICAL = ("周边环境改善情况", "水土保持情况")
_SATISFIED = ("服务对象满意率", "周边居民满意率", "师生满意率")
_REASONS = ("雨季停工两周", "申报人数少于预计", "招标流标一次")
_GOALS = ("完成年度任务，保障设施正常运行", "改善服务条件，按期建成并投入使用", "补齐短板，方便群众办事")
_DONE = ("任务全部完成，运行正常", "已建成并投入使用，群众反映良好", "短板基本补齐，办事更加方便")
_LEVELS = {
    "产出指标": 50,
    "效益指标": 30,
    "满意度指标": 10,
}


@dataclass(frozen=True)
class Fund:
    """A line of the funds block."""

    original: str
    final: str
    actual: str
    rate: str
    weight: str = ""
    score: str = ""


@dataclass(frozen=True)
class Row:
    """An indicator."""

    category: str
    points: str
    subcategory: str
    name: str
    sign: str
    number: str
    unit: str
    achieved: str
    weight: str
    score: str
    reason: str

    @property
    def target(self) -> str:
        return f"{self.sign}{self.number}{self.unit}"


@dataclass(frozen=True)
class Filing:
    """One form's content."""

    year: str
    name: str
    department: str
    unit: str
    expected: str
    done: str
    funds: Mapping[str, Fund]
    rows: tuple[Row, ...]
    total_score: str
    expenses: Mapping[str, tuple[str, str, str]]
    """Line of the base data → previous, budgeted and actual amount."""
    staff: tuple[str, str, str]


def filing(seed: int) -> Filing:
    """Make the filing of a seed."""
    draw = random.Random(seed)  # noqa: S311 - test figures, no secrets
    place = draw.choice(_PLACES)
    weight = Decimal(10)
    final, actual = _amounts(draw)
    score = (
        min(weight, (weight * actual / final).quantize(Decimal("0.01"), ROUND_HALF_UP)) if final else weight
    )
    own_final = (final * Decimal("0.75")).quantize(Decimal("0.01"))
    own_actual = min(actual, own_final)
    funds = {
        "total": Fund(
            _money(final + draw.randint(0, 9)), _money(final), _money(actual), _rate(final, actual)
        ),
        "own": Fund(_money(own_final), _money(own_final), _money(own_actual), _rate(own_final, own_actual)),
        "other": Fund(
            _money(final - own_final),
            _money(final - own_final),
            _money(actual - own_actual),
            _rate(final - own_final, actual - own_actual),
        ),
    }
    funds["total"] = replace(funds["total"], weight="10", score=_short(score))
    rows = _rows(draw)
    return Filing(
        year=str(draw.randint(2020, 2025)),
        name=draw.choice(_PROJECTS),
        department=place + draw.choice(_DEPARTMENTS),
        unit=place + draw.choice(_UNITS),
        expected=draw.choice(_GOALS),
        done=draw.choice(_DONE),
        funds=funds,
        rows=rows,
        total_score=_short(score + sum((Decimal(row.score) for row in rows), Decimal(0))),
        expenses={
            name: _three(draw) for name in ("三公经费", "项目支出", "公用经费", "办公经费", "公务接待")
        },
        staff=(str(draw.randint(40, 60)), str(draw.randint(30, 40)), "93.75%"),
    )


def _amounts(draw: random.Random) -> tuple[Decimal, Decimal]:
    final = Decimal(draw.randint(1200, 90000)) / 100
    used = draw.choice((Decimal(1), Decimal("0.97"), Decimal("0.86"), Decimal("0.5")))
    return final, (final * used).quantize(Decimal("0.01"), ROUND_HALF_UP)


def _three(draw: random.Random) -> tuple[str, str, str]:
    first, second, third = (_money(Decimal(draw.randint(100, 99999)) / 100) for _ in range(3))
    return first, second, third


def _money(number: Decimal) -> str:
    return f"{number:.2f}"


def _rate(final: Decimal, actual: Decimal) -> str:
    return f"{(actual / final * 100).quantize(Decimal('0.01'), ROUND_HALF_UP)}%" if final else ""


def _short(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _rows(draw: random.Random) -> tuple[Row, ...]:
    names = {
        "数量指标": draw.sample(_QUANTITY, 2),
        "质量指标": [(draw.choice(_QUALITY), "%")],
        "时效指标": [(draw.choice(_TIMELINESS), "%")],
        "社会效益指标": [(draw.choice(_SOCIAL), "")],
        "生态效益指标": [(draw.choice(_ECOLOGICAL), "")],
        "服务对象满意度指标": [(draw.choice(_SATISFIED), "%")],
    }
    above = {
        "数量指标": "产出指标",
        "质量指标": "产出指标",
        "时效指标": "产出指标",
        "社会效益指标": "效益指标",
        "生态效益指标": "效益指标",
        "服务对象满意度指标": "满意度指标",
    }
    weights = iter((10, 15, 15, 10, 20, 10, 10))
    return tuple(
        _row(draw, (above[level], level), name, unit, next(weights))
        for level, inside in names.items()
        for name, unit in inside
    )


def _row(draw: random.Random, levels: tuple[str, str], name: str, unit: str, weight: int) -> Row:
    sign, number = "≥", draw.choice((95, 90, 98)) if unit == "%" else draw.randint(3, 900)
    met = draw.random() < 0.8
    achieved = f"{number + (1 if met else -2)}{unit}"
    if not unit:
        sign, achieved = "", "明显改善" if met else "有所改善"
    score = Decimal(weight) if met else Decimal(weight) - Decimal(draw.choice(("1", "0.5", "2.4")))
    return Row(
        category=levels[0],
        points=str(_LEVELS[levels[0]]),
        subcategory=levels[1],
        name=name,
        sign=sign,
        number=str(number) if unit else "明显改善",
        unit=unit,
        achieved=achieved,
        weight=str(weight),
        score=_short(score),
        reason="" if met else draw.choice(_REASONS),
    )
