import pickle

import jiheng
from jiheng.documents import SourceFile
from jiheng.errors import (
    DocumentError,
    FormAmbiguous,
    FormNotRecognized,
    RenderError,
    StandardError,
    StandardUnknown,
)

TABLE = (
    "\t项目名称\n\t{name}\n\n"
    "\t三级指标\n\t指标值\n\t完成值\n\t分值\n\t得分\n\n"
    "\t场次\n\t≥3场\n\t4场\n\t100\n\t100\n\n"
)


def text(name: str, content: str) -> SourceFile:
    return SourceFile(name, content.encode())


def test_one_bad_file_does_not_stop_the_others() -> None:
    package = jiheng.read(
        text("空.txt", ""),
        text("甲.txt", TABLE.format(name="甲")),
        text("散文.txt", "今天天气很好。\n"),
        "没有这个.docx",
    )
    assert [form.name.text for form in package.forms] == ["甲"]  # type: ignore[union-attr]
    assert {failure.document for failure in package.failures} == {"空.txt", "散文.txt", "没有这个.docx"}


def test_the_same_form_in_two_files_counts_once() -> None:
    package = jiheng.read(text("甲.txt", TABLE.format(name="甲")), text("甲2.txt", TABLE.format(name="甲")))
    assert len(package.forms) == 1
    assert [problem.code for problem in package.problems] == ["form_copied"]
    assert "甲2.txt" in package.problems[0].text


def test_the_same_form_with_another_figure_stays() -> None:
    other = TABLE.format(name="甲").replace("4场", "5场")
    assert len(jiheng.read(text("甲.txt", TABLE.format(name="甲")), text("甲2.txt", other)).forms) == 2


def test_exceptions_survive_a_process_pool() -> None:
    for fault in (
        DocumentError("甲.docx", "坏了"),
        FormNotRecognized("甲.docx"),
        FormAmbiguous("甲.docx", "T1", ("一表", "二表")),
        StandardError("a.yaml", 3, "key", "wrong"),
        StandardUnknown("cn/x", ("cn/national",)),
        RenderError("模板", "字段", "放不下"),
    ):
        assert str(pickle.loads(pickle.dumps(fault))) == str(fault)  # noqa: S301 - our own bytes
