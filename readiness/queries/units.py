"""Units side by side: which instruments have results, the profile of each unit, its comments and open actions."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count

from foundation.people.actors import Actor
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library.kinds.instrument import Instrument
from readiness.models import ActionItem, Answer, UnitProfile
from readiness.nodes import UNIT
from readiness.workflow import SheetState


@dataclass(frozen=True, slots=True)
class Cell:
    """A dimension of a unit: its score, and the comment where the dimension is a single factor."""

    key: str
    score: Decimal | None
    comment: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A unit with its cells in the order of the instrument; `actions` counts its open action items."""

    profile: UnitProfile
    cells: tuple[Cell, ...]
    actions: int
    has_units_below: bool


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Dimensions in rows, units in columns."""

    instrument: Instrument
    columns: tuple[Column, ...]

    @property
    def rows(self) -> list[tuple[object, list[tuple[Column, Cell]]]]:
        """Each dimension with the cell of every unit."""
        return [
            (dimension, [(column, column.cells[place]) for column in self.columns])
            for place, dimension in enumerate(self.instrument.dimensions)
        ]


def instruments_in_use(actor: Actor) -> dict[str, int]:
    """Return, by slug of the instrument, how many units that the actor may read have a result; most first."""
    rows = UnitProfile.objects.filter(access_of(actor).q(Permission.READ))
    counted = rows.values_list("instrument_slug").annotate(units=Count("pk")).order_by("-units", "instrument_slug")
    return dict(counted)


def without_result(actor: Actor, instrument: str) -> int:
    """Count the units in use that the actor may read and that have no result of the instrument."""
    units = access_of(actor).units(Permission.READ)
    return units.exclude(pk__in=UnitProfile.objects.filter(instrument_slug=instrument).values("unit_id")).count()


def parents_in_use(actor: Actor, instrument: str) -> list[Unit]:
    """Return the units below which some unit has a result, in the order of the organization."""
    rows = UnitProfile.objects.filter(access_of(actor).q(Permission.READ), instrument_slug=instrument)
    units = access_of(actor).units(Permission.READ)
    return list(units.filter(pk__in=rows.values("unit__parent_id")).order_by("path"))


def side_by_side(instrument: Instrument, profiles: list[UnitProfile]) -> SideBySide:
    """Put profiles beside one another, in a constant number of queries."""
    comments = _comments(instrument, profiles)
    ids = [profile.unit_id for profile in profiles]
    actions = Counter(
        ActionItem.objects.still_open()
        .filter(unit_id__in=ids, subject_kind=UNIT, instrument_slug=instrument.slug)
        .values_list("unit_id", flat=True)
    )
    parents = set(
        UnitProfile.objects.filter(unit__parent_id__in=ids, instrument_slug=instrument.slug)
        .values_list("unit__parent_id", flat=True)
        .distinct()
    )
    return SideBySide(
        instrument,
        tuple(
            Column(
                profile,
                tuple(
                    Cell(key, score, comments.get((profile.assessment_id, key), ""))
                    for key, score in _scores(instrument, profile)
                ),
                actions[profile.unit_id],
                profile.unit_id in parents,
            )
            for profile in profiles
        ),
    )


def _scores(instrument: Instrument, profile: UnitProfile) -> list[tuple[str, Decimal | None]]:
    """The score of each dimension of the instrument; None where that version did not have it or nothing is known."""
    return [(dimension.key, profile.score_of(dimension.key)) for dimension in instrument.dimensions]


def _comments(instrument: Instrument, profiles: list[UnitProfile]) -> dict[tuple[int, str], str]:
    """Comments by assessment and dimension, of the dimensions that are a single factor."""
    single = {d.factors[0].key: d.key for d in instrument.dimensions if len(d.factors) == 1}
    if not single:
        return {}
    rows = Answer.objects.filter(
        sheet__assessment_id__in=[profile.assessment_id for profile in profiles], factor__in=single
    ).exclude(comment="")
    found: dict[tuple[int, str], list[str]] = {}
    rows = rows.exclude(sheet__rater__isnull=False, sheet__state__in=set(SheetState) - {SheetState.SUBMITTED})
    for assessment_id, factor, comment in rows.order_by("sheet_id").values_list(
        "sheet__assessment_id", "factor", "comment"
    ):
        found.setdefault((assessment_id, single[factor]), []).append(comment)
    return {place: "\n".join(lines) for place, lines in found.items()}
