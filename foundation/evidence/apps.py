"""Files that support what records say."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from foundation.audit import actions


class EvidenceConfig(AppConfig):
    name = "foundation.evidence"
    label = "evidence"
    verbose_name = _("Evidence")

    def ready(self) -> None:
        actions.register(
            {
                "evidence.file.attached": _("%(actor)s attached a file to %(subject)s"),
                "evidence.file.withdrawn": _("%(actor)s withdrew a file from %(subject)s"),
            }
        )
