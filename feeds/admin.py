"""Django's admin over shows and episodes, read only: hosts change them on their own pages."""

from django.contrib import admin

from feeds.models import Chapter, Enclosure, Episode, EpisodeEvent, Feed, Master, Show
from recordings.admin import Facts


class FeedInline(Facts, admin.TabularInline):  # type: ignore[type-arg]
    model = Feed
    fields = readonly_fields = ("kind", "version", "built_version", "changed_at")


@admin.register(Show)
class ShowAdmin(Facts, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("title", "slug", "host", "language", "created_at")
    list_select_related = ("host",)
    search_fields = ("title", "slug", "host__name", "guid")
    fields = (
        "host", "slug", "title", "description", "author", "language", "category", "subcategory",
        "explicit", "kind", "copyright", "link", "locked", "guid", "scopes", "commercial",
        "levelling", "loudness", "silences", "dead_air", "hum",
        "noise", "idle", "seats", "formats",
    )  # fmt: skip
    inlines = (FeedInline,)


class EventInline(Facts, admin.TabularInline):  # type: ignore[type-arg]
    model = EpisodeEvent
    fields = ("at", "step", "before", "after", "actor", "note")


class ChapterInline(Facts, admin.TabularInline):  # type: ignore[type-arg]
    model = Chapter
    fields = ("start_ms", "title")


@admin.register(Episode)
class EpisodeAdmin(Facts, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("title", "show", "stage", "visibility", "published_at")
    list_filter = ("stage", "visibility")
    list_select_related = ("show",)
    search_fields = ("title", "uid", "guid", "show__title", "recording__room__title")
    inlines = (EventInline, ChapterInline)


class EnclosureInline(Facts, admin.TabularInline):  # type: ignore[type-arg]
    model = Enclosure


@admin.register(Master)
class MasterAdmin(Facts, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("episode", "duration_ms", "lufs", "true_peak_dbtp", "created_at")
    list_select_related = ("episode",)
    search_fields = ("episode__title", "clearance", "plan_fingerprint")
    inlines = (EnclosureInline,)
