"""What is wrong with the text of a document: every problem, with its line."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from foundation.kernel.errors import DomainError
from foundation.kernel.text import gettext_noop as _
from foundation.ui.errors import sentence
from library import rules, yaml_source
from library.kinds import KINDS
from library.kinds.base import Header, Problem, Reference
from library.models import Document
from library.queries.documents import next_number
from library.yaml_source import Lines

MOST_FINDINGS = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: the line it stands on (None where the text has no lines to speak of), its place, and why."""

    line: int | None
    place: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: the document when nothing is wrong with it, else the problems in the order of the text.

    `count` is how many there are; at most MOST_FINDINGS of them are listed.
    """

    document: Header | None
    findings: tuple[Finding, ...] = ()
    count: int = 0

    @property
    def more(self) -> int:
        """How many problems are not listed."""
        return self.count - len(self.findings)


def check_text(text: str | bytes, *, kind: str = "", slug: str = "") -> Checked:
    """Check the text of a document (YAML or JSON) and return all that is wrong with it; stores nothing.

    `kind` and `slug` say which document it is to be a version of; its own number is the next one, whatever it says.
    """
    try:
        data, lines = yaml_source.read_with_lines(text)
    except yaml_source.Unreadable as error:
        return Checked(None, (Finding(error.params.get("line"), "", sentence(error)),), 1)
    if not isinstance(data, dict):
        return _refused([Problem("", _("A document is made of named fields, beginning with its kind."))], lines, data)
    found = list(_another_document(data, kind, slug))
    whole: dict[str, Any] = {"kind": kind, "slug": slug} | data if kind else dict(data)
    named = (str(whole.get("kind", ""))[:40], str(whole.get("slug", ""))[:64])
    whole["version"] = next_number(*named) if "\x00" not in "".join(named) else 1
    try:
        document = rules.parse(whole)
    except rules.BadDocument as error:
        return _refused([*found, *error.problems], lines, data)
    found += [_missing(reference) for reference in missing_references(document)]
    found += _left_alone(document)
    return _refused(found, lines, data) if found else Checked(document)


def _another_document(data: Mapping[str, Any], kind: str, slug: str) -> Iterator[Problem]:
    for name, wanted in (("kind", kind), ("slug", slug)):
        if wanted and data.get(name, wanted) != wanted:
            yield Problem(
                name, _("This draft is of “%(wanted)s”. Start another draft for another."), {"wanted": wanted}
            )


def _refused(problems: list[Problem], lines: Lines, data: Any) -> Checked:
    found = [Finding(_line(problem, lines, data), problem.path, said(problem)) for problem in problems]
    found.sort(key=lambda finding: finding.line or 0)
    return Checked(None, tuple(found[:MOST_FINDINGS]), len(found))


def said(problem: Problem) -> str:
    """Return the sentence of a problem in the reader's language."""
    return sentence(DomainError(problem.template, **problem.params))


def _line(problem: Problem, lines: Lines, data: Any) -> int:
    """The line of a problem's place; of a key that stands twice the second, of a reference the line that names it."""
    key = problem.params.get("key")
    if key is not None and "times" in problem.params:
        places = [path for path in _places_of(data, str(key)) if path.startswith(problem.path.split("[]", 1)[0])]
        if len(places) > 1:
            return lines.of(places[1])
    if "missing" in problem.params:
        reference = str(problem.params["missing"])
        for wanted in (reference.rpartition("#")[2], reference.partition("/")[2].partition("#")[0]):
            if places := list(_places_of(data, wanted)):
                return lines.of(places[0])
    return lines.of(problem.path)


def _places_of(value: Any, wanted: str, path: str = "") -> Iterator[str]:
    """The places of a text among plain data."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _places_of(item, wanted, f"{path}.{name}" if path else str(name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _places_of(item, wanted, f"{path}[{index}]")
    elif isinstance(value, str) and value == wanted:
        yield path


def missing_references(document: Header, known: Mapping[tuple[str, str], Header] | None = None) -> list[Reference]:
    """Return the documents, and entries of documents, that one names and the library does not hold.

    `known` are the documents to look in, by kind and slug; the library's own where it is left out.
    """
    found = named_by(document) if known is None else known
    missing = []
    for reference in document.references():
        other = found.get((reference.kind, reference.slug))
        if other is None or (reference.key and reference.key not in set(other.keys())):
            missing.append(reference)
    return missing


def named_by(document: Header) -> dict[tuple[str, str], Header]:
    """The documents that one names, as new work takes them, and itself."""
    wanted = {(reference.kind, reference.slug) for reference in document.references()}
    rows = Document.objects.filter(slug__in={slug for _kind, slug in wanted}).latest_versions()
    found = {(row.kind, row.slug): row.parsed for row in rows if (row.kind, row.slug) in wanted}
    return found | {(rules.kind_of(document), document.slug): document}


def _missing(reference: Reference) -> Problem:
    if reference.key:
        template = _("It names the entry %(missing)s, which the library does not hold.")
    else:
        template = _("It names the document %(missing)s, which the library does not hold.")
    return Problem("", template, {"missing": str(reference)})


def naming(kind: str, slug: str) -> list[Document]:
    """Return the documents that name another one, as new work takes them, by title; one query."""
    kinds = [key for key, info in KINDS.items() if info.struct.references is not Header.references]
    rows = Document.objects.filter(kind__in=kinds, body__contains=slug).latest_versions().order_by("title")
    return [
        row
        for row in rows
        if (row.kind, row.slug) != (kind, slug)
        and any((name.kind, name.slug) == (kind, slug) for name in row.parsed.references())
    ]


def _left_alone(document: Header) -> Iterator[Problem]:
    """Entries that another document names and that this version would no longer have."""
    kind, keys = rules.kind_of(document), set(document.keys())
    for other in naming(kind, document.slug):
        for reference in other.parsed.references():
            if (
                (reference.kind, reference.slug) == (kind, document.slug)
                and reference.key
                and reference.key not in keys
            ):
                params = {"title": other.title, "entry": reference.key}
                yield Problem(
                    "", _("“%(title)s” names its entry “%(entry)s”, which is gone here. Change that one first."), params
                )
