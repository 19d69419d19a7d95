import pytest

from jiheng.batch import PackageFiles, run_batch
from jiheng.documents import SourceFile
from jiheng.errors import DocumentError, StandardUnknown

PACKAGES = [PackageFiles(name, (SourceFile(f"{name}.txt", b""),)) for name in ("甲", "乙", "丙")]


def test_one_outcome_per_package_whatever_happens() -> None:
    def work(files: PackageFiles) -> str:
        if files.name == "甲":
            raise DocumentError("甲.txt", "文件已损坏。")
        if files.name == "乙":
            raise ZeroDivisionError("division by zero")
        return files.name

    first, second, third = run_batch(PACKAGES, work)
    assert (first.result, str(first.failure), first.trace) == (None, "甲.txt：文件已损坏。", "")
    assert second.failure is not None
    assert second.failure.document == "乙"
    assert "ZeroDivisionError" in second.failure.reason
    assert "in work" in second.trace
    assert (third.result, third.failure) == ("丙", None)


def test_what_concerns_the_whole_call_is_raised() -> None:
    def work(files: PackageFiles) -> str:
        raise StandardUnknown(files.name, ())

    with pytest.raises(StandardUnknown):
        next(run_batch(PACKAGES, work))
