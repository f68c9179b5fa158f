"""The command `clean`, also as `python -m clean`."""

import sys

__all__ = ["main"]


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        from clean.cli import clean
    except KeyboardInterrupt:
        sys.exit(130)
    clean(prog_name="clean")


if __name__ == "__main__":
    main()
