"""The sentences of what happens in the registers: for the trail, and for the inbox."""

from django.utils.translation import gettext_lazy as _

from foundation.notifications.kinds import Kind

ACTIONS = {
    "governance.incident.reported": _("%(actor)s reported %(subject)s"),
    "governance.incident.classified": _("%(actor)s classified %(subject)s"),
    "governance.incident.clock_started": _("%(actor)s started a legal deadline of %(subject)s"),
    "governance.incident.clock_settled": _("%(actor)s settled a legal deadline of %(subject)s"),
    "governance.incident.contained": _("%(actor)s contained %(subject)s"),
    "governance.incident.explained": _("%(actor)s wrote down the root cause of %(subject)s"),
    "governance.incident.action_set": _("%(actor)s asked for a corrective action on %(subject)s"),
    "governance.incident.action_done": _("%(actor)s confirmed a corrective action on %(subject)s"),
    "governance.incident.linked": _("%(actor)s linked %(subject)s to a use case"),
    "governance.incident.unlinked": _("%(actor)s took a use case off %(subject)s"),
    "governance.incident.disclosed": _("%(actor)s changed who reads %(subject)s"),
    "governance.incident.message": _("%(actor)s wrote in the conversation on %(subject)s"),
    "governance.incident.closed": _("%(actor)s closed %(subject)s"),
    "governance.incident.dismissed": _("%(actor)s dismissed %(subject)s"),
    "governance.incident.reopened": _("%(actor)s opened %(subject)s again"),
    "governance.exception.requested": _("%(actor)s asked for: %(subject)s"),
    "governance.exception.granted": _("%(actor)s granted: %(subject)s"),
    "governance.exception.refused": _("%(actor)s refused: %(subject)s"),
    "governance.exception.withdrawn": _("%(actor)s took back: %(subject)s"),
    "governance.exception.expired": _("Its last day passed: %(subject)s"),
    "governance.exception.revoked": _("%(actor)s revoked: %(subject)s"),
    "governance.exception.replaced": _("An extension took the place of: %(subject)s"),
    "governance.finding.raised": _("%(actor)s raised the finding %(subject)s"),
    "governance.finding.reported": _("%(actor)s reported the finding %(subject)s as done"),
    "governance.finding.returned": _("%(actor)s sent the report on the finding %(subject)s back"),
    "governance.finding.reassigned": _("%(actor)s gave the finding %(subject)s another owner or day"),
    "governance.finding.closed": _("%(actor)s closed the finding %(subject)s"),
    "governance.system.edited": _("%(actor)s wrote the card of %(subject)s"),
    "governance.system.published": _("%(actor)s made the card of %(subject)s public"),
    "governance.system.unpublished": _("%(actor)s switched the public page of %(subject)s off"),
    "governance.body.founded": _("%(actor)s set up the body %(subject)s"),
    "governance.body.joined": _("%(actor)s let somebody sit on %(subject)s"),
    "governance.body.left": _("%(actor)s let somebody leave %(subject)s"),
    "governance.meeting.planned": _("%(actor)s planned the meeting %(subject)s"),
    "governance.meeting.moved": _("%(actor)s moved the meeting %(subject)s"),
    "governance.meeting.cancelled": _("%(actor)s cancelled the meeting %(subject)s"),
    "governance.meeting.agenda": _("%(actor)s changed the agenda of %(subject)s"),
    "governance.meeting.held": _("%(actor)s recorded who took part in %(subject)s"),
    "governance.meeting.decided": _("%(actor)s wrote down an outcome of %(subject)s"),
    "governance.meeting.dissented": _("%(actor)s dissented from an outcome of %(subject)s"),
    "governance.meeting.minuted": _("%(actor)s wrote the minutes of %(subject)s"),
    "governance.guideline.published": _("%(actor)s published a version of %(subject)s"),
    "governance.guideline.acknowledged": _("%(actor)s acknowledged %(subject)s"),
    "governance.guideline.retired": _("%(actor)s retired %(subject)s"),
}
KINDS = {
    "governance.incident.reported": Kind(_("Reports of incidents"), _("An incident was reported: %(subject)s")),
    "governance.incident.message": Kind(_("Messages on incidents"), _("%(actor)s wrote to you on %(subject)s")),
    "governance.incident.action": Kind(
        _("Corrective actions"), _("%(actor)s asks you for a corrective action on %(subject)s, due %(due)s")
    ),
    "governance.incident.clock": Kind(_("Legal deadlines"), _("%(subject)s: %(regime)s is due %(due)s")),
    "governance.exception.requested": Kind(_("Exceptions to decide"), _("%(actor)s asks you to decide: %(subject)s")),
    "governance.exception.decided": Kind(_("Decided exceptions"), _("%(subject)s: %(state)s")),
    "governance.exception.ending": Kind(_("Exceptions that end"), _("%(subject)s ends on %(until)s")),
    "governance.finding.raised": Kind(_("Findings to mend"), _("%(actor)s gives you %(subject)s to mend by %(due)s")),
    "governance.finding.reported": Kind(_("Mended findings"), _("%(actor)s reports as done: %(subject)s")),
    "governance.finding.late": Kind(_("Late findings"), _("%(subject)s was due %(due)s")),
    "governance.meeting.planned": Kind(_("Meetings"), _("%(subject)s meets on %(when)s")),
    "governance.guideline.published": Kind(
        _("Guidelines to acknowledge"), _("Read and acknowledge %(subject)s by %(due)s")
    ),
    "governance.guideline.late": Kind(
        _("Guidelines not acknowledged"), _("%(subject)s was to be acknowledged by %(due)s")
    ),
}
