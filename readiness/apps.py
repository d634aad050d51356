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
                "readiness.sheet.answered": _("%(actor)s answered on their own sheet of %(subject)s"),
                "readiness.assessment.discarded": _("%(actor)s discarded the draft of %(subject)s"),
            }
        )
        navigation.register(
            navigation.Entry("assess", _("Readiness"), "readiness:assessment_list", "readiness", Permission.READ, 10)
        )
