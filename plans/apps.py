"""Plans: playbooks as dated work, waves of a program, and the risks of both."""

from typing import cast

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "plans"
    verbose_name = _("Plans")

    def ready(self) -> None:
        from foundation.audit import actions
        from foundation.notifications import kinds
        from foundation.people.permissions import Permission
        from foundation.ui import navigation
        from library import usage
        from plans import queries, services
        from plans.services.notices import DUE, OVERDUE
        from plans.views import case_tab
        from usecases import hooks

        actions.register(
            {
                "plans.plan.drafted": _("%(actor)s drafted the plan %(subject)s"),
                "plans.plan.begun": _("%(actor)s let the plan %(subject)s run"),
                "plans.plan.changed": _("%(actor)s changed the plan %(subject)s"),
                "plans.plan.finished": _("%(actor)s finished the plan %(subject)s"),
                "plans.plan.cancelled": _("%(actor)s cancelled the plan %(subject)s"),
                "plans.task.added": _("%(actor)s added the task %(subject)s"),
                "plans.task.changed": _("%(actor)s changed the task %(subject)s"),
                "plans.task.reported": _("%(actor)s reported on the task %(subject)s"),
                "plans.task.dropped": _("%(actor)s dropped the task %(subject)s"),
                "plans.program.started": _("%(actor)s started the program %(subject)s"),
                "plans.program.ended": _("%(actor)s ended the program %(subject)s"),
                "plans.wave.changed": _("%(actor)s changed a wave of %(subject)s"),
                "plans.function.placed": _("%(actor)s placed a function of %(subject)s"),
                "plans.case.filed": _("%(actor)s filed a use case under a wave of %(subject)s"),
                "plans.case.unfiled": _("%(actor)s took a use case out of a wave of %(subject)s"),
                "plans.load.stated": _("%(actor)s stated the load of %(subject)s"),
                "plans.risk.added": _("%(actor)s added the risk %(subject)s"),
                "plans.risk.revised": _("%(actor)s revised the risk %(subject)s"),
                "plans.risk.reviewed": _("%(actor)s reviewed the risk %(subject)s"),
                "plans.risk.closed": _("%(actor)s closed the risk %(subject)s"),
            }
        )
        kinds.register(
            {
                OVERDUE: kinds.Kind(
                    _("A task of yours is overdue"), _("%(subject)s was due on %(due)s in the plan %(plan)s")
                ),
                DUE: kinds.Kind(_("A risk of yours waits for its review"), _("%(subject)s was due on %(due)s")),
            }
        )
        navigation.register(
            navigation.Entry("run", _("Plans"), "plans:plan_list", "calendar", Permission.READ, 12),
            navigation.Entry("run", _("Waves"), "plans:program_list", "flag", Permission.READ, 14),
            navigation.Entry("run", _("Risks"), "plans:risk_list", "risk", Permission.READ, 16),
        )
        usage.register("playbook", queries.playbook_uses)
        usage.register("wave_plan", queries.wave_plan_uses)
        usage.register("risk_catalog", queries.catalog_uses)
        hooks.on_change(services.case_changed)
        hooks.register_records("plans.plan", "case")
        hooks.register_records("plans.risk", "case")
        hooks.register_tab(
            case_tab.KEY, cast("str", _("Plans")), "plans/case_tab.html", case_tab.context, order=44,
            count=case_tab.count,
        )  # fmt: skip
