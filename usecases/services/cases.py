"""Registering, editing and classifying a use case."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.money import Money
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit, User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library.kinds.base import Tier
from library.kinds.risk_questions import ORDER, RiskQuestions
from usecases import hooks, policies, queries, workflow
from usecases.models import CATEGORY_LENGTH, NAME_LENGTH, StageMove, UseCase
from usecases.services.counts import note_counts
from usecases.services.custom import checked_custom, write_custom
from usecases.services.moves import clean_reason, move_by_facts, person_of
from usecases.services.tags import clean_tags, write_tags
from usecases.services.texts import TEXT_LENGTH as TEXT_LENGTH
from usecases.services.texts import clean_line as clean_line
from usecases.services.texts import clean_text as clean_text

TEXTS = ("summary", "objective", "data_description", "model_description", "human_oversight", "measures")
CHOICES: Mapping[str, Mapping[str, str]] = {
    "impact": workflow.IMPACT_LABELS,
    "personal_data": workflow.PERSONAL_DATA_LABELS,
}
PEOPLE = ("owner", "sponsor")
FIELDS = ("name", "category", *TEXTS, *CHOICES, *PEOPLE, "budget")


@transaction.atomic
def create_case(
    unit: Unit,
    *,
    by: Actor,
    name: str,
    summary: str = "",
    custom: Mapping[str, Any] | None = None,
    tags: Iterable[str] = (),
    case_type: str = "",
    **fields: Any,
) -> UseCase:
    """Register a use case in `unit`; it starts as an idea.

    `fields`: category, objective, data_description, model_description, human_oversight, measures (texts), impact,
    personal_data (keys of workflow), owner, sponsor (User or None), budget (Money or None). `custom` gives values of
    added fields by their key, as `services.custom.checked_custom` takes them; `case_type` is a type of a taxonomy as
    "taxonomy:type".
    Raises Denied, Conflict for an archived unit, Invalid at the field that is wrong.
    """
    policies.check_create(by, unit)
    values = _checked({"name": name, "summary": summary, **fields}, unit)
    added, labels = checked_custom(custom or {}, unit), clean_tags(tags)
    now = timezone.now()
    case = UseCase(unit=unit, created_by=person_of(by), created_at=now, updated_at=now, stage_since=now)
    for field, value in values.items():
        setattr(case, field, value)
    filed = _file(case, case_type)
    case.save(force_insert=True)
    StageMove.objects.create(case=case, to_stage=case.stage, by=person_of(by), effective_at=now, recorded_at=now)
    note_counts([(unit.pk, case.category, case.stage, 1)])
    shown: dict[str, tuple[Any, Any]] = {name: ("", value) for name, value in values.items() if value not in ("", None)}
    shown |= filed | write_custom(case, added, {})
    if write_tags(case, labels, []):
        shown["tags"] = ([], labels)
    audit.record("usecases.case.created", case, by=by, changes=shown, unit=unit.name)
    return case


@transaction.atomic
def edit_case(
    case: UseCase,
    *,
    by: Actor,
    version: int | None = None,
    reason: str = "",
    custom: Mapping[str, Any] | None = None,
    tags: Iterable[str] | None = None,
    case_type: str | None = None,
    **fields: Any,
) -> UseCase:
    """Change what a case says; only what differs is written. `unit` moves it to another unit.

    `version` is the one that the editor saw: Conflict when somebody else saved since. Of `custom`, fields left out stay
    as they are; `tags` gives all of them, None leaves them. `case_type` is "taxonomy:type", "" for none.
    Raises Denied, Conflict, Invalid at the field that is wrong.
    """
    case = lock(case)
    policies.check_edit(by, case)
    if version is not None and version != case.version:
        raise Conflict(
            _(
                "Somebody saved this use case while you were editing it. What you typed is still here: compare it with "
                "the saved text, then save again."
            ),
            field="",
        )
    target: Unit = fields.pop("unit", case.unit)
    if target != case.unit:
        policies.check_create(by, target)
    values = _checked(fields, target, unchanged={name: getattr(case, name) for name in PEOPLE})
    changes = {name: (getattr(case, name), value) for name, value in values.items() if getattr(case, name) != value}
    if target != case.unit:
        changes["unit"] = (case.unit.name, target.name)
    if case_type is not None:
        changes |= _file(case, case_type)
    if custom:
        said = queries.values_of([case.pk]).get(case.pk, {})
        changes |= write_custom(case, checked_custom(custom, target, before=said), said)
    if tags is not None:
        carried, labels = queries.tags_of(case), clean_tags(tags)
        if write_tags(case, labels, carried):
            changes["tags"] = (carried, queries.tags_of(case))
    if not changes:
        return case
    counted = (case.unit_id, case.category)
    for name, value in values.items():
        setattr(case, name, value)
    case.unit = target
    case.version += 1
    case.updated_at = timezone.now()
    case.save()
    if counted != (case.unit_id, case.category):
        note_counts([(*counted, case.stage, -1), (case.unit_id, case.category, case.stage, 1)])
    audit.record(
        "usecases.case.edited",
        case,
        by=by,
        reason=clean_reason(reason, required=False),
        changes=changes,
        version=case.version,
    )
    hooks.changed(case, frozenset(changes), by)
    return case


@transaction.atomic
def classify(case: UseCase, *, by: Actor, answers: Mapping[str, bool | None], reason: str = "") -> UseCase:
    """Answer the risk questions of the library; the highest tier that a yes raises to wins, an open answer gives none.

    A lower tier than before needs a `reason`. The version of the questions is pinned.
    Raises Denied, Conflict, or Invalid at the key of an unknown question or at `reason`.
    """
    case = lock(case)
    policies.check_classify(by, case)
    document = queries.risk_questions()
    questions: RiskQuestions = document.parsed
    known = {question.key for question in questions.questions}
    for key, answer in answers.items():
        if key not in known:
            raise Invalid(_("There is no risk question “%(key)s”."), field=str(key)[:64], key=str(key)[:64])
        if answer not in (True, False, None):
            raise Invalid(_("Answer yes or no."), field=key)
    kept = {question.key: answers.get(question.key) for question in questions.questions}
    tier = workflow.at_least(str(questions.tier(kept) or ""), case.tier_floor)
    lower = bool(case.tier) and (not tier or ORDER.index(Tier(tier)) < ORDER.index(Tier(case.tier)))
    text = clean_reason(reason, required=lower)
    before = (case.tier, case.tier_answers)
    if before == (tier, kept) and case.tier_questions_id == document.pk:
        return case
    case.tier, case.tier_answers, case.tier_questions = tier, kept, document
    case.tier_at = case.updated_at = timezone.now()
    case.version += 1
    case.save(update_fields=["tier", "tier_answers", "tier_questions", "tier_at", "updated_at", "version"])
    audit.record(
        "usecases.case.classified",
        case,
        by=by,
        reason=text,
        changes={"tier": (before[0], case.tier), "tier_answers": (before[1], kept)},
        questions=document.reference,
    )
    move_by_facts(case, by=by)
    hooks.changed(case, frozenset({"tier", "tier_answers"}), by)
    return case


@transaction.atomic
def note_tier_floor(case: UseCase, *, floor: str, because: str, by: Actor) -> UseCase:
    """Keep the tier that a law asks for at least ("" for none), and raise or lower the case's own tier accordingly.

    Called by the app that applies the law and has asked who may. A case without a tier stays without one: its own
    questions are still open.
    """
    case = lock(case)
    own = case.tier
    if case.tier_questions is not None:
        own = str(case.tier_questions.parsed.tier(case.tier_answers) or "")
    tier = workflow.at_least(own, floor)
    if (case.tier_floor, case.tier_floor_because, case.tier) == (floor, because if floor else "", tier):
        return case
    before, now = (case.tier_floor, case.tier), timezone.now()
    case.tier_floor, case.tier_floor_because, case.tier = floor, because if floor else "", tier
    case.version += 1
    case.updated_at = now
    if before[1] != tier:
        case.tier_at = now
    case.save(update_fields=["tier_floor", "tier_floor_because", "tier", "tier_at", "updated_at", "version"])
    audit.record(
        "usecases.case.tier_floor_noted", case, by=by, reason=because,
        changes={"tier_floor": (before[0], floor), "tier": (before[1], tier)},
    )  # fmt: skip
    if before[1] != tier:
        hooks.changed(case, frozenset({"tier"}), by)
    return case


def _checked(
    fields: Mapping[str, Any], unit: Unit, *, unchanged: Mapping[str, User | None] | None = None
) -> dict[str, Any]:
    """Return clean values for the fields given. Raises Invalid at the first that is wrong."""
    values: dict[str, Any] = {}
    for field, value in fields.items():
        if field not in FIELDS:
            raise Invalid(_("A use case has no field “%(field)s” that can be set here."), field=field)
        if field == "name":
            values[field] = clean_name(value)
        elif field == "category":
            values[field] = clean_line(value, field=field, limit=CATEGORY_LENGTH)
        elif field in TEXTS:
            values[field] = clean_text(value, field=field)
        elif field in CHOICES:
            values[field] = _choice(value, field)
        elif field in PEOPLE:
            values[field] = value if unchanged and unchanged[field] == value else _person(value, unit, field)
        else:
            values[field] = _budget(value)
    return values


def clean_name(value: Any) -> str:
    """Return a name on one line. Raises Invalid for none, or one beyond 500 characters."""
    name = clean_line(value, field="name", limit=NAME_LENGTH)
    if not name:
        raise Invalid(_("Enter a name."), field="name")
    return name


def _file(case: UseCase, value: str) -> dict[str, tuple[Any, Any]]:
    """File a case under a type; return the change in words. The version stays pinned while the type stays the same."""
    if value == queries.type_value(case):
        return {}
    before, found = queries.type_words(case)[0], queries.type_of(value)
    if value and found is None:
        raise Invalid(_("“%(value)s” is none of the choices."), field="case_type", value=value[:60])
    case.taxonomy, case.case_type = found or (None, "")
    return {"case_type": (before, queries.type_words(case)[0])}


def _choice(value: Any, field: str) -> str:
    key = "" if value is None else str(value)
    if key not in CHOICES[field]:
        raise Invalid(_("“%(value)s” is none of the choices."), field=field, value=key[:40])
    return key


def _person(value: User | None, unit: Unit, field: str) -> User | None:
    if value is None:
        return None
    if not value.is_active or not access_of(value).allows(Permission.READ, unit.path):
        raise Invalid(
            _("%(person)s cannot see the use cases of %(unit)s; give them a role there first."),
            field=field,
            person=value.name,
            unit=unit.name,
        )
    return value


def _budget(value: Money | None) -> Money | None:
    if value is not None and value.minor < 0:
        raise Invalid(_("Enter an amount that is not negative."), field="budget")
    return value
