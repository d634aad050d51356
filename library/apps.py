"""The library: documents that the office works by."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LibraryConfig(AppConfig):
    name = "library"
    verbose_name = _("Library")

    def ready(self) -> None:
        from foundation.audit import actions
        from foundation.people.permissions import Permission
        from foundation.ui import navigation, search
        from library import queries

        actions.register(
            {
                "library.document.loaded": _("%(actor)s loaded %(subject)s, which is shipped with the product"),
                "library.document.published": _("%(actor)s published %(subject)s"),
                "library.document.imported": _("%(actor)s imported %(subject)s from another installation"),
                "library.draft.started": _("%(actor)s started a draft of %(subject)s"),
                "library.draft.saved": _("%(actor)s saved the draft of %(subject)s"),
                "library.draft.rebased": _("%(actor)s took a newer version as the base of the draft of %(subject)s"),
                "library.draft.discarded": _("%(actor)s discarded the draft of %(subject)s"),
                "library.draft.published": _("%(actor)s published the draft of %(subject)s"),
            }
        )
        navigation.register(
            navigation.Entry(
                group="more",
                label=_("Library"),
                url_name="library:document_list",
                icon="library",
                permission=Permission.READ,
                order=30,
            )
        )
        search.register(queries.find, _("Library"))
