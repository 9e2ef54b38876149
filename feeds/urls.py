"""The root of the site: what is served to apps, the host's pages, then the public ones.

A show's address is a slug at the root, so it comes last; `feeds.slugs` keeps the fixed words free.
"""

from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

from feeds.views import public, takedowns

app_name = "feeds"


def _of(module: str) -> list[URLResolver]:
    """Another file's addresses, in our namespace, once it is there."""
    package = module.rpartition(".")[0]
    return [path("", include(module))] if find_spec(package) and find_spec(module) else []


urlpatterns: list[URLPattern | URLResolver] = [
    path("", public.front, name="front"),
    *_of("feeds.serving.urls"),
    *_of("feeds.views.host.urls"),
    *_of("feeds.views.desk.urls"),
    *_of("feeds.views.me.urls"),
    path("<slug:slug>/", public.show, name="show"),
    path("<slug:slug>/follow/", public.follow, name="follow"),
    path("<slug:slug>/<uuid:uid>/", public.episode_page, name="episode_page"),
    path("<slug:slug>/<uuid:uid>/clips/<uuid:clip_uid>/", public.clip_page, name="clip_page"),
    path("<slug:slug>/<uuid:uid>/embed/", public.embed, name="embed"),
    path("<slug:slug>/<uuid:uid>/voice/", public.voice, name="voice"),
    path("<slug:slug>/<uuid:uid>/takedown/", takedowns.takedown, name="takedown"),
]
