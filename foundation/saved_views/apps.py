"""Views of lists that people keep under a name."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from foundation.audit import actions


class SavedViewsConfig(AppConfig):
    name = "foundation.saved_views"
    label = "saved_views"
    verbose_name = _("Saved views")

    def ready(self) -> None:
        actions.register(
            {
                "saved_views.view.shared": _("%(actor)s shared the saved view %(subject)s"),
                "saved_views.view.changed": _("%(actor)s changed the shared view %(subject)s"),
                "saved_views.view.withdrawn": _("%(actor)s no longer shares the saved view %(subject)s"),
            }
        )
