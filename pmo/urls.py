"""Every address of the product."""

from django.urls import include, path

from pmo import api, health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("api/v1/", include(api.urlpatterns)),
    path("", include("foundation.people.urls")),
    path("trail/", include("foundation.audit.urls")),
    path("jobs/", include("foundation.jobs.urls")),
    path("evidence/", include("foundation.evidence.urls")),
    path("discussion/", include("foundation.discussion.urls")),
    path("views/", include("foundation.saved_views.urls")),
    path("inbox/", include("foundation.notifications.urls")),
    path("", include("foundation.ui.urls")),
    path("library/", include("library.urls")),
    path("readiness/", include("readiness.urls")),
    path("", include("usecases.urls")),
    path("portfolio/", include("portfolio.urls")),
    path("", include("governance.urls")),
    path("rollouts/", include("deployments.urls")),
    path("plans/", include("plans.urls")),
    path("measures/", include("metrics.urls")),
    path("adoption/", include("adoption.urls")),
    path("value/", include("roi.urls")),
    path("reports/", include("reports.urls")),
    path("", include("insights.urls")),
]
handler400 = "foundation.ui.views.bad_request"
handler403 = "foundation.ui.views.forbidden"
handler404 = "foundation.ui.views.not_found"
handler500 = "foundation.ui.views.server_error"
