"""What happened that a person should know: their inbox."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from foundation.audit import actions


class NotificationsConfig(AppConfig):
    name = "foundation.notifications"
    label = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        actions.register({"notifications.mail.chosen": _("%(actor)s chose whether notices also come by mail")})
