"""What the reading of rows must know of the product: people, scoring inputs, risk questions. Plain data."""

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from foundation.kernel.errors import Invalid
from foundation.kernel.text import gettext_noop as _
from library.kinds.import_profile import normalize
from library.kinds.risk_questions import RiskQuestions
from library.kinds.scoring_model import ScoringModel
from usecases.rules.custom import Field

INPUT, RISK, FIELD = "input:", "risk:", "field:"
_MAIL = re.compile(r"<([^<>@\s]+@[^<>\s]+)>")


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be named as owner or sponsor; `reads` are the paths of the units below which they may read."""

    uid: str
    name: str
    username: str
    email: str
    reads: tuple[str, ...] = ()

    def may_read(self, path: str | None) -> bool:
        """Say whether the person may read the cases of the unit at `path`."""
        return bool(path) and any(str(path).startswith(part) for part in self.reads)


@dataclass(frozen=True)
class Known:
    """People by uid, the scoring model and the risk questions in use (None without a library), added fields, units.

    `types` gives the label of each type of use case by "taxonomy:key", `units` the path of every unit below the target
    by its normalized names from the outermost in, the target itself by no names.
    """

    people: Mapping[str, Person] = dataclasses.field(default_factory=dict)
    model: ScoringModel | None = None
    questions: RiskQuestions | None = None
    fields: tuple[Field, ...] = ()
    types: Mapping[str, str] = dataclasses.field(default_factory=dict)
    units: Mapping[tuple[str, ...], str] = dataclasses.field(default_factory=dict)

    def dynamic(self) -> dict[str, str]:
        """Return the targets that differ by installation, with their words: added fields, score inputs, questions."""
        found = {f"{FIELD}{entry.key}": entry.label for entry in self.fields}
        found |= {f"{INPUT}{entry.key}": entry.label for entry in (self.model.inputs if self.model else ())}
        questions = self.questions.questions if self.questions else ()
        return found | {f"{RISK}{question.key}": question.ask for question in questions}

    def field(self, target: str) -> Field | None:
        """Return the added field behind a target, None when there is none or it was retired."""
        return next((entry for entry in self.fields if f"{FIELD}{entry.key}" == target), None)

    def named(self, text: str) -> Person:
        """Return whom a text names: by username, mail address or full name, also "Doe, Jane" and "Jane <j@x.com>".

        Raises Invalid for nobody, and for several (it lists their usernames).
        """
        for key in _keys(text):
            found = self._by_key.get(key, ())
            if len(found) == 1:
                return found[0]
            if found:
                raise Invalid(
                    _("Several people are called so: %(names)s. Write the username or the mail address."),
                    names=", ".join(person.username for person in found[:5]),
                )
        raise Invalid(_("Nobody here has this name, username or mail address. The text is kept with the case."))

    def is_named(self, text: str) -> bool:
        """Say whether a text names exactly one person."""
        try:
            self.named(text)
        except Invalid:
            return False
        return True

    def path_of(self, names: Sequence[str]) -> str:
        """Return the path of the unit with these names, or of the nearest one above it that exists; "" for none."""
        keys = tuple(normalize(name) for name in names)
        for depth in range(len(keys), -1, -1):
            if keys[:depth] in self.units:
                return self.units[keys[:depth]]
        return ""

    @cached_property
    def _by_key(self) -> Mapping[str, tuple[Person, ...]]:
        found: dict[str, tuple[Person, ...]] = {}
        for person in self.people.values():
            for key in {normalize(person.username), normalize(person.email), normalize(person.name)} - {""}:
                found[key] = (*found.get(key, ()), person)
        return found


def _keys(text: str) -> Iterator[str]:
    """Yield what a text may be looked up by, the most telling first."""
    if mail := _MAIL.search(text):
        yield normalize(mail.group(1))
    yield normalize(text.lstrip("@"))
    last, comma, first = text.partition(",")
    if comma and "," not in first:
        yield normalize(f"{first} {last}")
