"""Numbers in sentences: what they are, what they measure, and when. The truth is written by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jiheng.audit._amounts import plain
from jiheng.audit.prose import Bound, Kind, Quantity, read_quantities, thing_of

MEASURING = {Kind.COUNT, Kind.MONEY, Kind.RATE, Kind.POINTS}


def measured(sentence: str) -> list[Quantity]:
    return [quantity for quantity in read_quantities(sentence, "P1") if quantity.kind in MEASURING]


@pytest.mark.parametrize(
    ("sentence", "said"),
    [
        ("开展送医下乡义诊18场。", ["开展送医下乡义诊 18 场"]),
        ("全年共走访困难家庭236户，发放慰问金47.2万元。", ["走访困难家庭 236 户", "发放慰问金 47.2 万元"]),
        ("我局受理信访件152件，办结149件。", ["受理信访件 152 件", "办结 149 件"]),
        ("办结率为98.03%。", ["办结率 98.03 %"]),
        ("新建农村公路12.6公里、改造危桥3座。", ["新建农村公路 12.6 公里", "改造危桥 3 座"]),
        ("植树造林1200亩，苗木成活率达92%。", ["植树造林 1200 亩", "苗木成活率 92 %"]),
        ("累计培训护林员85人次。", ["培训护林员 85 人次"]),
        ("先后组织执法检查24次。", ["执法检查 24 次"]),
        ("依法受理、办结采砂许可7件。", ["受理、办结采砂许可 7 件"]),
        ("受理并办结采砂许可7件。", ["受理并办结采砂许可 7 件"]),
        ("现场抽查“小作坊”41家。", ["抽查小作坊 41 家"]),
        ("采购图书2300册（含电子书500册）。", ["采购图书 2300 册", "含电子书 500 册"]),
        ("智能车间（工厂）6个。", ["智能车间 6 个"]),
        ("园区工业增加值增速（9.1%）居首。", ["园区工业增加值增速 9.1 %"]),
        ("为全县21个乡镇配齐设备。", ["为全县 21 个"]),
        ("37个项目列入计划库。", [" 37 个"]),
        ("两家医院完成改造。", [" 2 家"]),
        ("举办培训班十二期。", ["举办培训班 12 期"]),
        ("专班共办理企业诉求310件。", ["办理企业诉求 310 件"]),
        ("河东镇全年办理诉求31件。", ["河东镇全年办理诉求 31 件"]),
        ("满意度为95.6%，比上年提高1.2个百分点。", ["满意度 95.6 %", "比上年提高 1.2 个百分点"]),
        ("到位资金1.35亿元，支出8600元。", ["到位资金 1.35 亿元", "支出 8600 元"]),
        ("发放补贴1,250.5万元。", ["发放补贴 1250.5 万元"]),
        ("服务群众3万人次。", ["服务群众 30000 人次"]),
        ("清运垃圾1.2万余吨。", ["清运垃圾 12000 吨"]),
        ("悬挂横幅200条，印制手册5000份。", ["悬挂横幅 200 条", "印制手册 5000 份"]),
        ("设备完好率、出勤率均达到100%。", ["出勤率均 100 %"]),
        ("完成投资占年度计划的103%。", ["完成投资占年度计划的 103 %"]),
        ("建成社区食堂9个，比目标多1个。", ["建成社区食堂 9 个", "比目标多 1 个"]),
        ("管护林地20万亩。", ["管护林地 200000 亩"]),
        ("资助学生416名，资助标准为每人1500元。", ["资助学生 416 名", "资助标准为每人 1500 元"]),
        ("维修路灯88盏；更换井盖65个。", ["维修路灯 88 盏", "更换井盖 65 个"]),
        ("其中线上培训6场。", ["线上培训 6 场"]),
        ("出动人员512人次、车辆109台次。", ["出动人员 512 人次", "车辆 109 台次"]),
        ("检测设备31台（套）。", ["检测设备 31 台"]),
    ],
)
def test_what_a_number_measures(sentence: str, said: list[str]) -> None:
    assert [f"{q.what} {plain(q.number)} {q.unit}" for q in measured(sentence)] == said


@pytest.mark.parametrize(
    ("sentence", "kinds"),
    [
        ("根据财预〔2020〕10号文件", [Kind.DOCUMENT]),
        ("依据某政发(2023)第7号", [Kind.DOCUMENT]),
        ("2024年3月5日至8日开班", [Kind.DATE]),
        ("2021-2023年连续三年", [Kind.DATE]),
        ("3月、5月和9月", [Kind.DATE, Kind.DATE, Kind.DATE]),
        ("第3批、第十二届", [Kind.ORDINAL, Kind.ORDINAL]),
        ("联系电话0731-28680000，手机13900000000", [Kind.CODE, Kind.CODE]),
        ("AES100发动机、5G基站、22.8m*3.4m展板", [Kind.CODE, Kind.CODE, Kind.CODE]),
        ("（二）资金使用", [Kind.SECTION]),
        ("1.建章立制", [Kind.SECTION]),
        ("一是抓培训；二是抓督查", [Kind.SECTION, Kind.SECTION]),
        ("构建3+3+2体系", [Kind.CODE]),
        ("《2024年工作方案》", []),
        ("一系列措施、一体化推进", []),
    ],
)
def test_what_is_no_quantity(sentence: str, kinds: list[Kind]) -> None:
    assert [quantity.kind for quantity in read_quantities(sentence)] == kinds


@pytest.mark.parametrize(
    ("sentence", "bound"),
    [
        ("参会约300人", Bound.ABOUT),
        ("参会近300人", Bound.ABOUT),
        ("参会300人左右", Bound.ABOUT),
        ("参会300余人", Bound.FLOOR),
        ("参会超过300人", Bound.FLOOR),
        ("参会300人以上", Bound.FLOOR),
        ("参会不少于300人", Bound.FLOOR),
        ("参会3万余人", Bound.FLOOR),
        ("费用不超过5万元", Bound.CEILING),
        ("费用控制在5万元以内", Bound.CEILING),
        ("参会300人", Bound.EXACT),
    ],
)
def test_how_exactly_a_number_is_said(sentence: str, bound: Bound) -> None:
    (quantity,) = measured(sentence)
    assert quantity.bound is bound


@pytest.mark.parametrize(
    ("sentence", "periods"),
    [
        ("2023年受理许可6件，2024年受理许可7件。", ["2023", "2024"]),
        ("上半年检查9次，下半年检查8次。", ["上半年", "下半年"]),
        ("8月，印发方案。抽查19家。", ["8月"]),
        ("2023年启动。抽查19家。", [""]),
        ("增加值1558亿元（2023年1444亿元），占比39.9%。", ["", "2023", ""]),
        ("第一批36个，第二批12个。", ["第一批", "第二批"]),
        ("去年检查9次，全年检查11次。", ["去年", ""]),
    ],
)
def test_when(sentence: str, periods: list[str]) -> None:
    assert [quantity.period for quantity in measured(sentence)] == periods


@pytest.mark.parametrize(
    ("sentence", "word"),
    [
        ("超过既定目标10个", "goal"),
        ("计划培训120人", "goal"),
        ("检查大于等于50家的目标", "goal"),
        ("平均每场90人", "loose"),
        ("补助1500元/人", "loose"),
        ("甲、乙两县分别完成30个、20个", "loose"),
        ("本次活动培训40人", "loose"),
        ("办理许可20件，其中受理许可6件", "part"),
        ("累计建成社区食堂23个", "cumulative"),
    ],
)
def test_numbers_that_stand_for_something_else(sentence: str, word: str) -> None:
    assert getattr(measured(sentence)[-1], word) is True


def test_a_range_has_two_ends() -> None:
    (quantity,) = measured("每年扶持3-5家")
    assert (quantity.number, quantity.upper, quantity.unit) == (Decimal(3), Decimal(5), "家")


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("走访企业", "走访企业数"),
        ("全年走访企业", "走访企业数量"),
        ("实施清洁生产审核企业", "实施清洁生产审核企业数"),
        ("实施清洁生产审核的企业个数", "实施清洁生产审核企业数"),
        ("培训村医", "培训村医人数"),
        ("路灯完好率", "路灯完好率"),
    ],
)
def test_names_of_one_thing(left: str, right: str) -> None:
    assert thing_of(left) == thing_of(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("走访企业", "培训企业"),
        ("办结率", "按期办结率"),
        ("河东镇走访企业", "走访企业"),
        ("国家级集群", "省级集群"),
    ],
)
def test_names_of_two_things(left: str, right: str) -> None:
    assert thing_of(left) != thing_of(right)


UNITS = st.sampled_from(["件", "家", "人次", "万元", "亿元", "元", "%", "个百分点", "公里", "场次", "台套"])
NUMBERS = st.decimals(min_value=Decimal("0.01"), max_value=Decimal(9_999_999), places=2)


@given(NUMBERS, UNITS, st.sampled_from(["{}", "{:,}"]))
def test_number_and_unit_come_back_as_written(number: Decimal, unit: str, form: str) -> None:
    printed = form.format(number)
    (quantity,) = measured(f"排查隐患{printed}{unit}，已整改。")
    assert (quantity.number, quantity.unit, quantity.text, quantity.what) == (
        number,
        unit,
        f"{printed}{unit}",
        "排查隐患",
    )


@given(
    st.text(
        alphabet="一二三十百0123456789年月日万亿元件个%.,，。、（）()第至-是分别其中约余以上A《》",
        max_size=80,
    )
)
def test_any_text_is_read_without_overlap_and_each_number_stands_where_it_says(text: str) -> None:
    squeezed = "".join(text.split())
    last = 0
    for quantity in read_quantities(text):
        assert last <= quantity.start < quantity.end
        assert squeezed[quantity.start : quantity.end] == quantity.text
        assert quantity.what is not None
        assert quantity.is_exact in {True, False}
        last = quantity.end


@given(st.integers(1, 40))
def test_a_text_of_many_sentences_is_read_to_its_end(times: int) -> None:
    sentence = "受理许可6件，办结许可5件，办结率83.3%。"
    assert len(read_quantities(sentence * times)) == 3 * times
