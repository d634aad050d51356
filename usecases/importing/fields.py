"""The further columns of an import on a case: how a value stands there as text, and how it is written."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from foundation.kernel.money import Money
from foundation.kernel.text import gettext_noop as _
from foundation.people.models import User
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library.kinds.risk_questions import RiskQuestions
from library.models import Document
from usecases import queries
from usecases.importing.known import FIELD, INPUT, RISK, Known
from usecases.importing.mapping import FURTHER_TEXTS, NO, PEOPLE, TARGETS, YES
from usecases.models import CaseTag, CustomChoice, CustomValue, UseCase
from usecases.queries.custom import value_of as value_of_row
from usecases.queries.types import type_of, type_value
from usecases.rules import custom
from usecases.services.tags import clean_tags, write_tags
from usecases.workflow import at_least

COLUMNS = (
    *FURTHER_TEXTS, *PEOPLE, "personal_data", "budget_minor", "budget_currency", "inputs", "input_sources", "tier",
    "tier_answers", "tier_questions", "tier_at", "taxonomy", "case_type",
)  # fmt: skip
"""Every column of a case that `assign` may write."""


def value_of(case: UseCase, target: str) -> str:
    """Return what a case says now, in the form in which a row says it; "" for nothing."""
    if target in PEOPLE:
        person = getattr(case, target)
        return str(person.uid) if person else ""
    if target == "budget":
        return f"{case.budget.minor} {case.budget.currency}" if case.budget else ""
    if target.startswith(INPUT):
        return str(case.inputs.get(target.removeprefix(INPUT)) or "")
    if target.startswith(RISK):
        answer = case.tier_answers.get(target.removeprefix(RISK))
        return "" if answer is None else YES if answer else NO
    if target == "case_type":
        return type_value(case)
    if target == "tags":
        return ", ".join(sorted((item.tag.name for item in case.case_tags.all()), key=str.casefold))
    if target.startswith(FIELD):
        key = target.removeprefix(FIELD)
        return next((_told(row) for row in case.custom_values.all() if row.field.key == key), "")
    return str(getattr(case, target))


RELATED = ("case_tags__tag", "custom_values__field", "custom_values__choice", "custom_values__person")
"""What `value_of` reads beside the case; to be prefetched for many."""


def _told(row: CustomValue) -> str:
    value = value_of_row(row)
    if isinstance(value, custom.Choice):
        return value.key
    if isinstance(value, Decimal):
        return custom.plain(value)
    if isinstance(value, User):
        return str(value.uid)
    return value.isoformat() if isinstance(value, date) else str(value)


def beside(target: str) -> bool:
    """Say whether a target stands in rows of its own beside the case, written once the case has its key."""
    return target == "tags" or target.startswith(FIELD)


def write_beside(written: Sequence[tuple[UseCase, Mapping[str, str]]], *, people: Mapping[str, User]) -> None:
    """Write tags and added fields of cases that are saved, in the caller's transaction; "" takes a value away."""
    said = [(case, target, text) for case, values in written for target, text in values.items() if beside(target)]
    if not said:
        return
    for case, _target, text in ((c, t, x) for c, t, x in said if t == "tags"):
        before = list(CaseTag.objects.filter(case=case).values_list("tag__name", flat=True))
        write_tags(case, clean_tags(text.split(",")), before)
    known = {f"{FIELD}{field.key}": field for field in queries.custom_fields(retired=True)}
    rows: list[CustomValue] = []
    choices = {(row.field_id, row.key): row for row in CustomChoice.objects.all()}
    for case, target, text in said:
        field = known.get(target)
        if field is None:
            continue
        if text:
            rows.append(CustomValue(case=case, field_id=field.id, **_columns(field, text, people, choices)))
        else:
            CustomValue.objects.filter(case=case, field=field.id).delete()
    CustomValue.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["case", "field"],
        update_fields=["text", "number", "day", "choice", "person"],
    )


def _columns(
    field: custom.Field,
    text: str,
    people: Mapping[str, User],
    choices: Mapping[tuple[int, str], CustomChoice],
) -> dict[str, Any]:
    if field.kind == custom.Kind.NUMBER:
        return {"number": custom.scaled(Decimal(text))}
    if field.kind == custom.Kind.DATE:
        return {"day": date.fromisoformat(text)}
    if field.kind == custom.Kind.CHOICE:
        return {"choice": choices[field.id, text]}
    return {"person": people[text]} if field.kind == custom.Kind.PERSON else {"text": text}


def names_people(target: str, known: Known) -> bool:
    """Say whether a value of this target is the uid of a person."""
    field = known.field(target)
    return target in PEOPLE or (field is not None and field.kind == custom.Kind.PERSON)


def assign(
    case: UseCase,
    values: Mapping[str, str],
    *,
    people: Mapping[str, User],
    questions: Document | None,
    at: datetime,
) -> None:
    """Write values, in the form of `value_of`, to a case that is then saved; answers give it its tier anew."""
    for target, text in values.items():
        if target in PEOPLE:
            setattr(case, target, people[text] if text else None)
        elif target == "budget":
            minor, _space, currency = text.partition(" ")
            case.budget = Money(int(minor), currency) if text else None
        elif target == "case_type":
            case.taxonomy, case.case_type = type_of(text) or (None, "")
        elif target.startswith(INPUT):
            key = target.removeprefix(INPUT)
            case.inputs = {k: v for k, v in case.inputs.items() if k != key} | ({key: text} if text else {})
            case.input_sources = {k: v for k, v in case.input_sources.items() if k != key}
        elif not target.startswith(RISK) and not beside(target):
            setattr(case, target, text)
    answers = {target.removeprefix(RISK): text for target, text in values.items() if target.startswith(RISK)}
    if answers and questions is not None:
        parsed: RiskQuestions = questions.parsed
        kept: dict[str, bool | None] = {q.key: case.tier_answers.get(q.key) for q in parsed.questions}
        kept |= {key: text == YES if text else None for key, text in answers.items() if key in kept}
        case.tier_answers, case.tier_questions, case.tier_at = kept, questions, at
        case.tier = at_least(str(parsed.tier(kept) or ""), case.tier_floor)


def field_words(target: str, labels: Mapping[str, str]) -> str:
    """Return what a target is called: ours, or the label of an input or a question."""
    return TARGETS.get(target) or labels.get(target) or target


def people_by_uid(uids: Iterable[str]) -> dict[str, User]:
    """Return active people by uid."""
    return {str(user.uid): user for user in User.objects.filter(uid__in=set(uids), is_active=True)}


def who_cannot_see(person: User, path: str | None) -> bool:
    """Say whether a person may not read the unit in which a case would name them."""
    return not access_of(person).allows(Permission.READ, path)


CANNOT_SEE = _("%(person)s cannot see the use cases of that unit; give them a role there first. The text is kept.")


def changed_columns(before: Mapping[str, Any]) -> set[str]:
    """Return the columns of a case that a change of these targets touches."""
    found: set[str] = set()
    for target in before:
        if target.startswith(INPUT):
            found |= {"inputs"}
        elif target.startswith(RISK):
            found |= {"tier", "tier_answers"}
        elif target.startswith(FIELD):
            found |= {f"custom.{target.removeprefix(FIELD)}"}
        else:
            found |= {target}
    return found
