"""Every command and option is documented, and help comes at once."""

import re
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest
from command_line import ROOT, Run, Shell

from clean import __version__
from clean.cli import clean

#: Imports that take longer than an answer should: `clean --help` needs none of them.
HEAVY = {"polars", "pyarrow", "pandera", "pydantic", "rich", "datasets", "numpy", "pandas", "schemas"}


def commands(command: click.Command = clean, name: str = "clean") -> Iterator[tuple[str, click.Command]]:
    """Yield every command with its full name, the group itself first."""
    yield name, command
    if isinstance(command, click.Group):
        for child in command.commands.values():
            yield from commands(child, f"{name} {child.name}")


def options() -> Iterator[tuple[str, click.Option]]:
    for name, command in commands():
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                yield name, parameter


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=[name for name, _ in commands()])
def test_every_command_says_what_it_does(name: str, command: click.Command) -> None:
    assert command.help
    first = command.help.splitlines()[0]
    assert first.endswith(".")
    assert len(first) <= 80


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=[name for name, _ in commands()])
def test_every_argument_is_explained(name: str, command: click.Command) -> None:
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            shown = (parameter.name or "").upper().removesuffix("S")
            assert re.search(rf"\b{shown} is ", command.help or ""), f"{name} does not say what {shown} is"


@pytest.mark.parametrize(("name", "option"), list(options()), ids=lambda value: getattr(value, "name", value))
def test_every_option_says_what_it_does(name: str, option: click.Option) -> None:
    assert option.help
    assert option.help.endswith(".")


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_help_answers(run: Run, name: str) -> None:
    result = run(*name.split()[1:], "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: {name} ")
    assert run(*name.split()[1:], "-h").stdout == result.stdout


def readme_blocks() -> list[str]:
    """Return the paragraphs, list items, table rows and code blocks of README.md, each with its heading."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return re.split(r"\n(?:\s*\n)+", text)


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_the_readme_speaks_of_every_command(name: str) -> None:
    assert any(re.search(rf"\b{name}\b", block) for block in readme_blocks())


@pytest.mark.parametrize(("name", "option"), list(options()), ids=lambda value: getattr(value, "name", value))
def test_the_readme_speaks_of_every_option_beside_its_command(name: str, option: click.Option) -> None:
    """A block of README.md, parted from others by blank lines, names the command and the option."""
    long = max(option.opts, key=len)
    found = [block for block in readme_blocks() if re.search(rf"\b{name}\b", block)]
    assert any(re.search(rf"(?<![\w-]){long}(?![\w-])", block) for block in found), f"{name} {long}"


def test_the_version_is_that_of_the_package(shell: Shell) -> None:
    done = shell("--version")
    assert (done.returncode, done.stdout) == (0, f"clean {__version__}\n")


def test_help_imports_nothing_heavy() -> None:
    program = "import sys; sys.argv = ['clean', '--help']\nfrom clean.__main__ import main\n"
    program += "try: main()\nexcept SystemExit: print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.startswith("Usage: ")
    loaded = {name.partition(".")[0] for name in done.stderr.split()}
    assert "click" in loaded
    assert loaded & HEAVY == set()
