"""Similar use cases in the browser: while a name or a problem is typed, and of a case that is there."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from foundation.people.http import Request
from foundation.ui.search import clean
from usecases import queries
from usecases.models import NAME_LENGTH, key_of
from usecases.rules.likeness import LONGEST


@require_http_methods(["GET", "HEAD", "POST"])
def similar(request: Request) -> HttpResponse:
    """The cases like what is typed; posted, because a description can be longer than an address may be."""
    given = request.POST if request.method == "POST" else request.GET
    name, summary = (given.get(field, "").replace("\x00", "") for field in ("name", "summary"))
    edited = key_of(clean(given.get("case", "")))
    found = queries.similar(
        request.user,
        name[:NAME_LENGTH],
        summary[:LONGEST],
        without=() if edited is None else (edited,),
    )
    return render(request, "usecases/_similar_found.html", {"similar": found, "typed": bool(name or summary)})


@require_safe
def case_similar(request: Request, reference: str) -> HttpResponse:
    """The cases like a case; htmx gets the list alone."""
    case = queries.by_reference(reference, request.user)
    found = queries.similar_to(request.user, case, limit=5 if request.htmx else 20)
    template = "usecases/_similar_found.html" if request.htmx else "usecases/case_similar.html"
    return render(request, template, {"case": case, "similar": found, "typed": True})
