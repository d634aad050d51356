"""Asking for reports, and keeping what their job makes."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.jobs import services as jobs
from foundation.kernel import canonical
from foundation.kernel.errors import Conflict, Denied, Invalid
from foundation.kernel.periods import Month
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import Unit, User
from foundation.ui import words
from insights import figures, queries
from insights.queries import Dashboard, Scope
from reports import executive, policies
from reports.models import TITLE_LENGTH, Kind, Report

RENDER_JOB = "reports.render"
NO_FIGURES = _("The figures of this report are not computed yet.")


@transaction.atomic
def request_report(kind: str, *, by: Actor, scope: Scope, title: str = "") -> Report:
    """Ask for a report on a scope (`insights.scope_for` of the same actor); its job begins after the commit.

    The units are kept as they were readable now, so that a narrow token never yields a wide report. Raises Invalid at
    `kind` or `title`, Denied without the right to make reports on these units.
    """
    if kind not in Kind.values:
        raise Invalid(_("There is no report of this kind."), field="kind")
    title = " ".join(title.replace("\x00", "").split())
    if len(title) > TITLE_LENGTH:
        raise Invalid(_("A title has at most %(limit)s characters."), field="title", limit=TITLE_LENGTH)
    if not scope.tops:
        raise Denied(_("There is no unit that you may report on."))
    policies.check_make(by, scope.tops)
    report = Report.objects.create(
        kind=kind,
        title=title or usual_title(scope),
        unit=scope.only,
        filters={
            "unit": str(scope.unit.uid) if scope.unit else "",
            "first": str(scope.first or ""),
            "last": str(scope.last or ""),
            "category": scope.category,
        },
        requested_by=by if isinstance(by, User) else None,
        requested_by_name=by.audit_name,
    )
    report.units.set(scope.tops)
    report.job = jobs.enqueue(
        RENDER_JOB, by=by, params={"report": str(report.uid)}, title=report.title, unit=scope.only
    )
    report.save(update_fields=["job"])
    audit.record("reports.report.requested", report, by=by, kind=kind, filters=report.filters)
    return report


def usual_title(scope: Scope) -> str:
    """Return the title of a report that nobody named: its kind, its unit and the month."""
    month = words.month(scope.last or Month.of(timezone.localdate()))
    name = scope.only.name if scope.only else gettext("All units")
    return gettext("Executive report, %(unit)s, %(month)s") % {"unit": name[:120], "month": month}


def scope_of(report: Report, by: Actor) -> Scope:
    """Return what a report covers, as far as its maker may still read it. Raises Denied when any of it was lost."""
    units = tuple(report.units.order_by("path"))
    unit = Unit.objects.filter(uid=report.filters["unit"]).first() if report.filters["unit"] else None
    first, last = (Month.parse(report.filters[name]) if report.filters[name] else None for name in ("first", "last"))
    scope = queries.scope_of_units(by, units, unit=unit, first=first, last=last, category=report.filters["category"])
    if len(scope.tops) != len(units):
        raise Denied(_("You may no longer read all that this report covers. Make a new one."))
    return scope


def dashboard_of(report: Report, by: Actor, *, at: datetime | None = None) -> Dashboard:
    """Return the figures that a report shows, as of now."""
    return queries.dashboard(by, scope_of(report, by), by_category=True, at=at)


@dataclass(frozen=True, slots=True)
class Made:
    """A dashboard as plain data with its fingerprint, and as pages."""

    figures: dict[str, Any]
    digest: str
    body: str
    as_of: datetime


def pages_of(found: Dashboard, *, title: str, made_by: str) -> Made:
    """Return the figures of a dashboard, their fingerprint, and the pages that show them."""
    data = canonical.plain(figures.as_data(found))
    digest = canonical.digest(data)
    return Made(data, digest, executive.body(found, title=title, made_by=made_by, digest=digest), found.as_of)


def keep_figures(report: Report, made: Made, *, by: Actor) -> Report:
    """Write the figures and pages of a report, once. Call inside a transaction. Raises Conflict for a second time."""
    report = lock(report)
    if report.has_figures:
        raise Conflict(_("The figures of this report are written already."))
    report.figures, report.digest, report.body, report.as_of = made.figures, made.digest, made.body, made.as_of
    report.save(update_fields=["figures", "digest", "body", "as_of"])
    audit.record("reports.report.computed", report, by=by, digest=made.digest, as_of=made.as_of)
    return report


def keep_file(report: Report, content: bytes, *, pages: int, by: Actor) -> Report:
    """Store the PDF with its checksum. Call inside a transaction; slow work belongs before it."""
    report = lock(report)
    report.sha256, report.size, report.pages = hashlib.sha256(content).hexdigest(), len(content), pages
    report.file.save("report.pdf", ContentFile(content), save=False)
    report.save(update_fields=["file", "sha256", "pages", "size"])
    audit.record("reports.report.rendered", report, by=by, sha256=report.sha256, pages=report.pages)
    return report


def checked_content(report: Report) -> bytes:
    """Return the PDF of a report. Raises Conflict when it is not made yet, or is no longer what was stored."""
    if not report.has_file:
        raise Conflict(_("The PDF of this report is not there yet."))
    try:
        with report.file.open("rb") as file:
            content: bytes = file.read()
    except OSError:
        raise Conflict(
            _("The file of this report is missing from the storage. The print view holds the same figures.")
        ) from None
    if hashlib.sha256(content).hexdigest() != report.sha256:
        raise Conflict(_("The file of this report was changed after it was made: its checksum does not fit."))
    return content


def retry(report: Report, *, by: Actor) -> Report:
    """Run the job of a failed or cancelled report again, from where it stood. Raises Denied or Conflict."""
    policies.check_retry(by, report)
    assert report.job is not None
    jobs.retry(report.job, by=by)
    report.refresh_from_db()
    return report


def cancel(report: Report, *, by: Actor) -> Report:
    """Stop the job of a report. Raises Denied for someone else's, Conflict when it has ended."""
    if report.job is None:
        raise Conflict(_("This report is not being made."))
    jobs.cancel(report.job, by=by)
    report.refresh_from_db()
    return report
