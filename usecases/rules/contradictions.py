"""Answers about one case that cannot both be true: the risk questions beside the fields of the dossier."""

from collections.abc import Mapping
from typing import Any

from foundation.kernel.text import gettext_noop as _

# Key of the question: what is said when only its answer, and when only the dossier, says yes.
_PERSONAL = "personal_data"
_SENTENCES = {
    _PERSONAL: (
        _("The risk questions say that it uses personal data; the dossier says that it does not."),
        _("The dossier says that it uses personal data; the risk questions say that it does not."),
    ),
    "rights_or_access": (
        _("The risk questions say that it can affect rights or access; the dossier says that rights are not affected."),
        _("The dossier says that it affects rights; the risk questions say that it cannot."),
    ),
    "safety": (
        _("The risk questions say that a wrong result could do harm; the dossier says that safety is not affected."),
        _("The dossier says that it affects safety; the risk questions say that a wrong result could do no harm."),
    ),
}
_IMPACTS: dict[str, dict[str, bool]] = {
    "rights_or_access": {"rights": True, "both": True, "safety": False, "neither": False},
    "safety": {"safety": True, "both": True, "rights": False, "neither": False},
}


def contradictions(dossier: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return a sentence for each risk question whose answer contradicts another field of the dossier.

    `dossier` is what queries.dossier gives, or a frozen one; an answer or a field that is open contradicts nothing.
    """
    risk, data = dossier.get("risk", {}), dossier.get("data", {})
    said = {key: known.get(risk.get("impact", "")) for key, known in _IMPACTS.items()}
    said[_PERSONAL] = {"yes": True, "no": False}.get(data.get("personal_data", ""))
    found = []
    for key, (only_answered, only_in_dossier) in _SENTENCES.items():
        answer, field = risk.get("answers", {}).get(key), said[key]
        if answer is not None and field is not None and answer != field:
            found.append(only_answered if answer else only_in_dossier)
    return found
