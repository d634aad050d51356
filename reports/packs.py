"""The pack of a meeting: its agenda with what each matter is about, as pages for a PDF that is attached to it."""

from dataclasses import replace

from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from foundation.jobs import services as jobs
from foundation.jobs.models import Job
from foundation.people.actors import Actor
from governance.models import Meeting
from governance.queries import meetings

PACK_JOB = "reports.pack"


@transaction.atomic
def request_pack(meeting: Meeting, by: Actor) -> Job:
    """Ask for the pack of a meeting; its job attaches the PDF. The caller has asked for the right."""
    return jobs.enqueue(
        PACK_JOB, by=by, params={"meeting": str(meeting.uid)}, title=f"Pack: {meeting.title}", unit=meeting.unit
    )


def page(meeting: Meeting, reader: Actor) -> str:
    """Return the pages of a pack as HTML.

    Everybody who reads the meeting reads its pack, so a confidential incident stands in it by its reference alone.
    """
    lines = [
        replace(line, title=line.item.incident.reference, url="")
        if line.item.incident and line.item.incident.is_confidential
        else line
        for line in meetings.agenda(meeting, reader)
    ]
    context = {
        "meeting": meeting, "agenda": lines, "members": meetings.members_of(meeting.of), "as_of": timezone.now(),
    }  # fmt: skip
    return render_to_string("reports/pack.html", context)
