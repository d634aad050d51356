"""Measures of the demonstration: twelve months of values for a dozen use cases.

The documents give 24 hours to 30 seconds and a satisfaction of 3.2 to 4.7 for support, and 4,250 of 5,000 active users;
all other figures are invented.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from foundation.kernel.periods import Month
from metrics import queries as metrics
from metrics import services
from metrics.services import Definition, Given
from metrics.workflow import Origin
from pmo.demo.cast import Cast
from pmo.demo.timeline import Story
from usecases.models import UseCase

TAKEN, MONTHS = 24, 12
_COURSE = ("0", "0.06", "0.15", "0.27", "0.4", "0.52", "0.63", "0.73", "0.82", "0.9", "0.96", "1")
"""Share of the way from the first to the last value that is gone by each month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A KPI of a case with its first and last monthly value. `own` defines one that the catalog does not have.

    `late` leaves out the last months, so that the KPI is stale; `due` is in how many months the target is due.
    """

    case: str
    unit: str
    key: str
    first: str
    last: str
    target: str
    decimals: int = 1
    down: bool = False
    late: int = 0
    due: int = 6
    sample: int = 0
    own: dict[str, Any] = field(default_factory=dict)


SERIES: Sequence[Series] = (
    Series(case="Customer support automation", unit="CSU", key="support_response_time", first="24", last="0.008333",
           target="0.008334", decimals=6, down=True, due=2),
    Series(case="Customer support automation", unit="CSU", key="user_satisfaction", first="3.2", last="4.7",
           target="4.5", decimals=1, sample=850),
    Series(case="Customer support automation", unit="CSU", key="first_contact_resolution", first="58", last="79",
           target="85", due=3),
    Series(case="Search in the company's knowledge", unit="COM", key="active_users", first="600", last="4250",
           target="5000", decimals=0, due=3,
           own={"label": "Active users", "unit": "number", "direction": "up", "source": "Sign-ins of the last month"}),
    Series(case="Search in the company's knowledge", unit="COM", key="adoption_rate", first="12", last="85",
           target="80", decimals=0, sample=5000),
    Series(case="Code review automation", unit="ENG", key="user_satisfaction", first="3.6", last="4.3", target="4.5"),
    Series(case="Payment matching", unit="FIN", key="error_rate", first="6.4", last="1.9", target="2", down=True),
    Series(case="Payment matching", unit="FIN", key="process_throughput", first="1200", last="2150", target="2000",
           decimals=0),
    Series(case="Detection of unusual sign-ins", unit="SEC", key="incident_resolution_time", first="9.5", last="4.6",
           target="4", down=True, due=1),
    Series(case="Ticket routing", unit="ITS", key="model_accuracy", first="81", last="92.5", target="90", sample=2400),
    Series(case="Ticket routing", unit="ITS", key="support_resolution_time", first="31", last="26", target="12",
           down=True, due=-1),
    Series(case="Data quality alerts", unit="DAT", key="data_quality", first="71", last="84", target="90", late=3),
    Series(case="Surface defect detection", unit="QUA", key="model_accuracy", first="88", last="94.1", target="95",
           due=4, sample=5200),
    Series(case="Gas leak early warning", unit="EHS", key="availability", first="97.2", last="99.6", target="99.5",
           decimals=2),
    Series(case="Route planning for regional deliveries", unit="LOG", key="unit_cost", first="6.10", last="5.85",
           target="4.90", decimals=2, down=True, due=2),
    Series(case="Predictive maintenance of presses", unit="MFG", key="availability", first="91", last="93.5",
           target="96", decimals=1, due=8),
)  # fmt: skip
UNMEASURED = (("Document processing", "FIN", "cycle_time"), ("Call summaries for agents", "CSU", "adoption_rate"))


def measure(cast: Cast, today: date) -> Story:
    """Owners take the KPIs of their cases, their systems send the past year, and two wait for a first value."""
    for days, series in enumerate(SERIES):
        yield TAKEN - days * 0.3
        _take(series, cast, today)
    for name, unit, key in UNMEASURED:
        yield 6
        services.take_kpi(_case(cast, name, unit), by=cast.owner_of(unit), key=key)


def _take(series: Series, cast: Cast, today: date) -> None:
    owner, case = cast.owner_of(series.unit), _case(cast, series.case, series.unit)
    last = Month.of(today).plus(-1)
    begun = last.plus(1 - MONTHS)
    changes: dict[str, Any] = {
        "owner": owner,
        "baseline": Decimal(series.first),
        "baseline_on": begun.first_day - timedelta(days=1),
        "baseline_method": "Mean of the quarter before the start",
        "target_high" if series.down else "target_low": Decimal(series.target),
        "target_on": last.plus(series.due).last_day,
        "cadence": "monthly",
    }
    known = metrics.active_kpi(case, series.key)
    if known is not None:
        reason = "Goes on after the pilot, with a target of its own."
        services.revise_kpi(known, by=owner, version=known.version, reason=reason, changes=changes)
    elif series.own:
        services.define_kpi(case, by=owner, key=series.key, definition=Definition(**series.own, **changes))
    else:
        services.take_kpi(case, by=owner, key=series.key, changes=changes)
    services.push(_rows(series, case, begun), by=owner, origin=Origin.PUSHED)


def _rows(series: Series, case: UseCase, begun: Month) -> list[Given]:
    first, way = Decimal(series.first), Decimal(series.last) - Decimal(series.first)
    places = Decimal(1).scaleb(-series.decimals)
    months = [begun.plus(index) for index in range(MONTHS - series.late)]
    return [
        Given(
            case=case.reference, kpi=series.key, on=month.last_day, period_from=month.first_day, key=str(month),
            value=(first + way * Decimal(share)).quantize(places), sample=series.sample or None,
        )
        for month, share in zip(months, _COURSE, strict=False)
    ]  # fmt: skip


def _case(cast: Cast, name: str, unit: str) -> UseCase:
    return UseCase.objects.get(name=name, unit=cast.units[unit])
