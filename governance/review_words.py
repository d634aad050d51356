"""What reviews tell people: the notices with their sentences."""

from django.utils.translation import gettext_lazy as _

from foundation.notifications.kinds import Kind

KINDS = {
    "governance.step.asked": Kind(
        _("Decisions that wait for you"), _("%(subject)s waits for you: %(step)s, due %(due)s")
    ),
    "governance.step.reminded": Kind(
        _("Reminders of decisions"), _("%(subject)s still waits for you: %(step)s, due %(due)s")
    ),
    "governance.step.escalated": Kind(
        _("Decisions past their day"),
        _("%(subject)s was due on %(due)s and now also lies with you: %(step)s"),
    ),
    "governance.review.ended": Kind(_("Reviews that ended"), _("%(subject)s ended: %(outcome)s. %(reason)s")),
    "governance.board.expedited": Kind(
        _("Decisions of the chair alone"),
        _("%(actor)s decided %(subject)s alone for %(board)s: %(verdict)s"),
    ),
    "governance.approval.ending": Kind(
        _("Approvals that end soon"), _("The approval of %(subject)s ends on %(until)s")
    ),
    "governance.approval.lapsed": Kind(
        _("Approvals that lapsed"),
        _("The approval of %(subject)s has lapsed; rollouts pass no gate until it is renewed"),
    ),
    "governance.delegation.given": Kind(
        _("Decisions handed to you"),
        _("%(giver)s has handed you their decisions from %(first)s until %(last)s"),
    ),
}
