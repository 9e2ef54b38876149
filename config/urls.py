"""The site's map. Each app keeps its own urls; what lies at the root is the feeds app's."""

from importlib.util import find_spec

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from config.health import healthz


def _of(prefix: str, module: str) -> list[URLResolver]:
    """An app's pages, once it has any."""
    return [path(prefix, include(module))] if find_spec(module) else []


urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("accounts/", include("allauth.urls")),
    *_of("recordings/", "recordings.urls"),
    *_of("c/", "consent.urls"),
    *_of("", "feeds.urls"),
]
