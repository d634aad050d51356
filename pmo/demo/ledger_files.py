"""A file of planned costs of the demonstration: imported with two refused rows, then mended and waiting to be booked.

All amounts are invented.
"""

import csv
import io
from datetime import date

from foundation.jobs import runner
from foundation.kernel.periods import Month
from pmo.demo.cast import Cast
from pmo.demo.organization import PROGRAM
from pmo.demo.timeline import Story
from roi.import_models import LedgerImport
from roi.services import imports

COLUMNS = ("unit", "category", "month", "amount", "currency", "basis", "memo", "key", "cost object")
# Unit, category, months from now, amount, currency: what the cloud provider's price list comes to.
PLANNED = (
    ("CSU", "run_cost", 1, "4150.00", "USD"), ("CSU", "run_cost", 2, "4150.00", "USD"),
    ("FIN", "run_cost", 1, "2380.50", "USD"), ("FIN", "run_cost", 2, "2380.50", "USD"),
    ("MFG", "infrastructure", 1, "18900.00", "EUR"), ("MFG", "run_cost", 2, "1260.00", "EUR"),
    ("ENG", "licenses", 1, "7600.00", "USD"),
)  # fmt: skip
WRONG = (("CSU", "cloud", 3, "4150.00", "USD"), ("FIN", "run_cost", 3, "2380.505", "USD"))
MENDED = (("CSU", "run_cost", 3, "4150.00", "USD"), ("FIN", "run_cost", 3, "2380.50", "USD"))


def planned_costs(cast: Cast, today: date) -> Story:
    """Import the plan of cloud costs; two rows are refused, and the mended file is checked the next day."""
    month = Month.of(today)
    yield 2.4
    first = _uploaded(cast, "cloud-costs.csv", [*PLANNED, *WRONG], month)
    _run(imports.start(first, by=cast[PROGRAM]))
    yield 1.4
    _uploaded(cast, "cloud-costs-mended.csv", [*PLANNED, *MENDED], month)


def _uploaded(cast: Cast, name: str, rows: list[tuple[str, str, int, str, str]], now: Month) -> LedgerImport:
    stored = io.StringIO(newline="")
    writer = csv.writer(stored)
    writer.writerow(COLUMNS)
    for number, (unit, category, ahead, amount, currency) in enumerate(rows, 1):
        memo, key = "Price list of the cloud provider", f"cloud-plan-{now}-{number:02}"
        writer.writerow([unit, category, now.plus(ahead), amount, currency, "plan", memo, key, f"4711-{number:02}"])
    made = imports.upload(by=cast[PROGRAM], name=name, content=stored.getvalue().encode())
    _run(made)
    made.refresh_from_db()
    return made


def _run(upload: LedgerImport) -> None:
    if upload.job_id is not None:
        runner.run(upload.job_id)
