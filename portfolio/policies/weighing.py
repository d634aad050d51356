"""Who may open, weigh in, close and adopt a round of weighing, and ask how sure an order is."""

from foundation.kernel.errors import Conflict, Denied
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.checks import require, require_anywhere
from foundation.people.models import Unit
from foundation.people.permissions import Permission
from foundation.people.queries import company_root
from portfolio.models.weighing import WeightRound
from usecases.queries import active_model

LEAST_SHEETS = 2


def check_open_round(by: Actor) -> None:
    """May ask people for weights: who may change the weights for everybody."""
    root = company_root()
    require(by, Permission.WEIGHTS_ADOPT, root.path if root else None, to="open weighing rounds")


def _require_lead(by: Actor, weight_round: WeightRound) -> None:
    require(by, Permission.WEIGHTS_ADOPT, weight_round.unit.path, to="lead weighing rounds")


def check_invite(by: Actor, weight_round: WeightRound) -> None:
    """May ask more people, while the round is open."""
    _require_lead(by, weight_round)
    _require_open(weight_round)


def check_weigh(by: Actor, weight_round: WeightRound) -> None:
    """May give weights: who was asked, while the round is open."""
    if by.is_system or not weight_round.sheets.filter(person_id=by.pk).exists():  # type: ignore[union-attr]
        raise Denied(_("Only the people who were asked give weights here."))
    _require_open(weight_round)


def check_close_round(by: Actor, weight_round: WeightRound) -> None:
    """May close the round; weights are seen from then on and no longer changed."""
    _require_lead(by, weight_round)
    _require_open(weight_round)


def check_adopt_round(by: Actor, weight_round: WeightRound) -> None:
    """May take the combination into use: closed, not adopted yet, at least two people, the same model still in use."""
    _require_lead(by, weight_round)
    if weight_round.is_open:
        raise Conflict(_("Close the round first: until then its weights are not seen."))
    if weight_round.is_adopted:
        raise Conflict(_("The weights of this round are adopted already."))
    if weight_round.sheets.given().count() < LEAST_SHEETS:
        raise Conflict(_("A combination takes the weights of at least two people."))
    if active_model().pk != weight_round.model_id:
        raise Conflict(
            _("Another version of the scoring model came into use since this round was opened. Open a new round.")
        )


def _require_open(weight_round: WeightRound) -> None:
    if not weight_round.is_open:
        raise Conflict(_("This round is closed."))


def check_ask_certainty(by: Actor, unit: Unit | None = None) -> None:
    """May have the places drawn for a unit and all below it (or, without one, somewhere)."""
    if unit is None:
        require_anywhere(by, Permission.CASE_SCORE)
        return
    require(by, Permission.CASE_SCORE, unit.path, to="have the order tested")
