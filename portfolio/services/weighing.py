"""Commands of a weighing round: open, invite, give weights, close, adopt the combination."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.jobs.models import Job
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.notifications.services import notify, settle
from foundation.people.actors import Actor
from foundation.people.models import User
from foundation.people.queries import company_root
from portfolio import policies
from portfolio.models.weighing import NOTE_LENGTH, TITLE_LENGTH, WeightRound, WeightSheet
from portfolio.queries import weighing as queries
from portfolio.rules import ways
from portfolio.rules.ways import Way
from portfolio.rules.weights import Combination, combined, percentages
from portfolio.weighing_words import ALL_GIVEN, CLOSED, INVITED
from usecases import services as usecases
from usecases.queries import active_model

MOST_PEOPLE = 50
_CONSISTENCY = Decimal("0.0001")
COMBINED = {
    Combination.MEAN: _("Mean of the weights of %(people)s (%(title)s)."),
    Combination.GEOMETRIC: _("Geometric mean of the weights of %(people)s (%(title)s)."),
    Combination.MEDIAN: _("Median of the weights of %(people)s (%(title)s)."),
}


def _text(value: str, most: int, field: str) -> str:
    text = value.replace("\x00", "").strip()
    if len(text) > most:
        raise Invalid(_("At most %(most)s characters."), field=field, most=most)
    return text


def _person(by: Actor) -> User | None:
    return by if isinstance(by, User) else None


def _asking(weight_round: WeightRound) -> str:
    """The key under which people are asked for their weights."""
    return f"{INVITED} {weight_round.uid}"


def _complete(weight_round: WeightRound, asked: int) -> str:
    """The key under which it is told that everybody gave weights: anew once more people were asked."""
    return f"{ALL_GIVEN} {weight_round.uid} {asked}"


@transaction.atomic
def open_round(*, by: Actor, title: str, people: Iterable[User], is_sealed: bool = True) -> WeightRound:
    """Ask people for weights of the model in use; sealed, nobody sees those of others before it is closed.

    Raises Denied; Invalid at `title` or `people`; Conflict without an organization or with one criterion.
    """
    policies.check_open_round(by)
    root = company_root()
    if root is None:
        raise Conflict(_("There is no organization yet."))
    if len(active_model().parsed.weighed) < 2:
        raise Conflict(_("The scoring model in use has one criterion, so there is nothing to weigh."))
    name = _text(title, TITLE_LENGTH, "title")
    if not name:
        raise Invalid(_("Give the round a title."), field="title")
    weight_round = WeightRound.objects.create(
        title=name, unit=root, model=active_model(), is_sealed=is_sealed, opened_by=_person(by)
    )
    asked = _ask(weight_round, people, by=by)
    audit.record(
        "portfolio.round.opened",
        weight_round,
        by=by,
        model=weight_round.model.reference,
        sealed=is_sealed,
        people=list(asked),
    )
    return weight_round


@transaction.atomic
def invite(weight_round: WeightRound, *, by: Actor, people: Iterable[User]) -> WeightRound:
    """Ask more people, while the round is open; who was asked before stays so. Raises Denied, Conflict, Invalid."""
    weight_round = lock(weight_round)
    policies.check_invite(by, weight_round)
    asked = _ask(weight_round, people, by=by)
    audit.record("portfolio.round.invited", weight_round, by=by, people=list(asked))
    return weight_round


def _ask(weight_round: WeightRound, people: Iterable[User], *, by: Actor) -> list[User]:
    known = set(weight_round.sheets.values_list("person_id", flat=True))
    allowed = {person.pk for person in queries.eligible(weight_round.unit)}
    fresh = {person.pk: person for person in people if person.pk not in known}
    if not fresh:
        raise Invalid(_("Choose who is asked."), field="people")
    if len(known) + len(fresh) > MOST_PEOPLE:
        raise Invalid(_("Ask at most %(most)s people."), field="people", most=MOST_PEOPLE)
    for person in fresh.values():
        if person.pk not in allowed:
            raise Invalid(
                _("%(name)s reads no unit of this organization and cannot be asked."), field="people", name=person.name
            )
    asked = sorted(fresh.values(), key=lambda person: person.name)
    WeightSheet.objects.bulk_create([WeightSheet(weight_round=weight_round, person=person) for person in asked])
    notify(asked, kind=INVITED, subject=weight_round, key=_asking(weight_round), by=by)
    settle(_complete(weight_round, len(known)))
    return asked


@transaction.atomic
def give_weights(
    weight_round: WeightRound, *, by: Actor, way: Way, answers: Mapping[str, Any], note: str = ""
) -> WeightSheet:
    """Give one's weights in one of the ways; until the round is closed they can be given anew.

    With the last of them whoever opened the round is told. Raises Denied, Conflict, Invalid at what `ways.derive` names
    or at `note`. The trail of a sealed round says that weights were given, not which.
    """
    weight_round = lock(weight_round)
    policies.check_weigh(by, weight_round)
    derived = ways.derive(way, weight_round.model.parsed, answers)
    sheet = WeightSheet.objects.select_for_update().get(weight_round=weight_round, person_id=by.pk)  # type: ignore[union-attr]
    sheet.way, sheet.answers = way.value, {key: str(value)[:40] for key, value in answers.items()}
    sheet.weights = {key: f"{value:f}" for key, value in derived.weights.items()}
    sheet.consistency = (
        None if derived.consistency is None else Decimal(str(derived.consistency)).quantize(_CONSISTENCY)
    )
    sheet.note, sheet.given_at = _text(note, NOTE_LENGTH, "note"), timezone.now()
    sheet.save()
    facts = {} if weight_round.is_sealed else {"weights": sheet.weights}
    audit.record("portfolio.weights.given", weight_round, by=by, way=way.value, **facts)
    settle(_asking(weight_round), person=_person(by))
    asked, given = weight_round.sheets.count(), weight_round.sheets.given().count()
    if given == asked:
        notify([weight_round.opened_by], kind=ALL_GIVEN, subject=weight_round, key=_complete(weight_round, asked),
               by=by)  # fmt: skip
    return sheet


@transaction.atomic
def close_round(weight_round: WeightRound, *, by: Actor) -> WeightRound:
    """Close it: weights are seen by all who see the round, and no longer changed. Raises Denied, Conflict."""
    weight_round = lock(weight_round)
    policies.check_close_round(by, weight_round)
    weight_round.closed_at, weight_round.closed_by = timezone.now(), _person(by)
    weight_round.save(update_fields=["closed_at", "closed_by"])
    settle(_asking(weight_round), _complete(weight_round, weight_round.sheets.count()))
    sheets = list(weight_round.sheets.given().select_related("person"))
    audit.record(
        "portfolio.round.closed",
        weight_round,
        by=by,
        sheets=[{"person": sheet.person, "way": sheet.way, "weights": sheet.weights} for sheet in sheets],
    )
    notify([sheet.person for sheet in sheets], kind=CLOSED, subject=weight_round, key=f"{CLOSED} {weight_round.uid}",
           by=by)  # fmt: skip
    return weight_round


@transaction.atomic
def adopt_round(
    weight_round: WeightRound, *, by: Actor, combination: Combination = Combination.MEAN, note: str = ""
) -> tuple[WeightRound, Job]:
    """Take the combined weights into use as the model's next version; return the round and the job that rescores.

    The version's note says how they were combined and who took part. Raises Denied, Conflict, Invalid at `combination`
    or `note`.
    """
    weight_round = lock(weight_round)
    policies.check_adopt_round(by, weight_round)
    sheets = list(weight_round.sheets.given().select_related("person"))
    weights = percentages(combined([queries.fractions(sheet) for sheet in sheets], combination))
    own = _text(note, NOTE_LENGTH, "note")
    people = ", ".join(sheet.person.name for sheet in sheets)
    said = gettext(COMBINED[combination]) % {"people": people, "title": weight_round.title}
    adopted = usecases.adopt_weights(weights, by=by, note=f"{said} {own}".strip(), version=weight_round.model.version)
    weight_round.adopted_at, weight_round.adopted_by = timezone.now(), _person(by)
    weight_round.adopted_model, weight_round.combination = adopted.document, combination.value
    weight_round.note = own
    weight_round.save(update_fields=["adopted_at", "adopted_by", "adopted_model", "combination", "note"])
    audit.record(
        "portfolio.round.adopted",
        weight_round,
        by=by,
        reason=own,
        combination=combination.value,
        model=adopted.document.reference,
        weights={key: f"{value:f}" for key, value in weights.items()},
        people=[sheet.person for sheet in sheets],
    )
    return weight_round, adopted.job
