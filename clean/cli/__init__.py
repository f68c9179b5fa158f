"""The command line: one module per command, which imports what it needs when it runs.

Only click is imported here, so that `clean --help` answers at once.
"""

import click

from clean import __version__
from clean.cli.build import build
from clean.cli.cite import cite
from clean.cli.compare import compare
from clean.cli.datasheet import datasheet
from clean.cli.explain import explain
from clean.cli.export import export
from clean.cli.learn import learn
from clean.cli.new import new
from clean.cli.outcome import Commands
from clean.cli.publish import publish
from clean.cli.rules import rules
from clean.cli.score import score
from clean.cli.train import train
from clean.cli.verify import verify
from clean.cli.withdraw import withdraw

__all__ = ["clean"]


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, package_name="momentum-corpus", message="clean %(version)s")
def clean() -> None:
    """Turn raw page text into a research dataset.

    The result has clean articles, threaded comments, and an owner for every character of the raw pages.

    \b
    Exit codes:
      0    done, and everything is as it should be
      1    an error, a rejected record, a difference, a failing example
      2    the command line is wrong
      130  interrupted
      141  whoever read the output stopped reading
    """  # noqa: D301 -- click reads the backspace that \b stands for


COMMANDS = (
    build,
    compare,
    explain,
    verify,
    cite,
    datasheet,
    export,
    publish,
    score,
    rules,
    new,
    learn,
    withdraw,
    train,
)

for command in COMMANDS:
    clean.add_command(command)
