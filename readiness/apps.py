"""Readiness."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from foundation.audit import actions
from foundation.ui import navigation


class ReadinessConfig(AppConfig):
    name = "readiness"
    verbose_name = _("Readiness")

    def ready(self) -> None:
        from foundation.people.permissions import Permission
        from library import effects, usage
        from readiness import attachments, nodes
        from readiness.queries import versions

        usage.register("instrument", versions.instrument_uses)
        effects.register("instrument", versions.instrument_effects)
        nodes.register()
        attachments.register()
        actions.register(
            {
                "readiness.assessment.started": _("%(actor)s started the assessment %(subject)s"),
                "readiness.assessment.answered": _("%(actor)s answered in the assessment %(subject)s"),
                "readiness.assessment.submitted": _("%(actor)s submitted the assessment %(subject)s"),
                "readiness.assessment.reopened": _("%(actor)s opened the assessment %(subject)s again"),
                "readiness.assessment.discarded": _("%(actor)s discarded the draft of %(subject)s"),
                "readiness.assessment.moved": _("%(actor)s moved %(subject)s to a newer version of its instrument"),
                "readiness.raters.invited": _("%(actor)s invited raters to %(subject)s"),
                "readiness.rater.reminded": _("%(actor)s reminded a rater of %(subject)s"),
                "readiness.rater.withdrawn": _("%(actor)s withdrew the invitation of a rater to %(subject)s"),
                "readiness.rater.declined": _("%(actor)s declined to rate %(subject)s"),
                "readiness.sheet.answered": _("%(actor)s answered on their own sheet of %(subject)s"),
                "readiness.workbook.taken": _("%(actor)s filled %(subject)s from a workbook"),
                "readiness.sheet.submitted": _("%(actor)s handed in their sheet of %(subject)s"),
                "readiness.sheet.taken_back": _("%(actor)s took their sheet of %(subject)s back"),
                "readiness.rating.closed": _("%(actor)s closed rating of %(subject)s"),
                "readiness.factor.settled": _("%(actor)s settled a factor of %(subject)s"),
                "readiness.factor.unsettled": _("%(actor)s let the mean of the raters count again in %(subject)s"),
                "readiness.action.created": _("%(actor)s wrote down the action item: %(subject)s"),
                "readiness.action.edited": _("%(actor)s changed the action item: %(subject)s"),
                "readiness.action.done": _("%(actor)s closed the action item as done: %(subject)s"),
                "readiness.action.dropped": _("%(actor)s dropped the action item: %(subject)s"),
                "readiness.action.reopened": _("%(actor)s opened the action item again: %(subject)s"),
                "readiness.process.created": _("%(actor)s named the process %(subject)s"),
                "readiness.process.edited": _("%(actor)s changed the process %(subject)s"),
                "readiness.process.archived": _("%(actor)s archived the process %(subject)s"),
            }
        )
        navigation.register(
            navigation.Entry("assess", _("Readiness"), "readiness:assessment_list", "readiness", Permission.READ, 10)
        )
