"""People, units, roles and tokens."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from foundation.audit import actions, readers
from foundation.ui import navigation


class PeopleConfig(AppConfig):
    name = "foundation.people"
    label = "people"
    verbose_name = _("People")

    def ready(self) -> None:
        from foundation.people.permissions import Permission
        from foundation.people.queries import access_of

        navigation.check_with(lambda user, permission: access_of(user).anywhere(permission))
        readers.who_may_read(lambda user: access_of(user).paths.get(Permission.TRAIL_READ, ()))
        navigation.register(
            navigation.Entry("more", _("People and roles"), "people:user_list", "people", Permission.PEOPLE_MANAGE, 60),
            navigation.Entry("more", _("Audit trail"), "audit:trail", "trail", Permission.TRAIL_READ, 80),
            navigation.Entry("more", _("API tokens"), "people:token_list", "tokens", order=90),
        )
        actions.register(
            {
                "people.unit.created": _("%(actor)s created the unit %(subject)s"),
                "people.unit.renamed": _("%(actor)s renamed the unit %(subject)s"),
                "people.user.created": _("%(actor)s added %(subject)s"),
                "people.user.zone_changed": _("%(actor)s changed the time zone of %(subject)s"),
                "people.user.deactivated": _("%(actor)s deactivated %(subject)s"),
                "people.role.granted": _("%(actor)s gave %(subject)s a role"),
                "people.role.revoked": _("%(actor)s took a role from %(subject)s"),
                "people.token.issued": _("%(actor)s issued the API token %(subject)s"),
                "people.token.revoked": _("%(actor)s revoked the API token %(subject)s"),
            }
        )
