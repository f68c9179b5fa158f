r"""Turn raw page text into a research dataset: articles, threaded comments, an owner for every character.

>>> from clean import clean_page
>>> page = clean_page("Harbour wall to be raised again\n\nThe council has voted.\n\nLeave a Reply")
>>> page.article.title
'Harbour wall to be raised again'
>>> [span.text for span in page.removed]
['Leave a Reply']
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from clean.comparison import Comparison, compare
    from clean.errors import CleanError
    from clean.explanation import Explanation, explain
    from clean.page import CleanPage, Row, clean_page
    from clean.pipeline import BuildReport, build
    from clean.verification import VerifyReport, verify
    from clean.withdrawals import Withdrawal, withdraw

__all__ = [
    "BuildReport",
    "CleanError",
    "CleanPage",
    "Comparison",
    "Explanation",
    "Row",
    "VerifyReport",
    "Withdrawal",
    "build",
    "clean_page",
    "compare",
    "explain",
    "verify",
    "withdraw",
]
__version__ = "0.1.0"

_HOMES = {
    "BuildReport": "pipeline",
    "CleanError": "errors",
    "CleanPage": "page",
    "Comparison": "comparison",
    "Explanation": "explanation",
    "Row": "page",
    "VerifyReport": "verification",
    "Withdrawal": "withdrawals",
    "build": "pipeline",
    "clean_page": "page",
    "compare": "comparison",
    "explain": "explanation",
    "verify": "verification",
    "withdraw": "withdrawals",
}


def __getattr__(name: str) -> object:
    """Import what is asked for when it is asked for: `clean --help` needs none of it."""
    import importlib

    if name not in _HOMES:
        raise AttributeError(f"module 'clean' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"clean.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
