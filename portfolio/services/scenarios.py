"""Planning a scenario: making, changing, copying and putting it away."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit, User
from portfolio.models.scenarios import NOTE_LENGTH, TITLE_LENGTH, Scenario, fields_of
from portfolio.policies import scenarios as policies
from portfolio.rules import scenario as rules
from portfolio.rules.scenario import Content, Measure
from portfolio.workflow import State
from usecases.models import key_of


def person(by: Actor) -> User | None:
    """Return the person behind an actor; None for the product itself."""
    return by if isinstance(by, User) else None


def clean_text(text: str, *, field: str, most: int, required: bool = True) -> str:
    """Return a text without blanks around it. Raises Invalid at `field` when it is missing or too long."""
    cleaned = text.replace("\x00", "").strip()
    if required and not cleaned:
        raise Invalid(_("Fill this in."), field=field)
    if len(cleaned) > most:
        raise Invalid(_("Enter at most %(limit)d characters."), field=field, limit=most)
    return cleaned


@transaction.atomic
def create_scenario(
    unit: Unit,
    *,
    by: Actor,
    name: str,
    first_year: int,
    content: Content,
    years: int = 1,
    measure: str = Measure.SCORE,
    note: str = "",
) -> Scenario:
    """Begin a scenario for a unit and all below it, in the reporting currency.

    Raises Denied, Conflict for an archived unit, Invalid at `name`, `note`, `first_year`, `years`, `measure` or at
    what `rules.check` names.
    """
    policies.check_create_scenario(by, unit)
    scenario = Scenario(
        unit=unit,
        currency=settings.REPORTING_CURRENCY,
        created_by=person(by),
        **_checked(name=name, note=note, first_year=first_year, years=years, measure=measure, content=content),
    )
    scenario.save()
    if author := person(by):
        scenario.authors.add(author)
    audit.record("portfolio.scenario.created", scenario, by=by, years=scenario.period, measure=scenario.measure)
    return scenario


def _checked(*, name: str, note: str, first_year: int, years: int, measure: str, content: Content) -> dict[str, Any]:
    if not rules.EARLIEST_YEAR <= first_year <= rules.LATEST_YEAR:
        raise Invalid(
            _("Enter a year from %(least)d to %(most)d."),
            field="first_year",
            least=rules.EARLIEST_YEAR,
            most=rules.LATEST_YEAR,
        )
    if not 1 <= years <= rules.MOST_YEARS:
        raise Invalid(_("Plan one to %(most)d years."), field="years", most=rules.MOST_YEARS)
    if measure not in {item.value for item in Measure}:
        raise Invalid(_("Choose what the value is."), field="measure")
    rules.check(content, years=years)
    if unknown := [row.case for row in content.rows if key_of(row.case) is None]:
        raise Invalid(_("“%(name)s” is no reference of a use case."), field="candidates", name=unknown[0][:40])
    return {
        "name": clean_text(name, field="name", most=TITLE_LENGTH),
        "note": clean_text(note, field="note", most=NOTE_LENGTH, required=False),
        "first_year": first_year,
        "years": years,
        "measure": measure,
        "content": rules.written(content),
    }


@transaction.atomic
def revise_scenario(scenario: Scenario, *, by: Actor, version: int | None = None, **changes: Any) -> Scenario:
    """Change a scenario: any of name, note, first_year, years, measure, content (a Content).

    `version` is the one that was edited: Conflict when another was saved since. Nothing changed writes nothing. Raises
    Denied, Conflict, Invalid as `create_scenario` does.
    """
    scenario = lock(scenario)
    policies.check_revise_scenario(by, scenario)
    if version is not None and version != scenario.version:
        raise Conflict(_("Somebody else changed this scenario meanwhile. Look at what is there before you save yours."))
    before = fields_of(scenario)
    given = {**before, "content": scenario.says, **changes}
    after = _checked(**given)
    if after == before:
        return scenario
    for name, value in after.items():
        setattr(scenario, name, value)
    scenario.version += 1
    scenario.updated_at = timezone.now()
    scenario.save(update_fields=[*after, "version", "updated_at"])
    if author := person(by):
        scenario.authors.add(author)
    changed = {name: (before[name], after[name]) for name in after if before[name] != after[name]}
    audit.record("portfolio.scenario.revised", scenario, by=by, changes=changed)
    return scenario


@transaction.atomic
def copy_scenario(scenario: Scenario, *, by: Actor, name: str = "") -> Scenario:
    """Begin a new scenario with what another says; its answer is not copied. Raises Denied, Invalid at `name`."""
    policies.check_copy_scenario(by, scenario)
    title = name or gettext("Copy of %(name)s") % {"name": scenario.name}
    made = create_scenario(
        scenario.unit,
        by=by,
        name=title[:TITLE_LENGTH],
        note=scenario.note,
        first_year=scenario.first_year,
        years=scenario.years,
        measure=scenario.measure,
        content=scenario.says,
    )
    audit.record("portfolio.scenario.copied", made, by=by, copied_from=str(scenario.uid))
    return made


@transaction.atomic
def archive_scenario(scenario: Scenario, *, by: Actor) -> Scenario:
    """Put a scenario away; it stays readable. Raises Denied, Conflict while it is adopted."""
    scenario = lock(scenario)
    policies.check_archive_scenario(by, scenario)
    scenario.archived_at = timezone.now()
    scenario.save(update_fields=["archived_at"])
    audit.record("portfolio.scenario.archived", scenario, by=by)
    return scenario


def settle_state(scenario: Scenario, state: State) -> None:
    """Write where a scenario stands, in the caller's transaction."""
    scenario.state, scenario.updated_at = state, timezone.now()
    scenario.save(update_fields=["state", "updated_at"])


def rows_of(references: Iterable[str]) -> tuple[rules.Row, ...]:
    """Rows for picked cases, everything taken from the register."""
    return tuple(rules.Row(case=reference) for reference in references)
