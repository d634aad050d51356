"""The arithmetic of approvals: fingerprints, differences, quorum, majorities, deadlines.

Sources: document A (tiers, routes, seats); the ethics-board practice of 45 CFR 46.108(b) for quorum and for the
majority of those present (an abstention works like a no); the documented decisions of this product on recusal.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from foundation.kernel.canonical import digest, plain
from governance.workflow import Choice, Verdict

Sections = Mapping[str, Mapping[str, Any]]
SECTIONS = ("purpose", "data", "model", "risk", "budget", "measures")
REASON_LIMIT = 4000
QUESTION_LIMIT = 20
"""Questions that one return may ask."""
REMIND_DAYS = 2
"""Working days before its last day on which those who hold a step are reminded."""
NOTICE_DAYS = (90, 30, 7)
"""Days before an approval ends on which its owner is told (H2 defaults)."""
RENEWAL_DAYS = 90
"""A renewal may be submitted this many days before the approval expires (first notice of the H2 defaults)."""

# What an input says when nothing is known; such a field does not fill a section.
_BLANK: tuple[Any, ...] = (None, "", "unknown", [], {}, "–")


@dataclass(frozen=True, slots=True)
class SeatRule:
    """A seat as the quorum sees it."""

    key: str
    title: str
    required: bool = False


@dataclass(frozen=True, slots=True)
class Ballot:
    """What one seat did."""

    seat: str
    choice: Choice


@dataclass(frozen=True, slots=True)
class Quorum:
    """Whether a board may decide: how many seats are present, how many it takes, which required ones are missing."""

    seats: int
    needed: int
    present: int
    missing: tuple[str, ...]

    @property
    def reached(self) -> bool:
        return self.present >= self.needed and not self.missing


@dataclass(frozen=True, slots=True)
class Result:
    """The count of a voting, and what it decides (None without a quorum)."""

    quorum: Quorum
    counts: Mapping[Choice, int]
    outcome: Verdict | None


@dataclass(frozen=True, slots=True)
class Change:
    """One field of the dossier that differs; a change of the whole section has an empty field."""

    section: str
    field: str
    old: Any
    new: Any
    material: bool


def section_digest(content: Mapping[str, Any]) -> str:
    """Return the SHA-256 of one section's canonical JSON."""
    return digest(content)


def fingerprint(sections: Sections) -> str:
    """Return the SHA-256 over the digest of every section by name: equal content, equal fingerprint."""
    return digest({name: section_digest(content) for name, content in sections.items()})


def freeze(sections: Sections) -> dict[str, dict[str, Any]]:
    """Return the sections in JSON types, each with its digest: {"purpose": {"content": {…}, "digest": "…"}}."""
    return {name: {"content": plain(content), "digest": section_digest(content)} for name, content in sections.items()}


