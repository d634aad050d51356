"""Rollouts: how an approved use case reaches its users, gate by gate."""

from typing import cast

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeploymentsConfig(AppConfig):
    name = "deployments"
    verbose_name = _("Rollouts")

    def ready(self) -> None:
        from deployments import case_sheet, measuring
        from deployments.queries import versions
        from deployments.views import case_tab
        from foundation.audit import actions
        from foundation.people.permissions import Permission
        from foundation.ui import navigation
        from governance.hooks import register_measured
        from library import effects, usage
        from usecases import hooks

        actions.register(
            {
                "deployments.rollout.started": _("%(actor)s started the rollout %(subject)s"),
                "deployments.rollout.finished": _("%(actor)s finished the rollout %(subject)s"),
                "deployments.rollout.rolled_back": _("%(actor)s rolled %(subject)s back"),
                "deployments.rollout.cancelled": _("%(actor)s cancelled the rollout %(subject)s"),
                "deployments.rollout.moved": _("%(actor)s moved %(subject)s to another version of its plan"),
                "deployments.dates.set": _("%(actor)s changed the planned days of %(subject)s"),
                "deployments.thresholds.set": _("%(actor)s set the thresholds of %(subject)s"),
                "deployments.cohort.set": _("%(actor)s set the cohort of a stage of %(subject)s"),
                "deployments.exit_check.shown": _("%(actor)s confirmed an exit check of %(subject)s"),
                "deployments.exit_check.withdrawn": _("%(actor)s took an exit check of %(subject)s back"),
                "deployments.gate.opened": _("%(actor)s opened the gate %(subject)s"),
                "deployments.gate.moved": _("%(actor)s opened %(subject)s anew by another version of its checklist"),
                "deployments.gate.passed": _("%(actor)s let %(subject)s pass"),
                "deployments.gate.held": _("%(actor)s decided a no-go at %(subject)s"),
                "deployments.gate.cancelled": _("The gate %(subject)s was cancelled by %(actor)s"),
                "deployments.criterion.answered": _("%(actor)s answered a criterion at %(subject)s"),
                "deployments.mitigation.planned": _("%(actor)s wrote a mitigation plan at %(subject)s"),
                "deployments.decision.opened": _("%(actor)s asked what becomes of it: %(subject)s"),
                "deployments.decision.withdrawn": _("%(actor)s took the question %(subject)s back"),
                "deployments.decision.decided": _("%(actor)s decided %(subject)s"),
                "deployments.sign.answered": _("%(actor)s answered a sign of %(subject)s"),
                "deployments.override.requested": _("%(actor)s asked for an override at %(subject)s"),
                "deployments.override.confirmed": _("%(actor)s confirmed an override at %(subject)s"),
            }
        )
        navigation.register(
            navigation.Entry(
                group="run", label=_("Rollouts"), url_name="deployments:rollout_list", icon="rollouts",
                permission=Permission.READ, order=10,
            )
        )  # fmt: skip
        usage.register("gate", versions.checklist_uses)
        usage.register("stage_plan", versions.plan_uses)
        effects.register("gate", versions.checklist_effects)
        effects.register("stage_plan", versions.plan_effects)
        register_measured(measuring.figures)
        hooks.register_sheet(case_sheet.SHEET)
        hooks.register_tab(
            case_tab.KEY, cast("str", _("Rollout")), "deployments/case_tab.html", case_tab.context, order=40,
            count=case_tab.count,
        )  # fmt: skip
        hooks.register_records("deployments.rollout", "case")
        hooks.register_records("deployments.gate", "rollout__case")
        hooks.register_records("deployments.decision", "rollout__case")
        hooks.register_next_step(case_tab.case_step, order=20)
