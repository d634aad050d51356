"""Governance: who approves what, and what an approval rests on."""

from typing import cast

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from foundation.audit import actions


class GovernanceConfig(AppConfig):
    name = "governance"
    verbose_name = _("Governance")

    def ready(self) -> None:
        from foundation.notifications import kinds
        from foundation.people.permissions import Permission
        from foundation.ui import navigation
        from governance import attachments, case_sheet, register_words, review_words, services
        from governance.queries import compliance, versions
        from governance.views import case_tab, compliance_tab, registers_tab
        from library import effects, usage
        from usecases import hooks

        actions.register(
            {
                "governance.board.convened": _("%(actor)s convened the board %(subject)s"),
                "governance.seat.assigned": _("%(actor)s gave a seat of %(subject)s to somebody"),
                "governance.seat.vacated": _("%(actor)s vacated a seat of %(subject)s"),
                "governance.review.submitted": _("%(actor)s submitted %(subject)s for approval"),
                "governance.review.withdrawn": _("%(actor)s withdrew the review %(subject)s"),
                "governance.review.approved": _("%(subject)s was approved; the last word was %(actor)s's"),
                "governance.review.returned": _("%(actor)s returned %(subject)s for changes"),
                "governance.review.rejected": _("%(actor)s rejected %(subject)s"),
                "governance.step.opened": _("A step of %(subject)s opened"),
                "governance.step.carried": _("A step of %(subject)s stands from an earlier round"),
                "governance.step.decided": _("%(actor)s decided a step of %(subject)s"),
                "governance.step.spoken": _("%(actor)s gave one of the decisions that a step of %(subject)s takes"),
                "governance.step.escalated": _("A step of %(subject)s was escalated: it is past its day"),
                "governance.decision.refused": _("%(actor)s tried to decide on %(subject)s and was refused"),
                "governance.vote.cast": _("%(actor)s cast a sealed vote on %(subject)s"),
                "governance.vote.recused": _("%(actor)s recused themselves from %(subject)s"),
                "governance.voting.closed": _("%(actor)s closed the voting on %(subject)s and opened the votes"),
                "governance.seat.stood_in": _("An alternate took a seat in the voting on %(subject)s"),
                "governance.alternate.assigned": _("%(actor)s named an alternate of a seat of %(subject)s"),
                "governance.alternate.vacated": _("%(actor)s took back the alternate of a seat of %(subject)s"),
                "governance.delegation.given": _("%(actor)s handed on decisions: %(subject)s"),
                "governance.delegation.ended": _("%(actor)s ended the handing on of decisions: %(subject)s"),
                "governance.seats.refreshed": _("%(actor)s seated substitutes in the voting on %(subject)s"),
                "governance.condition.set": _("%(actor)s set a condition on %(subject)s"),
                "governance.condition.reported": _("%(actor)s reported a condition on %(subject)s as done"),
                "governance.condition.sent_back": _("%(actor)s sent the report on a condition on %(subject)s back"),
                "governance.condition.met": _("%(actor)s confirmed that a condition on %(subject)s is met"),
                "governance.condition.dropped": _("A condition on %(subject)s no longer applies"),
                "governance.approval.given": _("The approval of %(subject)s was given"),
                "governance.approval.superseded": _("An earlier approval of %(subject)s was replaced"),
                "governance.approval.suspended": _("%(actor)s suspended the approval of %(subject)s"),
                "governance.approval.reinstated": _("%(actor)s reinstated the approval of %(subject)s"),
                "governance.approval.revoked": _("%(actor)s revoked the approval of %(subject)s"),
                "governance.regulation.begun": _("%(actor)s began to classify %(subject)s under the EU AI Act"),
                "governance.regulation.applied": _("%(actor)s classified %(subject)s under the EU AI Act"),
                "governance.policy.checked": _("%(actor)s checked %(subject)s against a policy"),
                "governance.approval.lapsed": _("The approval of %(subject)s lapsed"),
            }
        )
        actions.register(register_words.ACTIONS)
        kinds.register(review_words.KINDS | register_words.KINDS)
        attachments.register()
        usage.register("approval_route", versions.route_uses)
        usage.register("board", versions.board_uses)
        usage.register("regulation", versions.regulation_uses)
        usage.register("policy_set", versions.policy_uses)
        effects.register("approval_route", versions.route_effects)
        effects.register("board", versions.board_effects)
        hooks.on_change(services.case_changed)
        hooks.register_dossier(compliance.dossier_part)
        hooks.register_places(compliance.policy_places)
        hooks.register_sheet(case_sheet.SHEET)
        hooks.register_tab(
            case_tab.KEY, cast("str", _("Review")), "governance/case_tab.html", case_tab.context, order=30,
            count=case_tab.count,
        )  # fmt: skip
        hooks.register_tab(
            compliance_tab.KEY, cast("str", _("Compliance")), "governance/compliance_tab.html", compliance_tab.context,
            order=33,
        )  # fmt: skip
        hooks.register_tab(
            registers_tab.KEY, cast("str", _("Registers")), "governance/registers_tab.html", registers_tab.context,
            order=35, count=registers_tab.count,
        )  # fmt: skip
        hooks.register_records("governance.review", "case")
        hooks.register_records("governance.policyexception", "case")
        hooks.register_next_step(case_tab.next_step, order=10)
        navigation.register(
            navigation.Entry(
                group="govern", label=_("Reviews"), url_name="governance:review_list", icon="reviews",
                permission=Permission.READ, order=10,
            ),
            navigation.Entry(
                group="govern", label=_("Conditions"), url_name="governance:condition_list", icon="check",
                permission=Permission.READ, order=20,
            ),
            navigation.Entry(
                group="govern", label=_("Compliance"), url_name="governance:policy_list", icon="registers",
                permission=Permission.READ, order=25,
            ),
            navigation.Entry(
                group="govern", label=_("Delegations"), url_name="governance:delegation_list", icon="people",
                permission=Permission.READ, order=35,
            ),
            navigation.Entry(
                group="govern", label=_("Boards"), url_name="governance:board_list", icon="board",
                permission=Permission.READ, order=30,
            ),
            navigation.Entry(
                group="govern", label=_("Governing bodies"), url_name="governance:body_list", icon="people",
                permission=Permission.READ, order=32,
            ),
            navigation.Entry(
                group="govern", label=_("Meetings"), url_name="governance:meeting_list", icon="comment",
                permission=Permission.READ, order=34,
            ),
            navigation.Entry(
                group="govern", label=_("AI systems"), url_name="governance:system_list", icon="registers",
                permission=Permission.READ, order=40,
            ),
            navigation.Entry(
                group="govern", label=_("Incidents"), url_name="governance:incident_list", icon="warning",
                permission=Permission.READ, order=50,
            ),
            navigation.Entry(
                group="govern", label=_("Exceptions"), url_name="governance:exception_list", icon="flag",
                permission=Permission.READ, order=60,
            ),
            navigation.Entry(
                group="govern", label=_("Findings"), url_name="governance:finding_list", icon="search",
                permission=Permission.READ, order=70,
            ),
            navigation.Entry(
                group="govern", label=_("Guidelines"), url_name="governance:guideline_list", icon="library",
                permission=Permission.READ, order=80,
            ),
            navigation.Entry(
                group="govern", label=_("Calendar"), url_name="governance:calendar", icon="calendar",
                permission=Permission.READ, order=90,
            ),
        )  # fmt: skip
