"""The sentences of an import's acts in the trail."""

from django.utils.translation import gettext_lazy as _

ACTIONS = {
    "usecases.import.started": _("%(actor)s started the import of %(subject)s"),
    "usecases.import.applied": _("%(actor)s imported rows of %(subject)s"),
    "usecases.import.finished": _("The import of %(subject)s for %(actor)s ended"),
    "usecases.import.undo_asked": _("%(actor)s asked to undo the import of %(subject)s"),
    "usecases.import.rows_undone": _("%(actor)s undid rows of the import of %(subject)s"),
    "usecases.import.undone": _("The import of %(subject)s was undone for %(actor)s"),
    "usecases.mapping.kept": _("%(actor)s kept the mapping %(subject)s for imports"),
}
