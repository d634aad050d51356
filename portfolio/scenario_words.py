"""The acts and notices of scenarios, with the sentence each is told with."""

from django.utils.translation import gettext_lazy as _

from foundation.notifications.kinds import Kind

ACTIONS = {
    "portfolio.scenario.created": _("%(actor)s began the scenario %(subject)s"),
    "portfolio.scenario.copied": _("%(actor)s copied another scenario into %(subject)s"),
    "portfolio.scenario.revised": _("%(actor)s changed the scenario %(subject)s"),
    "portfolio.scenario.solving": _("%(actor)s had the scenario %(subject)s solved"),
    "portfolio.scenario.archived": _("%(actor)s archived the scenario %(subject)s"),
    "portfolio.scenario.adopted": _("%(actor)s adopted the scenario %(subject)s"),
    "portfolio.adoption.replaced": _("%(actor)s replaced the adopted scenario %(subject)s by another"),
    "portfolio.adoption.withdrawn": _("%(actor)s withdrew the adoption of %(subject)s"),
    "portfolio.message.written": _("%(actor)s wrote what the team is told: %(subject)s"),
}
NOTICES = {
    "portfolio.case.funded": Kind(_("Funded"), _("%(text)s")),
    "portfolio.case.left_out": Kind(_("Not funded"), _("%(text)s")),
    "portfolio.case.funding_ended": Kind(
        _("Funding ended"), _("%(subject)s is no longer funded for %(years)s: %(reason)s")
    ),
}
