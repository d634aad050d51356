"""What the page of an import profile shows."""

from typing import Any

from library.kinds.import_profile import ImportProfile
from library.reading.words import FIELDS, IDENTITIES, IMPACTS, STAGES


def context(profile: ImportProfile) -> dict[str, Any]:
    return {
        "fields": [(FIELDS[field.to], field.column) for field in profile.fields],
        "stages": [(STAGES[entry.to], entry) for entry in profile.stages],
        "impacts": [(IMPACTS[entry.to], entry) for entry in profile.impacts],
        "identity": IDENTITIES[profile.identity],
    }
