"""The words of the dossier: names of sections and fields, and how their values read."""

from collections import Counter
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext

from foundation.kernel.text import gettext_noop as _
from foundation.ui import words
from governance.workflow import PolicyAnswer
from library.models import Document
from usecases.workflow import IMPACT_LABELS, PERSONAL_DATA_LABELS, TIER_LABELS

SECTIONS = {
    "purpose": _("Purpose"),
    "data": _("Data"),
    "model": _("Model"),
    "risk": _("Risk"),
    "budget": _("Budget"),
    "measures": _("Measures"),
}
FIELDS = {
    ("purpose", "name"): _("Name"),
    ("purpose", "summary"): _("Problem it solves"),
    ("purpose", "objective"): _("Objective"),
    ("purpose", "category"): _("Category"),
    ("purpose", "unit"): _("Unit"),
    ("data", "description"): _("Data"),
    ("data", "personal_data"): _("Personal data"),
    ("model", "description"): _("Model and supplier"),
    ("risk", "tier"): _("Risk tier"),
    ("risk", "answers"): _("Answers to the risk questions"),
    ("risk", "questions"): _("Questions asked"),
    ("risk", "eu_tier"): _("Tier under the EU AI Act"),
    ("risk", "eu_ai_act"): _("EU AI Act"),
    ("risk", "policies"): _("Policies"),
    ("risk", "impact"): _("Whom it affects"),
    ("risk", "human_oversight"): _("Human oversight"),
    ("budget", "amount"): _("Amount"),
    ("budget", "currency"): _("Currency"),
    ("measures", "description"): _("Measures"),
}
# The field of the edit form that fills a section, and its label there.
FILLED_BY = {
    "purpose": ("objective", _("Objective")),
    "data": ("data_description", _("Data")),
    "model": ("model_description", _("Model and supplier")),
    "risk": ("human_oversight", _("Human oversight")),
    "budget": ("budget_0", _("Budget")),
    "measures": ("measures", _("Measures")),
}
# Kept in the dossier for machines; people read the field beside it.
HIDDEN = frozenset({("purpose", "unit_uid")})
POLICY_WORDS = {answer.value: answer.label for answer in PolicyAnswer}
_CHOICES: dict[tuple[str, str], Mapping[str, str]] = {
    ("data", "personal_data"): PERSONAL_DATA_LABELS,
    ("risk", "tier"): TIER_LABELS,
    ("risk", "eu_tier"): {
        "prohibited": _("Prohibited"),
        "high": _("High risk"),
        "high_sectoral": _("High risk under product law"),
        "limited": _("Limited risk"),
    },
    ("risk", "impact"): IMPACT_LABELS,
}


def to_fill(sections: Iterable[str]) -> list[tuple[str, str]]:
    """Return label and anchor in the edit form of the field that fills each of these sections."""
    return [(gettext(FILLED_BY[name][1]), f"id_{FILLED_BY[name][0]}") for name in sections]


def field_order(section: str, field: str) -> tuple[int, str]:
    """Sort key of a field: as listed here, ones that a later version added last."""
    known = list(FIELDS)
    return (known.index((section, field)) if (section, field) in FIELDS else len(known), field)


def section_name(section: str) -> str:
    """Return the name of a section; one that a later version added is shown by its key."""
    return gettext(SECTIONS[section]) if section in SECTIONS else section


def field_name(section: str, field: str) -> str:
    """Return the name of a field; one that a later version added is shown by its key."""
    known = FIELDS.get((section, field))
    return gettext(known) if known else field.replace("_", " ")


def questions_of(reference: str) -> dict[str, str]:
    """Return what the groups of answers in a dossier were asked, by key.

    The risk questions of a document ("risk_questions/risk-tier@1", nothing for an unknown one) and the policies.
    """
    policies = Document.objects.filter(kind="policy_set").latest_versions()
    labels = {key: label for document in policies for key, label in document.parsed.labels().items()}
    path, _at, version = str(reference or "").partition("@")
    kind, _slash, slug = path.partition("/")
    if not version.isdigit():
        return labels
    document = Document.objects.filter(kind=kind, slug=slug, version=int(version)).first()
    asked = {question.key: question.ask for question in document.parsed.questions} if document else {}
    return asked | labels


def shown(section: str, field: str, value: Any, questions: Mapping[str, str] | None = None) -> str:
    """Return a value of the dossier in words; "" for one that says nothing."""
    if value is None or value == "" or value == {}:
        return ""
    if (section, field) in _CHOICES:
        label = _CHOICES[(section, field)].get(str(value))
        return gettext(label) if label else str(value)
    if (section, field) == ("budget", "amount"):
        try:
            return words.number(Decimal(str(value)), 2)
        except InvalidOperation:
            return str(value)
    if isinstance(value, Mapping):
        asked = questions or {}
        keys = [*(key for key in asked if key in value), *sorted(key for key in value if key not in asked)]
        return "\n".join(f"{asked.get(key, key)}: {_answer(value[key])}" for key in keys)
    return words.plain(value, short=False)


def summary(value: Any) -> str:
    """Return one line for a group of answers ("2 of 8 answered yes"); "" for any other value."""
    if not isinstance(value, Mapping) or not value:
        return ""
    if counts := Counter(item for item in value.values() if item in POLICY_WORDS):
        return ", ".join(f"{number} {gettext(POLICY_WORDS[answer]).lower()}" for answer, number in counts.most_common())
    yes = sum(item is True for item in value.values())
    return gettext("%(yes)s of %(all)s answered yes") % {"yes": yes, "all": len(value)}


def _answer(value: Any) -> str:
    if value in POLICY_WORDS:
        return gettext(POLICY_WORDS[value])
    return gettext("not answered") if value is None else words.plain(value)


def shown_pair(section: str, field: str, old: Any, new: Any, questions: Mapping[str, str]) -> tuple[str, str]:
    """Return both sides of a change in words; of a group of answers only those that differ."""
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
        old, new = {key: old.get(key) for key in keys}, {key: new.get(key) for key in keys}
    return shown(section, field, old, questions), shown(section, field, new, questions)
