"""The documentation is true: links lead somewhere, commands exist, the typed snippet runs."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_group

from jiheng.audit import all_rules
from jiheng.cli._app import app
from scripts import make_docs

ROOT = Path(__file__).parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LINK = re.compile(r"\]\(([^)#]+)(?:#[^)]*)?\)")
COMMANDS = set(get_group(app).commands)


def names(pages: list[Path]) -> list[str]:
    return [str(page.relative_to(ROOT)) for page in pages]


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_links_lead_somewhere(page: Path) -> None:
    targets = [target for target in LINK.findall(page.read_text(encoding="utf-8")) if "://" not in target]
    assert [target for target in targets if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=names(PAGES))
def test_commands_and_make_targets_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"`?make ([a-z]+(?:-[a-z]+)*)`", text)) <= targets
    assert set(re.findall(r"^jiheng ([a-z]+)", text, re.MULTILINE)) <= COMMANDS


def test_the_reference_is_not_stale() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "scripts" / "make_docs.py", "--check"], capture_output=True, check=False
    )
    assert (done.returncode, done.stderr.decode()) == (0, "")


def test_a_page_that_is_stale_or_of_no_card_fails_and_is_put_right(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(make_docs, "ROOT", tmp_path)
    monkeypatch.setattr(make_docs, "REFERENCE", tmp_path / "reference")
    monkeypatch.setattr(make_docs, "PAGES", {"rules/README.md": make_docs.rules_page})
    assert (make_docs.main(check=False), make_docs.main(check=True)) == (0, 0)
    folder = tmp_path / "reference" / "rules"
    (folder / "OLD-001.md").write_text("# OLD-001", encoding="utf-8")
    (folder / "SCO-003.md").write_text("# SCO-003", encoding="utf-8")
    assert make_docs.main(check=True) == 1
    said = capsys.readouterr().err
    assert "OLD-001.md belongs to no card" in said
    assert "SCO-003.md is stale" in said
    assert (make_docs.main(check=False), make_docs.main(check=True)) == (0, 0)
    assert not (folder / "OLD-001.md").exists()


def test_the_index_of_rules_leads_to_each_by_family_and_by_severity() -> None:
    index = make_docs.rules_page()
    for rule in all_rules():
        assert index.count(f"[{rule.code}]({rule.code}.md)") == 2
    assert {rule.family for rule in all_rules()} == set(make_docs.FAMILIES)


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_snippet_runs_and_is_typed(readme: str, tmp_path: Path) -> None:
    (snippet,) = re.findall(r"```python\n(.*?)```", (ROOT / readme).read_text(encoding="utf-8"), re.DOTALL)
    script = tmp_path / "snippet.py"
    script.write_text(snippet, encoding="utf-8")
    ran = subprocess.run([sys.executable, script], cwd=ROOT, capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()
    assert "SCO-003" in ran.stdout.decode()
    typed = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", script], cwd=ROOT, capture_output=True, check=False
    )
    assert typed.returncode == 0, typed.stdout.decode()


def test_both_readmes_say_the_same() -> None:
    english, chinese = (
        (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")
    )
    assert re.findall(r"```python.*?```", english, re.DOTALL) == re.findall(
        r"```python.*?```", chinese, re.DOTALL
    )
    assert set(LINK.findall(english)) - {"README.zh-CN.md"} == set(LINK.findall(chinese)) - {"README.md"}
    assert english.count("\n## ") == chinese.count("\n## ")
