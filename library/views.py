"""Reading the library."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from foundation.audit import queries as audit
from foundation.people.http import Request
from foundation.people.permissions import Permission
from foundation.people.queries import access_of
from library import queries, reading, rules
from library.kinds import KINDS, Kind
from library.models import Document

LARGEST_VERSION = 2_147_483_647  # what the column holds
FORMATS = {"yaml": "application/yaml", "json": "application/json"}


@require_safe
def document_list(request: Request) -> HttpResponse:
    """Every kind with its documents."""
    _require_reader(request)
    shelves = queries.all_kinds(request.user)
    by_kind: dict[str, list[Document]] = {}
    for document in Document.objects.visible_to(request.user).latest_versions().order_by("title"):
        by_kind.setdefault(document.kind, []).append(document)
    groups = [(shelf, by_kind.get(shelf.kind.key, [])) for shelf in shelves]
    total = sum(shelf.documents for shelf in shelves)
    return render(request, "library/document_list.html", {"groups": groups, "total": total})


@require_safe
def kind_detail(request: Request, kind: str) -> HttpResponse:
    """One kind: what it is for, and its documents."""
    _require_reader(request)
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
    return _read(request, _version(request, kind, slug, version))


@require_safe
def document_download(request: Request, kind: str, slug: str, version: int, form: str) -> HttpResponse:
    """The bytes that the checksum is of (JSON), or the same content as an author writes it (YAML)."""
    if form not in FORMATS:
        raise Http404
    document = _version(request, kind, slug, version)
    text = document.body if form == "json" else rules.to_yaml(document.parsed)
    response = HttpResponse(text, content_type=f"{FORMATS[form]}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-{version}.{form}"'
    response["X-Checksum-SHA256"] = rules.digest(text)
    return response


def _read(request: Request, document: Document) -> HttpResponse:
    versions = list(queries.versions(document.kind, document.slug).visible_to(request.user))
    return render(
        request,
        "library/document_detail.html",
        {
            "document": document,
            "parsed": document.parsed,
            "kind": document.kind_info,
            "versions": versions,
            "is_latest": document.version == versions[0].version,
            "source": reading.source_words(document.source),
            "body_template": f"library/kinds/{document.kind}.html",
            "history": audit.history(document),
            **reading.context(document),
        },
    )


def _kind(kind: str) -> Kind:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _version(request: Request, kind: str, slug: str, version: int) -> Document:
    _kind(kind)
    if version > LARGEST_VERSION:
        raise Http404
    return get_object_or_404(
        Document.objects.visible_to(request.user).select_related("published_by"),
        kind=kind,
        slug=slug,
        version=version,
    )


def _require_reader(request: Request) -> None:
    if not access_of(request.user).anywhere(Permission.READ):
        raise Http404
