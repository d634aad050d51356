"""A sheet as an XLSX workbook: written for whoever has no account, and read back row by row."""

from readiness.workbooks.planning import Line, Outcome, Plan, plan
from readiness.workbooks.reading import check_size
from readiness.workbooks.writing import workbook_of

__all__ = ["Line", "Outcome", "Plan", "check_size", "plan", "workbook_of"]
