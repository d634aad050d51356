"""Reading the library."""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from foundation.audit import queries as audit
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library import queries, reading, rules, usage
from library.differences import differences
from library.kinds import KINDS, Kind
from library.models import Document

LARGEST_VERSION = 2_147_483_647  # what the column holds
FORMATS = {"yaml": "application/yaml", "json": "application/json"}


@require_safe
def document_list(request: Request) -> HttpResponse:
    """Every kind with its documents, along the thread; `?q=` narrows them to those that hold a text."""
    require_reader(request)
    text = " ".join(request.GET.get("q", "").split())[:200]
    found = Document.objects.visible_to(request.user).latest_versions().order_by("title")
    total = found.count()
    rows = [row for row in found if not text or _holds(row, text.lower())]
    by_kind: dict[str, list[Document]] = {}
    for document in rows:
        by_kind.setdefault(document.kind, []).append(document)
    parts = [
        (part, [(kind, by_kind.get(kind.key, [])) for kind in kinds if not text or kind.key in by_kind])
        for part, kinds in queries.thread()
    ]
    context = {
        "parts": [(part, shelves, sum(len(held) for _kind, held in shelves)) for part, shelves in parts if shelves],
        "total": total,
        "found": len(rows),
        "text": text,
        "drafts": list(queries.drafts(request.user)),
    }
    return render(request, "library/document_list.html", context)


def _holds(document: Document, text: str) -> bool:
    words = (document.title, document.slug, document.parsed.summary, _(document.kind_info.label))
    return any(text in word.lower() for word in words)


@require_safe
def kind_detail(request: Request, kind: str) -> HttpResponse:
    """One kind: what it is for, and its documents."""
    require_reader(request)
    info = _kind(kind)
    documents = queries.published(kind).visible_to(request.user)
    return render(request, "library/kind_detail.html", {"kind": info, "documents": documents})


@require_safe
def kind_schema(request: HttpRequest, kind: str) -> HttpResponse:
    """The JSON Schema of a kind, for editors and checks outside."""
    text = json.dumps(_kind(kind).schema(), indent=2)
    return HttpResponse(text, content_type="application/schema+json")


@require_safe
def document_detail(request: Request, kind: str, slug: str) -> HttpResponse:
    """The latest version of a document."""
    _kind(kind)
    document = queries.versions(kind, slug).visible_to(request.user).first()
    if document is None:
        raise Http404
    return _read(request, document)


@require_safe
def document_version(request: Request, kind: str, slug: str, version: int) -> HttpResponse:
    """One version of a document, as work that pinned it reads it."""
    return _read(request, version_of(request, kind, slug, version))


@require_safe
def document_download(request: Request, kind: str, slug: str, version: int, form: str) -> HttpResponse:
    """The bytes that the checksum is of (JSON), or the same content as an author writes it (YAML)."""
    if form not in FORMATS:
        raise Http404
    document = version_of(request, kind, slug, version)
    text = document.body if form == "json" else rules.to_yaml(document.parsed)
    response = HttpResponse(text, content_type=f"{FORMATS[form]}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{version}.{form}"'
    response["X-Checksum-SHA256"] = rules.digest(text)
    return response


def _read(request: Request, document: Document) -> HttpResponse:
    versions = list(queries.versions(document.kind, document.slug).visible_to(request.user))
    current = queries.latest(document.kind, document.slug)
    others = [row for row in versions if row.pk != document.pk]
    return render(
        request,
        "library/document_detail.html",
        {
            "document": document,
            "versions": versions,
            "current": current,
            "is_latest": document.pk == current.pk,
            "offered": queries.offered(versions, current),
            "compared": next((row for row in others if row.version < document.version), None),
            "rests": usage.uses(request.user, versions),
            "rest_versions": {row.pk: row.version for row in versions},
            "naming": queries.naming(document.kind, document.slug),
            "draft": queries.open_draft(request.user, document.kind, document.slug),
            "history": audit.history(document),
            **page_of(document),
        },
    )


def page_of(document: Document) -> dict[str, Any]:
    """Return what the page of a document's kind needs to show it as people read it."""
    return {
        "parsed": document.parsed,
        "kind": document.kind_info,
        "source": reading.source_words(document.source),
        "body_template": f"library/kinds/{document.kind}.html",
        **reading.context(document),
    }


@require_safe
def document_compare(request: Request, kind: str, slug: str) -> HttpResponse:
    """What differs between two versions of a document: `?old=1&new=2`; the last two where nothing is said."""
    _kind(kind)
    versions = list(queries.versions(kind, slug).visible_to(request.user))
    if not versions:
        raise Http404
    by_number = {str(row.version): row for row in versions}
    new = by_number.get(request.GET.get("new", ""), versions[0])
    before = next((row for row in versions if row.version < new.version), versions[-1])
    old = by_number.get(request.GET.get("old", ""), before)
    context = {
        "document": new,
        "kind": new.kind_info,
        "versions": versions,
        "old": old,
        "new": new,
        "changes": differences(old.parsed, new.parsed),
    }
    return render(request, "library/document_compare.html", context)


def _kind(kind: str) -> Kind:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def version_of(request: Request, kind: str, slug: str, version: int) -> Document:
    """Return a version that the reader may see; 404 without one."""
    _kind(kind)
    if version > LARGEST_VERSION:
        raise Http404
    return get_object_or_404(
        Document.objects.visible_to(request.user).select_related("published_by"),
        kind=kind,
        slug=slug,
        version=version,
    )


def require_reader(request: Request) -> None:
    """Answer 404 to whoever may read nothing at all."""
    if not access_of(request.user).anywhere(Permission.READ):
        raise Http404
