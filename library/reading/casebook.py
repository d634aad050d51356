"""What the page of a casebook shows."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

from django.utils.translation import gettext_lazy as _

from library.kinds.casebook import Advice, Casebook, CaseStudy, Pilot, Result
from library.reading.measures import indicators, result_words

MOMENTS = {
    "readiness": _("Readiness"),
    "intake": _("Intake"),
    "approval": _("Approval"),
    "rollout": _("Rollout"),
    "scaling": _("Scaling"),
    "value": _("Value"),
}
ADVICE = {
    "practice": (_("Practices"), _("What has worked elsewhere, and what good looks like.")),
    "pitfall": (_("Pitfalls"), _("What goes wrong again and again, and how to see it early.")),
    "lesson": (_("Lessons"), _("What was learned, and what to look for.")),
}


def context(book: Casebook) -> dict[str, Any]:
    kpis = indicators(book.catalog)

    def results(rows: Iterable[Result]) -> list[Any]:
        return [(row, result_words(row, book.currency), kpis.get(row.kpi or "")) for row in rows]

    def moments(entry: CaseStudy | Pilot | Advice) -> list[Any]:
        return [MOMENTS[key] for key in entry.helps]

    return {
        "cases": [(case, results(case.results), moments(case)) for case in book.cases],
        "pilots": [(pilot, results(pilot.results), moments(pilot)) for pilot in book.pilots],
        "advice": [
            (
                *ADVICE[is_a],
                [
                    (topic, [(entry, moments(entry)) for entry in entries])
                    for topic, entries in groupby(book.of_kind(is_a), key=lambda entry: entry.topic)
                ],
            )
            for is_a in ADVICE
            if book.of_kind(is_a)
        ],
    }
