"""The votes of a board step: closed envelopes until the voting is over, and the count."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from foundation.people.models import User
from governance import rules
from governance.models import Step, StepSeat
from governance.queries.interest import interests_in
from governance.rules import Ballot, Result, SeatRule
from governance.workflow import Choice, Verdict


@dataclass(frozen=True, slots=True)
class Envelope:
    """A seat of a board step as a reader may see it: `choice` is empty while the envelope is closed."""

    seat: StepSeat
    holder: User | None
    has_voted: bool
    choice: Choice | None
    reason: str
    is_dissent: bool
    note: str = ""
    questions: tuple[str, ...] = ()
    in_place_of: User | None = None

    @property
    def label(self) -> str:
        if self.choice:
            return _(self.choice.label)
        return _("Sealed vote") if self.has_voted else self.note or _("Not yet voted")


def envelopes(step: Step, reader: User | None) -> list[Envelope]:
    """Return the seats of a board step with what the reader may see.

    While a board votes: recusals, the reader's own vote, and of all others only that they voted. Where several holders
    of a role decide, each decides in the open.
    """
    interested = interests_in([step.review])[step.review_id]
    verdict = Verdict(step.verdict) if step.is_over and step.verdict else None
    found = []
    cast = step.votes.all()
    votes = {vote.seat_id: vote for vote in cast if not vote.is_recusal}
    recused = {vote.seat_id: vote for vote in cast if vote.is_recusal}
    for seat in step.seats.all():
        vote = votes.get(seat.pk) or recused.get(seat.pk)
        is_open = vote is not None and (
            step.is_over or step.is_panel or vote.is_recusal or (reader is not None and vote.member_id == reader.pk)
        )
        note = ""
        if seat.holder is None:
            note = _("Vacant")
        elif vote is None and seat.holder_id in interested:
            note = _("Has a stake in the case")
        elif vote is None and step.is_over:
            note = _("Did not vote") if step.is_board else _("Did not decide")
        elif vote is None and step.is_panel:
            note = _("Has not decided yet")
        choice = Choice(vote.choice) if vote is not None and is_open else None
        found.append(
            Envelope(
                seat=seat,
                holder=vote.member if vote is not None else seat.holder,
                has_voted=vote is not None and not vote.is_recusal,
                choice=choice,
                reason=vote.reason if vote is not None and is_open else "",
                is_dissent=bool(verdict and choice and rules.dissents(choice, verdict)),
                note=note,
                questions=tuple(vote.questions) if vote is not None and is_open else (),
                in_place_of=vote.member_for if vote is not None else None,
            )
        )
    return found


def count(step: Step) -> Result:
    """Return what closing the voting of a board step now would decide."""
    seats = [SeatRule(seat.key, seat.title, seat.is_required) for seat in step.seats.all()]
    keys = {seat.pk: seat.key for seat in step.seats.all()}
    substituted = {vote.seat_id for vote in step.votes.all() if not vote.is_recusal}
    ballots = [
        Ballot(keys[vote.seat_id], Choice(vote.choice))
        for vote in step.votes.all()
        if not (vote.is_recusal and vote.seat_id in substituted)
    ]
    return rules.result(seats, ballots)
