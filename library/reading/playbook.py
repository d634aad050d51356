"""What the page of a playbook shows."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from library.kinds.base import Reference
from library.kinds.playbook import Phase, Playbook, Span, Step, Task, TimeUnit
from library.reading.links import pointed


def place_words(span: Span, unit: TimeUnit) -> str:
    """Say where something lies: "Week 3", "Weeks 3–6", "From week 13 on"."""
    values = {"least": span.least, "most": span.most}
    if span.most is None:
        form = {
            "day": _("From day %(least)s on"),
            "week": _("From week %(least)s on"),
            "month": _("From month %(least)s on"),
        }
    elif span.most == span.least:
        form = {"day": _("Day %(least)s"), "week": _("Week %(least)s"), "month": _("Month %(least)s")}
    else:
        form = {
            "day": _("Days %(least)s–%(most)s"),
            "week": _("Weeks %(least)s–%(most)s"),
            "month": _("Months %(least)s–%(most)s"),
        }
    return form[unit] % values


def length_words(span: Span, unit: TimeUnit) -> str:
    """Say how long something takes: "6 weeks", "6–8 weeks", "at least 6 weeks"."""
    if span.most is None:
        amount = _("at least %(least)s") % {"least": span.least}
    elif span.most == span.least:
        amount = str(span.least)
    else:
        amount = f"{span.least}–{span.most}"
    count = span.most or span.least
    form = {
        "day": ngettext("%(amount)s day", "%(amount)s days", count),
        "week": ngettext("%(amount)s week", "%(amount)s weeks", count),
        "month": ngettext("%(amount)s month", "%(amount)s months", count),
    }
    return form[unit] % {"amount": amount}


def context(playbook: Playbook) -> dict[str, Any]:
    links = pointed(playbook.references())
    return {
        "length": length_words(playbook.takes, playbook.unit) if playbook.takes else "",
        "step_count": sum(1 for _step in playbook.steps),
        "has_parts": any(not _is_whole(phase) for phase in playbook.phases),
        "uses": [links[name.reference] for name in playbook.uses],
        "task_count": sum(1 for _task in playbook.tasks),
        "phases": [
            {
                "phase": phase,
                "time": _time(phase, playbook.unit),
                "steps": len(phase.steps),
                "tasks": sum(1 for _task in phase.tasks),
                "groups": list(_groups(phase, playbook.unit, links)),
                "carried_by": [links[name.reference] for name in phase.carried_by],
            }
            for phase in playbook.phases
        ],
    }


Link = tuple[str, str]
Links = dict[Reference, Link]


def _is_whole(phase: Phase) -> bool:
    """Tell whether the phase has no parts: it is one step of the same label."""
    return [step.label for step in phase.steps] == [phase.label]


def _groups(phase: Phase, unit: TimeUnit, links: Links) -> Iterator[dict[str, Any]]:
    """Yield the steps of a phase under the name and time of their group; steps without one have their own time."""
    for name, members in groupby(phase.steps, key=lambda step: step.group):
        steps = list(members)
        times = {_time(step, unit) for step in steps}
        shared = times.pop() if name and len(times) == 1 else ""
        yield {
            "name": name,
            "time": shared,
            "steps": [
                {
                    "step": step,
                    "heading": not _is_whole(phase),
                    "time": "" if shared else _time(step, unit),
                    "streams": _streams(step, links),
                }
                for step in steps
            ],
        }


def _streams(step: Step, links: Links) -> list[tuple[str, list[tuple[Task, Link | None]]]]:
    """Each workstream with its tasks; a step without them is one that has no name."""
    streams = [(stream.label, stream.tasks) for stream in step.workstreams] or [("", step.tasks)]
    return [
        (
            label,
            [(task, links[task.uses.reference] if task.uses else None) for task in tasks],
        )
        for label, tasks in streams
    ]


def _time(part: Phase | Step, unit: TimeUnit) -> str:
    words = []
    if part.when:
        words.append(place_words(part.when, unit))
    if part.takes:
        words.append(length_words(part.takes, unit))
    return ", ".join(words)
