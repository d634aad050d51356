"""Training, users, surveys, change, support and lessons."""

from typing import cast

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdoptionConfig(AppConfig):
    name = "adoption"
    verbose_name = _("Adoption")

    def ready(self) -> None:
        from adoption.queries import documents
        from adoption.views import case_tab
        from foundation.audit import actions
        from foundation.people.permissions import Permission
        from foundation.ui import navigation
        from library import usage
        from usecases import hooks

        actions.register(
            {
                "adoption.session.planned": _("%(actor)s planned the training session %(subject)s"),
                "adoption.session.counted": _("%(actor)s told how many attended %(subject)s"),
                "adoption.session.attended": _("%(actor)s told who attended %(subject)s"),
                "adoption.session.canceled": _("%(actor)s canceled the training session %(subject)s"),
                "adoption.scope.set": _("%(actor)s said how many are to be trained: %(subject)s"),
                "adoption.users.typed": _("%(actor)s recorded users (%(subject)s)"),
                "adoption.users.imported": _("%(actor)s imported users (%(subject)s)"),
                "adoption.users.pushed": _("%(actor)s sent users (%(subject)s)"),
                "adoption.users.corrected": _("%(actor)s corrected users (%(subject)s)"),
                "adoption.support.typed": _("%(actor)s recorded support (%(subject)s)"),
                "adoption.support.imported": _("%(actor)s imported support (%(subject)s)"),
                "adoption.support.pushed": _("%(actor)s sent support (%(subject)s)"),
                "adoption.support.corrected": _("%(actor)s corrected support (%(subject)s)"),
                "adoption.surveys.recorded": _("%(actor)s recorded the survey %(subject)s"),
                "adoption.surveys.corrected": _("%(actor)s corrected the survey %(subject)s"),
                "adoption.communication.planned": _("%(actor)s planned a communication (%(subject)s)"),
                "adoption.communication.revised": _("%(actor)s revised a communication (%(subject)s)"),
                "adoption.communication.sent": _("%(actor)s sent a communication (%(subject)s)"),
                "adoption.communication.dropped": _("%(actor)s dropped a communication (%(subject)s)"),
                "adoption.champion.named": _("%(actor)s named a champion (%(subject)s)"),
                "adoption.champion.released": _("%(actor)s released a champion (%(subject)s)"),
                "adoption.resistance.raised": _("%(actor)s recorded resistance (%(subject)s)"),
                "adoption.resistance.handled": _("%(actor)s handled resistance (%(subject)s)"),
                "adoption.resistance.closed": _("%(actor)s closed a case of resistance (%(subject)s)"),
                "adoption.resistance.reopened": _("%(actor)s opened a case of resistance again (%(subject)s)"),
                "adoption.feedback.given": _("%(actor)s gave feedback (%(subject)s)"),
                "adoption.feedback.answered": _("%(actor)s answered feedback (%(subject)s)"),
                "adoption.pilot.recorded": _("%(actor)s recorded the result of a pilot: %(subject)s"),
                "adoption.retrospective.held": _("%(actor)s recorded the retrospective %(subject)s"),
                "adoption.idea.suggested": _("%(actor)s suggested the idea %(subject)s"),
                "adoption.idea.turned": _("%(actor)s registered the idea %(subject)s as a use case"),
                "adoption.idea.declined": _("%(actor)s declined the idea %(subject)s"),
            }
        )
        navigation.register(
            navigation.Entry(
                group="run",
                label=_("Adoption"),
                url_name="adoption:overview",
                icon="adoption",
                permission=Permission.READ,
                order=30,
            )
        )
        usage.register("training_program", documents.program_uses)
        usage.register("support_model", documents.support_uses)
        for model in self.get_models():
            if hasattr(model, "NOUN"):
                hooks.register_records(model._meta.label_lower, "case")
        hooks.register_tab(
            case_tab.KEY,
            cast("str", _("Adoption")),
            "adoption/case_tab.html",
            case_tab.context,
            order=44,
            count=case_tab.count,
        )
