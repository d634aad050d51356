"""What the trail and notices say about weights and certainty."""

from django.utils.translation import gettext_lazy as _

from foundation.notifications.kinds import Kind

INVITED = "portfolio.round.invited"
CLOSED = "portfolio.round.closed"
ALL_GIVEN = "portfolio.round.all_given"

ACTIONS = {
    "portfolio.round.opened": _("%(actor)s opened the weighing round %(subject)s"),
    "portfolio.round.invited": _("%(actor)s asked more people to weigh in %(subject)s"),
    "portfolio.weights.given": _("%(actor)s gave weights in %(subject)s"),
    "portfolio.round.closed": _("%(actor)s closed the weighing round %(subject)s"),
    "portfolio.round.adopted": _("%(actor)s adopted the weights of %(subject)s"),
    "portfolio.certainty.requested": _("%(actor)s asked how sure the order of %(subject)s is"),
}
NOTICES = {
    INVITED: Kind(_("Asked for weights"), _("%(actor)s asks for your weights: %(subject)s")),
    ALL_GIVEN: Kind(
        _("Weighing rounds that are complete"), _("Everybody who was asked has given weights: %(subject)s")
    ),
    CLOSED: Kind(_("Weighing rounds that closed"), _("%(actor)s closed the weighing round %(subject)s")),
}
