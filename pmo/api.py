"""The API: each app's `api.py` registers its resources here."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter
from rest_framework.views import APIView

from foundation.ui.api import error_answers

APPS = (
    "foundation.people",
    "foundation.audit",
    "foundation.jobs",
    "foundation.evidence",
    "foundation.notifications",
    "foundation.discussion",
    "library",
    "readiness",
    "usecases",
    "governance",
    "metrics",
    "adoption",
    "roi",
    "plans",
    "deployments",
    "portfolio",
    "insights",
    "reports",
)


class IndexView(APIView):
    """What there is to read."""

    @extend_schema(operation_id="index", responses={200: OpenApiTypes.OBJECT, **error_answers()})
    def get(self, request: Request) -> Response:
        """Return the address of every resource by its name; `schema/` describes them, `docs/` shows them."""
        base = request.build_absolute_uri(request.path)
        named = [str(entry.pattern) for entry in extra if isinstance(entry, URLPattern)]
        views = [address for address in named if "<" not in address and address.count("/") == 1]
        listed = {prefix: f"{prefix}/" for prefix, _viewset, _basename in router.registry}
        listed |= {address.strip("/"): address for address in [*views, "schema/", "docs/"]}
        return Response({name: base + listed[name] for name in sorted(listed)})


router = SimpleRouter()
extra: list[URLPattern | URLResolver] = []
for _app in APPS:
    if find_spec(f"{_app}.api") is not None:
        _module = import_module(f"{_app}.api")
        for _prefix, _viewset, _basename in getattr(_module, "ROUTES", ()):
            router.register(_prefix, _viewset, basename=_basename)
        extra += getattr(_module, "URLS", [])

urlpatterns = [
    path("schema/", SpectacularAPIView.as_view(), name="api_schema"),
    path("docs/", SpectacularSwaggerSplitView.as_view(url_name="api_schema"), name="api_docs"),
    path("", IndexView.as_view(), name="api_index"),
    *extra,
    path("", include(router.urls)),
]
