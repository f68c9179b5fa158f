import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from documented import ROOT, Clean

from clean import build
from clean.cli import clean


@pytest.fixture
def run() -> Clean:
    """Run the command in this process."""

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(clean, [str(argument) for argument in arguments], catch_exceptions=False)

    return run


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The version that is built from the seeds; nothing may be changed in it."""
    return build(ROOT / "seeds", tmp_path_factory.mktemp("built") / "dist", "1.0.0").path


@pytest.fixture
def checkout(built: Path, tmp_path: Path) -> Path:
    """A folder with the version in dist/, and the repository's datasheet with its figures."""
    shutil.copytree(built, tmp_path / "dist" / "1.0.0")
    shutil.copy(ROOT / "DATASHEET.md", tmp_path)
    done = CliRunner().invoke(
        clean, ["datasheet", str(tmp_path / "dist"), "--datasheet", str(tmp_path / "DATASHEET.md")]
    )
    assert done.exit_code == 0, done.output
    return tmp_path
