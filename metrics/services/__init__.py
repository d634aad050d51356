"""Commands of measures: take, revise and retire KPIs; record and correct values, one or many; keep the daily sums."""

from metrics.services.importing import request_import, run_import
from metrics.services.kpis import Definition, define_kpi, retire_kpi, revise_kpi, take_kpi
from metrics.services.pushing import Given, Problem, Pushed, push
from metrics.services.recording import Typed, correct, record, record_several
from metrics.services.sums import fold, rebuild_summaries

__all__ = [
    "Definition",
    "Given",
    "Problem",
    "Pushed",
    "Typed",
    "correct",
    "define_kpi",
    "fold",
    "push",
    "rebuild_summaries",
    "record",
    "record_several",
    "request_import",
    "retire_kpi",
    "revise_kpi",
    "run_import",
    "take_kpi",
]
