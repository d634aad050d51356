"""Commands of the ledger: book, take back, sign, add rates; and keeping the monthly sums."""

from roi.services.booking import book, book_series
from roi.services.business import approve, draft, draft_from_template, run_simulation, simulate
from roi.services.categories import add_category, restore_category, retire_category
from roi.services.corrections import month_of_reversal, reverse, sign
from roi.services.periods import close_months, reopen_month
from roi.services.portfolio import simulate_portfolio
from roi.services.rates import add_rate
from roi.services.sharing import add_share, decide_double, share_benefit
from roi.services.signing import answer_refusal, give_up_batch, open_batch, refuse_item, sign_batch, sign_in_steps
from roi.services.sums import ask_restating, fold, follow_case, rebuild, rebuild_summaries, refile_case, restate
from roi.services.templates import LABELS as TEMPLATE_LABELS
from roi.services.templates import Plan, create_from_template, fill_from_template, plan

__all__ = [
    "TEMPLATE_LABELS",
    "Plan",
    "add_category",
    "add_rate",
    "add_share",
    "answer_refusal",
    "approve",
    "ask_restating",
    "book",
    "book_series",
    "close_months",
    "create_from_template",
    "decide_double",
    "draft",
    "draft_from_template",
    "fill_from_template",
    "fold",
    "follow_case",
    "give_up_batch",
    "month_of_reversal",
    "open_batch",
    "plan",
    "rebuild",
    "rebuild_summaries",
    "refile_case",
    "refuse_item",
    "reopen_month",
    "restate",
    "restore_category",
    "retire_category",
    "reverse",
    "run_simulation",
    "share_benefit",
    "sign",
    "sign_batch",
    "sign_in_steps",
    "simulate",
    "simulate_portfolio",
]
