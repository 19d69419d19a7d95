"""Modules that only some commands need are not run by the others, and can be used like any other."""

from __future__ import annotations

import subprocess
import sys

import pytest

from jiheng.cli._later import import_later

_PROGRAM = """
import sys
from jiheng.cli import run
status = run({arguments})
ran = [name for name in ("jiheng.render.fill._fill", "jiheng.render.publish._mask", "jiheng.cli._text")
       if type(sys.modules.get(name)).__name__ == "module"]
print("ran:", *ran)
sys.exit(status)
"""


@pytest.mark.parametrize("arguments", [["--version"], ["rules", "--severity", "error"]])
def test_what_other_commands_need_is_not_run(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM.format(arguments=arguments)], capture_output=True, check=True
    )
    assert done.stdout.decode().splitlines()[-1].strip() == "ran:"


def test_a_module_that_has_run_is_given_as_it_is() -> None:
    assert import_later("jiheng.cli._later") is sys.modules["jiheng.cli._later"]


def test_no_module_is_no_promise() -> None:
    with pytest.raises(ModuleNotFoundError):
        import_later("jiheng.cli._no_such_module")
