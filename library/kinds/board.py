"""Board: seats, when it may vote, and what carries a proposal.

quorum    a majority of the seats is present, and every required seat among them. A recused member has left
          and is not present; the number needed does not shrink with recusals.
passed    a majority of those present and eligible votes for it. Abstaining is being present without voting
          for it, so it counts like a vote against.
"""

from collections.abc import Iterable, Mapping
from typing import Literal

from foundation.kernel.text import gettext_noop as _
from library.kinds.base import Count, Header, Key, Kind, Line, Part, Problem, Problems, Prose


class Seat(Part, frozen=True, kw_only=True):
    """One place on the board, held by one person."""

    key: Key
    label: Line
    chair: bool = False
    required: bool = False
    external: bool = False
    why_required: Line | None = None


class VotingRules(Part, frozen=True, kw_only=True):
    """The rules of a vote. Each is a closed choice, so that a board cannot ask for one that is not built."""

    quorum: Literal["majority_of_seats"] = "majority_of_seats"
    passes_with: Literal["majority_of_present"] = "majority_of_present"
    abstention: Literal["counts_as_present"] = "counts_as_present"
    recusal: Literal["leaves_the_vote"] = "leaves_the_vote"
    ballots: Literal["sealed_until_close"] = "sealed_until_close"


class Duty(Part, frozen=True, kw_only=True):
    """Something the board answers for."""

    key: Key
    label: Line
    help: Prose


class Board(Header, tag="board", frozen=True, kw_only=True):
    """The whole board."""

    seats: tuple[Seat, ...]
    rules: VotingRules
    voting_days: Count
    duties: tuple[Duty, ...] = ()

    def keys(self) -> Iterable[str]:
        return self.labels()

    def labels(self) -> Mapping[str, str]:
        return {seat.key: seat.label for seat in self.seats} | {duty.key: duty.label for duty in self.duties}

    @property
    def quorum(self) -> int:
        """How many seats must be present: a majority of all of them."""
        return len(self.seats) // 2 + 1

    @property
    def required_seats(self) -> tuple[str, ...]:
        """Keys of the seats without which there is no quorum."""
        return tuple(seat.key for seat in self.seats if seat.required)

    @property
    def chair(self) -> Seat:
        """The seat that convenes and closes."""
        return next(seat for seat in self.seats if seat.chair)


def check(document: Board) -> list[Problem]:
    """Return what the schema cannot see: repeated seats, no or several chairs, unexplained requirements."""
    found = Problems()
    found.not_empty("seats", document.seats)
    found.same_keys("seats", (seat.key for seat in document.seats))
    found.same_keys("duties", (duty.key for duty in document.duties))
    chairs = sum(seat.chair for seat in document.seats)
    if chairs != 1:
        found.add("seats", _("A board has one chair; here are %(chairs)s."), chairs=chairs)
    for index, seat in enumerate(document.seats):
        if seat.required and not seat.why_required:
            found.add(f"seats[{index}].why_required", _("Say why no vote is possible without this seat."))
    return found


KIND = Kind(
    key="board",
    folder="boards",
    label=_("Board"),
    plural=_("Boards"),
    purpose=_("Who sits on a board, and what carries a vote."),
    struct=Board,
    check=check,
)
