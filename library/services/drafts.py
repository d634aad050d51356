"""Writing the next version of a document: starting, saving, discarding and publishing a draft."""

import re

from django.db import IntegrityError, transaction
from django.utils import timezone

from foundation.audit import services as audit
from foundation.db.locking import lock
from foundation.kernel.errors import Conflict, DomainError, Invalid
from foundation.kernel.text import gettext_noop as _
from foundation.people.actors import Actor
from foundation.people.models import User
from library import policies, queries, rules, yaml_source
from library.kinds import KINDS
from library.models import Document, Draft, DraftState
from library.services.documents import NOTE_LENGTH, publish_version
from library.starting import blank
from library.yaml_source import MAX_BYTES

_SLUG = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_NAMING = re.compile(r"^(kind|slug): *([a-z0-9_-]+) *$", re.MULTILINE)


class Overtaken(Conflict):
    """Somebody saved the draft meanwhile; nothing was overwritten."""


@transaction.atomic
def start_draft(document: Document, *, by: Actor) -> Draft:
    """Start a draft of the next version of a document, with the text of this one.

    Raises Denied; Conflict when a draft of the document is open already.
    """
    policies.check_publish(by)
    text = rules.to_yaml(document.parsed)
    return _start(document.kind, document.slug, text, by=by, based_on=document)


@transaction.atomic
def start_draft_from_text(*, by: Actor, kind: str = "", slug: str = "", text: str | bytes = "") -> Draft:
    """Start a draft from a file, or from the blank form of a kind where there is no text.

    Kind and slug are read from the text where it says them. The text is kept as it is, whatever is wrong with it.
    Raises Denied; Invalid at `kind`, `slug` or `file`; Conflict when a draft of the document is open already.
    """
    policies.check_publish(by)
    written = as_text(text)
    named = _named_in(written)
    kind, slug = named.get("kind", kind), named.get("slug", slug)
    if kind not in KINDS and named.get("kind"):
        raise Invalid(_("There is no kind “%(kind)s” of document; choose one that there is."), field="kind", kind=kind)
    if kind not in KINDS:
        raise Invalid(_("Choose the kind of document; the file does not name one that is known."), field="kind")
    if not _SLUG.fullmatch(slug) or len(slug) > 64:
        raise Invalid(
            _("Give it a short name of lower-case letters, digits and hyphens, such as “team-readiness”."), field="slug"
        )
    current = Document.objects.filter(kind=kind, slug=slug).latest_versions().first()
    if not written.strip():
        written = rules.to_yaml(current.parsed) if current else blank(KINDS[kind], slug)
    return _start(kind, slug, written, by=by, based_on=current)


def as_text(text: str | bytes) -> str:
    """Return what was uploaded or typed as text that can be kept. Raises Invalid at `file` for what is none."""
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise Invalid(_("The file is not text in UTF-8."), field="file") from None
    if len(text) > MAX_BYTES:
        raise Invalid(_("The text is longer than %(limit)s characters."), field="text", limit=MAX_BYTES)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "\ufffd")


def _named_in(text: str) -> dict[str, str]:
    """The kind and slug that a text names; of one that cannot be read, what its first lines of that form say."""
    try:
        data = yaml_source.read(text) if text.strip() else None
    except DomainError:
        return {name: value for name, value in reversed(_NAMING.findall(text)) if value in KINDS or name == "slug"}
    if not isinstance(data, dict):
        return {}
    return {name: data[name] for name in ("kind", "slug") if isinstance(data.get(name), str)}


def _start(kind: str, slug: str, text: str, *, by: Actor, based_on: Document | None) -> Draft:
    person = by if isinstance(by, User) else None
    try:
        with transaction.atomic():
            draft = Draft.objects.create(
                kind=kind, slug=slug, text=text, based_on=based_on, created_by=person, updated_by=person
            )
    except IntegrityError:
        raise Conflict(
            _("A draft of this document is open already. Go on with that one, or discard it first.")
        ) from None
    base = based_on.reference if based_on else ""
    audit.record("library.draft.started", draft, by=by, based_on=base)
    return draft


