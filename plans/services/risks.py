"""Drawing risks from a catalog, adding own ones, rating, reviewing and closing them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.notifications import services as notifications
from foundation.people.actors import Actor
from foundation.people.models import Unit, User
from library.kinds.risk_catalog import RiskCatalog
from library.models import Document
from library.queries import latest
from plans import policies
from plans.models import Program, Risk
from plans.models.programs import NAME_LENGTH
from plans.models.risks import CATEGORIES
from plans.rules import risks as rules
from plans.services.checking import day, person, text
from plans.services.notices import due_key
from plans.services.plans import CHANGED_MEANWHILE, Subject
from plans.workflow import RiskState
from usecases.models import UseCase

RATINGS = ("likelihood", "impact", "left_likelihood", "left_impact")
DAYS = ("mitigation_due", "mitigated_on", "review_on")
FIELDS = ("label", "category", "what_happens", "mitigation", "owner", *RATINGS, *DAYS)
NEEDED = {"label": _("Say what could go wrong."), "what_happens": "", "mitigation": ""}


def draw_risk(catalog: str | Document, key: str, subject: Subject, *, by: Actor, **fields: Any) -> Risk:
    """Take a risk of the library's catalog into the register, with what its entry says unless `fields` say otherwise.

    `catalog` is a slug (the version that new work takes is pinned) or the version itself; `fields` are `FIELDS`.
    Raises Denied; Invalid at `key` or the field at fault; Conflict when the case holds this risk already.
    """
    document = latest("risk_catalog", catalog) if isinstance(catalog, str) else catalog
    entry = catalog_entry(document, key)
    known = {
        "label": entry.label[:NAME_LENGTH], "category": entry.category, "what_happens": entry.what_happens,
        "mitigation": entry.mitigation,
    }  # fmt: skip
    return _create(subject, by, known | fields, document, key)


def catalog_entry(document: Document, key: str) -> Any:
    """Return an entry of a risk catalog. Raises Invalid at `key` when there is none."""
    parsed: RiskCatalog = document.parsed
    for risk in parsed.risks:
        if risk.key == key:
            return risk
    raise Invalid(_("The catalog has no risk “%(key)s”."), field="key", key=key[:64])


def add_risk(subject: Subject, *, by: Actor, **fields: Any) -> Risk:
    """Add a risk of one's own to the register; `fields` are `FIELDS`. Raises what `draw_risk` raises."""
    return _create(subject, by, fields, None, "")


@transaction.atomic
def _create(subject: Subject, by: Actor, fields: Mapping[str, Any], catalog: Document | None, key: str) -> Risk:
    policies.check_add_risk(by, subject)
    risk = Risk(
        unit=subject if isinstance(subject, Unit) else subject.unit,
        case=subject if isinstance(subject, UseCase) else None,
        program=subject if isinstance(subject, Program) else None,
        catalog=catalog,
        key=key,
        created_by=by if isinstance(by, User) else None,
    )
    given = _checked(risk, {"label": "", "category": ""} | dict(fields))
    for name, value in given.items():
        setattr(risk, name, value)
    try:
        with transaction.atomic():
            risk.save()
    except IntegrityError:
        raise Conflict(_("The use case has this risk in its register already."), field="key") from None
    audit.record(
        "plans.risk.added", risk, by=by, about=str(subject), catalog=catalog.reference if catalog else "", key=key,
        weight=risk.weight, left_weight=risk.left_weight,
    )  # fmt: skip
    return risk


@transaction.atomic
def revise_risk(risk: Risk, *, by: Actor, version: int, **changes: Any) -> Risk:
    """Change fields of a risk (`FIELDS`). `version` is the one that the change was made on.

    Raises Denied; Conflict when it is closed or was changed meanwhile; Invalid at the field at fault.
    """
    risk = lock(risk)
    policies.check_change_risk(by, risk)
    if version != risk.version:
        raise Conflict(CHANGED_MEANWHILE)
    given = _checked(risk, changes)
    said = {name: (getattr(risk, name), value) for name, value in given.items() if getattr(risk, name) != value}
    if said:
        _write(risk, given)
        audit.record("plans.risk.revised", risk, by=by, changes=said)
    return risk


@transaction.atomic
def review_risk(
    risk: Risk, *, by: Actor, state: str, note: str, review_on: date | None = None, **ratings: int | None
) -> Risk:
    """Look at a risk again: how it stands, how heavy it is now, and when it is looked at next.

    `ratings` are `RATINGS`; those left out stay. A risk that was closed is not reviewed; closing has its own act.
    Raises Denied; Conflict; Invalid at `state`, `note`, `review_on` (not in the past) or a rating.
    """
    risk = lock(risk)
    policies.check_change_risk(by, risk)
    if state not in set(RiskState) - {RiskState.CLOSED}:
        raise Invalid(_("Choose how the risk stands."), field="state")
    note = text(note, field="note", needed=_("Say what was found."))
    if review_on is not None and review_on < timezone.localdate():
        raise Invalid(_("The next review lies ahead."), field="review_on")
    if strange := set(ratings) - set(RATINGS):
        raise TypeError(f"risks have no {', '.join(sorted(strange))}")
    given = _checked(risk, {**ratings, "review_on": review_on}) | {"state": state, "state_reason": note}
    changes = {name: (getattr(risk, name), value) for name, value in given.items() if getattr(risk, name) != value}
    changes.pop("state_reason", None)
    risk.reviewed_at = timezone.now()
    _write(risk, given)
    audit.record("plans.risk.reviewed", risk, by=by, reason=note, changes=changes)
    return risk


@transaction.atomic
def close_risk(risk: Risk, *, by: Actor, reason: str) -> Risk:
    """Close a risk that can no longer happen; it stays to be read. Raises Denied, Conflict, Invalid at `reason`."""
    risk = lock(risk)
    policies.check_change_risk(by, risk)
    reason = text(reason, field="reason", needed=_("Say why it can no longer happen."))
    _write(risk, {"state": RiskState.CLOSED, "state_reason": reason})
    audit.record("plans.risk.closed", risk, by=by, reason=reason)
    return risk


def _write(risk: Risk, given: Mapping[str, Any]) -> None:
    notifications.settle(due_key(risk))
    for name, value in given.items():
        setattr(risk, name, value)
    risk.version += 1
    risk.updated_at = timezone.now()
    risk.save()


def _checked(risk: Risk, given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields as they are kept. Raises Invalid at the first at fault."""
    found = dict(given)
    if strange := set(found) - set(FIELDS):
        raise TypeError(f"risks have no {', '.join(sorted(strange))}")
    for name, needed in NEEDED.items():
        if name in found:
            most = {"most": NAME_LENGTH} if name == "label" else {}
            found[name] = text(found[name] or "", field=name, needed=needed, **most)
    if "category" in found and found["category"] not in CATEGORIES:
        raise Invalid(_("Choose one of the categories."), field="category")
    for name in RATINGS:
        if found.get(name) is not None:
            rules.check_scale(found[name], field=name)
    for name in DAYS:
        if found.get(name) is not None:
            day(found[name], field=name)
    if found.get("mitigated_on") is not None and found["mitigated_on"] > timezone.localdate():
        raise Invalid(_("It cannot be in place in the future."), field="mitigated_on")
    if "owner" in found and found["owner"] != risk.owner:
        found["owner"] = person(found["owner"], risk.unit)
    return found
