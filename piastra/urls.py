"""Every address of the portal. Italian paths, English names."""

from django.urls import include, path

from core import health

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("accedi/", include("allauth.urls")),
    path("", include("piastra.site_urls")),
    path("", include("members.urls")),
    path("", include("spaces.urls")),
    path("", include("events.urls")),
    path("", include("budget.urls")),
    path("", include("piastra.reports.urls")),
]
