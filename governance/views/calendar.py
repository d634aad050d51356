"""The calendar of all that is due, as a page and as a file for a calendar of one's own."""

from datetime import UTC, timedelta
from itertools import groupby
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.kernel.periods import Month
from foundation.people.http import Request
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import access_of, unit_choices
from governance.queries import calendar as queries


def _asked(request: Request) -> tuple[list[queries.Due], str, Unit | None]:
    """What is due, the kind and the unit asked for; a unit that may not be seen finds nothing."""
    kind = request.GET.get("kind", "")
    kinds = frozenset({kind}) if kind in queries.KINDS else frozenset(queries.KINDS)
    text = request.GET.get("unit", "")
    if not text:
        return queries.calendar(request.user, kinds=kinds), kind, None
    try:
        uid = UUID(text)
    except ValueError:
        return queries.calendar(request.user, kinds=kinds), kind, None
    unit = Unit.objects.filter(access_of(request.user).q(Permission.READ, "path"), uid=uid).first()
    return (queries.calendar(request.user, kinds=kinds, unit=unit) if unit else []), kind, unit


@require_safe
def calendar(request: Request) -> HttpResponse:
    """All that is due, by month; what is late comes first."""
    found, kind, unit = _asked(request)
    late = [due for due in found if due.is_late]
    coming = [due for due in found if not due.is_late]
    months = [(month, list(rows)) for month, rows in groupby(coming, key=lambda due: Month.of(due.on))]
    context = {
        "late": late, "months": months, "count": len(found), "kind": kind, "unit": unit,
        "query": request.GET.urlencode(),
        "kinds": [(key, _(label)) for key, label in queries.KINDS.items()],
        "units": unit_choices(request.user, Permission.READ),
    }  # fmt: skip
    return render(request, "governance/calendar.html", context)


@require_safe
def calendar_file(request: Request) -> HttpResponse:
    """The same as iCalendar (RFC 5545)."""
    found, _kind, _unit = _asked(request)
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//AI PMO//Calendar//EN"]
    stamp = f"{timezone.now().astimezone(UTC):%Y%m%dT%H%M%SZ}"
    for due in found:
        if due.at:
            when = [f"DTSTART:{due.at.astimezone(UTC):%Y%m%dT%H%M%SZ}"]
        else:
            when = [f"DTSTART;VALUE=DATE:{due.on:%Y%m%d}", f"DTEND;VALUE=DATE:{due.on + timedelta(days=1):%Y%m%d}"]
        url = request.build_absolute_uri(due.url)
        lines += [
            "BEGIN:VEVENT", f"UID:{_escaped(f'{due.kind}-{due.on}-{due.url}')}", f"DTSTAMP:{stamp}", *when,
            f"SUMMARY:{_escaped(f'{due.label}: {due.title}')}", f"URL:{url}", "END:VEVENT",
        ]  # fmt: skip
    lines.append("END:VCALENDAR")
    text = "".join(f"{_folded(line)}\r\n" for line in lines)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="calendar.ics"'
    return response


def _escaped(text: str) -> str:
    """Text as RFC 5545 (3.3.11) writes it; a line break typed into a title starts no line of the file."""
    plain = " ".join(text.split())
    return plain.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """A line in parts of 70 characters at most (RFC 5545, 3.1, counts 75 octets; names here are mostly ASCII)."""
    parts, rest = [], line
    while len(rest.encode()) > 73:
        cut = 70
        while len(rest[:cut].encode()) > 73:
            cut -= 1
        parts.append(rest[:cut])
        rest = rest[cut:]
    return "\r\n ".join([*parts, rest])
