"""Use cases."""

from typing import cast

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from foundation.audit import actions


class UseCasesConfig(AppConfig):
    name = "usecases"
    verbose_name = _("Use cases")

    def ready(self) -> None:
        from foundation.discussion import subjects as discussed
        from foundation.notifications import kinds
        from foundation.people.permissions import Permission
        from foundation.ui import navigation, search
        from library import effects, usage
        from readiness import subjects
        from usecases import assessable, attachments, following, hooks, queries
        from usecases.exporting import sheets
        from usecases.importing.actions import ACTIONS as IMPORT_ACTIONS
        from usecases.queries import versions
        from usecases.views import talk

        actions.register(
            {
                "usecases.case.created": _("%(actor)s registered %(subject)s"),
                "usecases.case.edited": _("%(actor)s edited %(subject)s"),
                "usecases.case.classified": _("%(actor)s classified %(subject)s"),
                "usecases.case.scored": _("%(actor)s scored %(subject)s"),
                "usecases.case.advanced": _("%(actor)s moved %(subject)s to another stage"),
                "usecases.case.held": _("%(actor)s put %(subject)s on hold"),
                "usecases.case.resumed": _("%(actor)s resumed %(subject)s"),
                "usecases.case.closed": _("%(actor)s closed %(subject)s"),
                "usecases.case.reopened": _("%(actor)s reopened %(subject)s"),
                "usecases.case.review_noted": _("The review state of %(subject)s changed through %(actor)s"),
                "usecases.case.approval_noted": _("The approval of %(subject)s changed through %(actor)s"),
                "usecases.case.tier_floor_noted": _("The lowest tier that law allows %(subject)s changed by %(actor)s"),
                "usecases.field.created": _("%(actor)s added the field %(subject)s to use cases"),
                "usecases.field.edited": _("%(actor)s changed the field %(subject)s of use cases"),
                "usecases.field.retired": _("%(actor)s retired the field %(subject)s of use cases"),
                "usecases.field.restored": _("%(actor)s brought back the field %(subject)s of use cases"),
                "usecases.template.taken": _("%(actor)s filled %(subject)s from a template"),
                "usecases.checklist.ticked": _("%(actor)s ticked an item of the checklist of %(subject)s"),
                "usecases.checklist.unticked": _("%(actor)s took back a tick in the checklist of %(subject)s"),
                "usecases.tag.renamed": _("%(actor)s renamed the tag %(subject)s"),
                "usecases.tag.merged": _("%(actor)s merged a tag into %(subject)s"),
                "usecases.link.added": _("%(actor)s linked %(subject)s with another use case"),
                "usecases.link.removed": _("%(actor)s took a link off %(subject)s"),
                "usecases.web_link.added": _("%(actor)s added an address to %(subject)s"),
                "usecases.web_link.removed": _("%(actor)s took an address off %(subject)s"),
                "usecases.case.funding_noted": _("The funding of %(subject)s changed through %(actor)s"),
                "usecases.inputs.recorded": _("%(actor)s entered scoring inputs of %(subject)s"),
                "usecases.scores.recomputed": _("A recompute for %(actor)s changed scores by the model %(subject)s"),
                "usecases.weights.adopted": _("%(actor)s took the scoring model %(subject)s into use"),
            }
        )
        actions.register(IMPORT_ACTIONS)
        usage.register("scoring_model", versions.model_uses)
        usage.register("risk_questions", versions.question_uses)
        usage.register("import_profile", versions.profile_uses)
        effects.register("scoring_model", versions.model_effects)
        navigation.register(
            navigation.Entry(
                group="decide",
                label=_("Portfolio"),
                url_name="usecases:portfolio",
                icon="portfolio",
                permission=Permission.READ,
                order=30,
            ),
            navigation.Entry(
                group="assess",
                label=_("Use cases"),
                url_name="usecases:case_list",
                icon="cases",
                permission=Permission.READ,
                order=20,
            ),
        )
        navigation.register(
            navigation.Entry(
                group="more",
                label=_("Use case fields"),
                url_name="usecases:field_list",
                icon="settings",
                permission=Permission.FIELDS_MANAGE,
                order=65,
            )
        )
        usage.register("taxonomy", queries.taxonomy_uses)
        subjects.register(assessable.CASE, assessable.RESOLVER)
        discussed.register(assessable.CASE, following.RESOLVER)
        kinds.register(following.KINDS)
        hooks.register_tab(
            "discussion",
            cast("str", _("Discussion")),
            "usecases/tab_discussion.html",
            talk.tab,
            order=80,
            count=talk.count,
        )
        hooks.on_change(assessable.follow)
        attachments.register()
        hooks.on_change(attachments.follow)
        search.register(queries.find, _("Use cases"))
        sheets.register()
