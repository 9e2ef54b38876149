"""The site's map. Each app keeps its own urls; what lies at the root is the feeds app's."""

from django.contrib import admin
from django.urls import include, path

from config.health import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    path("recordings/", include("recordings.urls")),
    path("c/", include("consent.urls")),
    path("speak/", include("consent.in_advance_urls")),
    path("", include("feeds.urls")),
]
