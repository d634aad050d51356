"""Commands of the ledger: book, take back, sign, add rates; and keeping the monthly sums."""

from roi.services.booking import book, book_series, reverse, sign
from roi.services.business import approve, draft, draft_from_template, run_simulation, simulate
from roi.services.rates import add_rate
from roi.services.sums import fold, follow_case, rebuild, rebuild_summaries, refile_case

__all__ = [
    "add_rate",
    "approve",
    "book",
    "book_series",
    "draft",
    "draft_from_template",
    "fold",
    "follow_case",
    "rebuild",
    "rebuild_summaries",
    "refile_case",
    "reverse",
    "run_simulation",
    "sign",
    "simulate",
]