def content_of(frozen: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the plain sections of a frozen dossier, in their order whatever the database made of it."""
    return {name: dict(frozen[name]["content"]) for name in in_order(frozen)}


def in_order(sections: Iterable[str]) -> list[str]:
    """Return names of sections in the order of the dossier; ones that a later version added come last."""
    names = set(sections)
    return [*(name for name in SECTIONS if name in names), *sorted(names - set(SECTIONS))]


# Fields that every case has from the start: they identify it and describe nothing.
_GIVEN = {
    "purpose": frozenset({"name", "category", "unit", "unit_uid"}),
    "risk": frozenset({"tier", "answers", "questions", "eu_tier", "eu_ai_act", "policies"}),
}


def empty_sections(sections: Sections, *, among: Iterable[str] = SECTIONS) -> list[str]:
    """Return the sections in which nobody has written anything, in the order of the dossier.

    Name, unit and the answers that gave the tier are there from the start and fill no section.
    """
    return [
        section
        for section in among
        if all(_is_blank(value) or name in _GIVEN.get(section, ()) for name, value in sections.get(section, {}).items())
    ]


def _is_blank(value: Any) -> bool:
    if isinstance(value, str):
        return value.strip() in _BLANK
    if isinstance(value, Mapping):
        return all(_is_blank(item) for item in value.values())
    return value in _BLANK


def differences(old: Sections, new: Sections, is_material: Callable[[str, str], bool]) -> list[Change]:
    """Return every field that differs between two dossiers, by section in their order, then by name.

    `is_material(section, field)` comes from the route. Values are compared in JSON types.
    """
    found: list[Change] = []
    for section in in_order({*old, *new}):
        before, after = plain(old.get(section, {})), plain(new.get(section, {}))
        for name in sorted({*before, *after}):
            if before.get(name) != after.get(name):
                found.append(Change(section, name, before.get(name), after.get(name), is_material(section, name)))
    return found


def touched(changes: Iterable[Change]) -> set[str]:
    """Return the sections that changed materially."""
    return {change.section for change in changes if change.material}


def majority(number: int) -> int:
    """Return the smallest whole number that is more than half of `number`: 5 of 8, 4 of 7."""
    return number // 2 + 1


def quorum(seats: Sequence[SeatRule], ballots: Iterable[Ballot]) -> Quorum:
    """Count who is present: whoever voted or abstained. A recused seat is absent and the number needed stays."""
    present = {ballot.seat for ballot in ballots if ballot.choice != Choice.RECUSE}
    missing = tuple(seat.title for seat in seats if seat.required and seat.key not in present)
    return Quorum(len(seats), majority(len(seats)), len(present), missing)


def result(seats: Sequence[SeatRule], ballots: Sequence[Ballot]) -> Result:
    """Return what closing the voting now decides.

    Passed with more than half of those present, abstentions among them. Not passed: returned when more ask for
    changes than are against, else rejected. No quorum: nothing.
    """
    counts = {choice: sum(ballot.choice == choice for ballot in ballots) for choice in Choice}
    found = quorum(seats, ballots)
    outcome: Verdict | None = None
    if found.reached:
        if counts[Choice.APPROVE] >= majority(found.present):
            outcome = Verdict.APPROVE
        elif counts[Choice.RETURN] > counts[Choice.REJECT]:
            outcome = Verdict.RETURN
        else:
            outcome = Verdict.REJECT
    return Result(found, counts, outcome)


def panel_result(members: int, needed: int, choices: Iterable[Choice]) -> Verdict | None:
    """Return what the holders of a role have decided together, None while it is open.

    Approved as soon as `needed` of the `members` approve. Not approved as soon as those who have not spoken could no
    longer make up the number: then rejected when somebody is against and no more ask for changes, else returned.
    """
    given = [choice for choice in choices if choice != Choice.RECUSE]
    approvals = given.count(Choice.APPROVE)
    if approvals >= needed:
        return Verdict.APPROVE
    if members - len(given) >= needed - approvals:
        return None
    against = given.count(Choice.REJECT)
    return Verdict.REJECT if against and against >= given.count(Choice.RETURN) else Verdict.RETURN


def dissents(choice: Choice, outcome: Verdict) -> bool:
    """Say whether a vote differs from what was decided; abstaining and recusing are no dissent."""
    return choice in {Choice.APPROVE, Choice.RETURN, Choice.REJECT} and choice.value != outcome.value


def valid_until(given: Iterable[date], valid_days: int) -> date:
    """Return the first day on which an approval no longer counts: `valid_days` after its oldest decision.

    A step carried over from an earlier round keeps its own age, so that resubmitting never lengthens an approval.
    """
    return min(given) + timedelta(days=valid_days)


def has_lapsed(until: date, now: datetime) -> bool:
    """Say whether an approval is over: from 00:00 UTC of the day `until` on (case BOARD-5)."""
    return now.astimezone(UTC).date() >= until


def commitment(salt: str, choice: str, reason: str, questions: Sequence[str] = ()) -> str:
    """Return what the trail shows of a sealed vote: a digest that cannot be turned back without the salt."""
    asked = {"questions": list(questions)} if questions else {}
    return digest({"salt": salt, "choice": choice, "reason": reason} | asked)
