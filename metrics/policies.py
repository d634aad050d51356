"""Who may define the KPIs of a case, and who may measure."""

from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require, require_anywhere
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from metrics.models import Kpi, Measurement
from usecases.models import UseCase

DEFINE = _("define KPIs")
MEASURE = _("record measurements")


def may_write(by: Actor, case: UseCase) -> bool:
    """Whether a person writes the case: in its unit, or because it is their own."""
    access, path = access_of(by), case.unit.path
    own = not by.is_system and by.pk in {case.owner_id, case.created_by_id}  # type: ignore[union-attr]
    return access.allows(Permission.CASE_EDIT, path) or (own and access.allows(Permission.CASE_EDIT_OWN, path))


def check_define(by: Actor, case: UseCase) -> None:
    """Who writes the case defines its KPIs, until the case is closed."""
    if not may_write(by, case):
        if access_of(by).allows(Permission.CASE_EDIT_OWN, case.unit.path):
            raise Denied(_("You may define KPIs only of use cases that you own or registered."))
        require(by, Permission.CASE_EDIT, case.unit.path, to=DEFINE)
    if case.archived_at is not None:
        raise Conflict(_("This use case is archived."))
    if case.is_closed:
        raise Conflict(_("This use case is closed, so its KPIs stay as they are."))


def check_revise(by: Actor, kpi: Kpi) -> None:
    """Who may define KPIs may revise and retire them."""
    check_define(by, kpi.case)
    if kpi.is_retired:
        raise Conflict(_("This KPI is retired; take it anew to measure on."))


def check_measure(by: Actor, kpi: Kpi) -> None:
    """Who writes the case or owns the KPI measures, also once the case is closed: what runs is measured."""
    case = kpi.case
    owns = not by.is_system and by.pk == kpi.owner_id  # type: ignore[union-attr]
    if not may_write(by, case) and not (owns and access_of(by).allows(Permission.READ, case.unit.path)):
        if access_of(by).allows(Permission.CASE_EDIT_OWN, case.unit.path):
            raise Denied(_("You may measure only KPIs that you own, and those of your own use cases."))
        require(by, Permission.CASE_EDIT, case.unit.path, to=MEASURE)
    if case.archived_at is not None:
        raise Conflict(_("This use case is archived."))
    if kpi.is_retired:
        raise Conflict(_("This KPI is retired; nothing more is measured."))


def check_correct(by: Actor, measurement: Measurement) -> None:
    """Who may measure may correct, once for each value: the newest of a chain is the one that counts."""
    check_measure(by, measurement.kpi)
    if Measurement.objects.filter(corrects=measurement).exists():
        raise Conflict(_("This value is corrected already; correct the one that took its place."))


def check_import(by: Actor) -> None:
    """Who writes some use case may import a file; each of its rows is asked for again."""
    access = access_of(by)
    if not any(access.anywhere(permission) for permission in (Permission.CASE_EDIT, Permission.CASE_EDIT_OWN)):
        require_anywhere(by, Permission.CASE_EDIT)