@transaction.atomic
def save_draft(draft: Draft, *, text: str, by: Actor, revision: int, note: str | None = None) -> Draft:
    """Keep the text of a draft as it was typed, right or wrong. `revision` is the one that the writer had read.

    Raises Denied; Overtaken when somebody saved since; Conflict for a closed draft; Invalid at `text` or `note`.
    """
    draft = _locked(draft, by=by, revision=revision)
    written, words = as_text(text), draft.note if note is None else _note(note)
    if (draft.text, draft.note) == (written, words):
        return draft
    before = rules.digest(draft.text)
    draft.text, draft.note = written, words
    _touch(draft, by=by, fields=["text", "note"])
    audit.record(
        "library.draft.saved", draft, by=by, revision=draft.revision,
        changes={"text": (before, rules.digest(written))},
    )  # fmt: skip
    return draft


@transaction.atomic
def rebase_draft(draft: Draft, *, by: Actor, revision: int) -> Draft:
    """Take the version that new work takes now as the base of a draft; its text stays. Raises as `save_draft` does."""
    draft = _locked(draft, by=by, revision=revision)
    current = Document.objects.filter(kind=draft.kind, slug=draft.slug).latest_versions().first()
    if current is None or current.pk == draft.based_on_id:
        raise Conflict(_("The draft is based on the present version already."))
    before = draft.based_on.reference if draft.based_on else ""
    draft.based_on = current
    _touch(draft, by=by, fields=["based_on"])
    audit.record("library.draft.rebased", draft, by=by, changes={"based_on": (before, current.reference)})
    return draft


@transaction.atomic
def discard_draft(draft: Draft, *, by: Actor) -> Draft:
    """Close a draft without publishing it; its text is kept with the record. Raises Denied or Conflict."""
    draft = _locked(draft, by=by)
    draft.state = DraftState.DISCARDED
    _touch(draft, by=by, fields=["state"])
    audit.record("library.draft.discarded", draft, by=by)
    return draft


@transaction.atomic
def publish_draft(draft: Draft, *, by: Actor, revision: int, note: str = "") -> Document:
    """Publish a draft as the next version of its document. `revision` is the one whose effects were looked at.

    Raises Denied; Overtaken when somebody saved since; Conflict when another version came meanwhile or nothing
    differs; BadDocument with every problem of the text; Invalid at `note`.
    """
    draft = _locked(draft, by=by, revision=revision)
    current = Document.objects.filter(kind=draft.kind, slug=draft.slug).latest_versions().first()
    if current is not None and current.pk != draft.based_on_id:
        raise Conflict(
            _("Version %(version)s came while this draft was written. Compare with it, then take it as the base."),
            version=current.version,
        )
    checked = queries.check_text(draft.text, kind=draft.kind, slug=draft.slug)
    if checked.document is None:
        raise Invalid(
            _("The draft has problems, so it cannot be published: %(count)s."), field="text", count=checked.count
        )
    body = yaml_source.read(draft.text)
    words = _note(note)
    document = publish_version(kind=draft.kind, slug=draft.slug, body=body, by=by, note=words)
    draft.state, draft.published_as, draft.note = DraftState.PUBLISHED, document, words
    _touch(draft, by=by, fields=["state", "published_as", "note"])
    audit.record("library.draft.published", draft, by=by, document=document.reference, sha256=document.sha256)
    return document


def _locked(draft: Draft, *, by: Actor, revision: int | None = None) -> Draft:
    draft = lock(draft)
    policies.check_edit(by, draft)
    if revision is not None and revision != draft.revision:
        who = draft.updated_by.name if draft.updated_by else _("Somebody")
        raise Overtaken(
            _("%(name)s saved this draft meanwhile. Nothing was overwritten: compare both texts, then decide."),
            name=who,
        )
    return draft


def _touch(draft: Draft, *, by: Actor, fields: list[str]) -> None:
    draft.revision += 1
    draft.updated_by, draft.updated_at = by if isinstance(by, User) else None, timezone.now()
    draft.save(update_fields=[*fields, "revision", "updated_by", "updated_at"])


def _note(note: str) -> str:
    words = note.replace("\x00", "").strip()
    if len(words) > NOTE_LENGTH:
        raise Invalid(_("Write at most %(limit)s characters."), field="note", limit=NOTE_LENGTH)
    return words
