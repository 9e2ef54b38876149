"""Django's admin over recordings: hosts and their members are kept there, facts only read."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from recordings.models import Host, Import, Member, Recording, Room, Run, Speaker


class Facts:
    """Nobody adds, changes or removes these here: they come from imports, jobs and answers."""

    def has_add_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return False


class MemberInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Member
    extra = 1
    raw_id_fields = ("user",)


@admin.register(Host)
class HostAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("name", "slug", "email", "created_at")
    search_fields = ("name", "slug", "email")
    inlines = (MemberInline,)

    def has_delete_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return False


class SpeakerInline(Facts, admin.TabularInline):  # type: ignore[type-arg]
    model = Speaker
    fields = ("number", "name", "handle", "email", "role")
    show_change_link = True


@admin.register(Recording)
class RecordingAdmin(Facts, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("room", "host", "source", "duration_ms", "created_at")
    list_filter = ("source", "created_at")
    list_select_related = ("room", "host")
    search_fields = ("room__title", "uid", "sha256", "host__name")
    inlines = (SpeakerInline,)


@admin.register(Room)
class RoomAdmin(Facts, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("title", "platform", "host", "started_at")
    list_filter = ("platform",)
    list_select_related = ("host",)
    search_fields = ("title", "external_id")


@admin.register(Speaker)
class SpeakerAdmin(Facts, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("display_name", "handle", "role", "recording")
    list_filter = ("role",)
    list_select_related = ("recording__room",)
    search_fields = ("name", "handle", "=email", "uid", "recording__room__title")


@admin.register(Import)
class ImportAdmin(Facts, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("__str__", "host", "state", "source", "created_at")
    list_filter = ("state", "source")
    list_select_related = ("host",)
    search_fields = ("uid", "names")


@admin.register(Run)
class RunAdmin(Facts, admin.ModelAdmin):  # type: ignore[type-arg]
    list_display = ("kind", "subject_id", "state", "stage", "attempts", "created_at")
    list_filter = ("kind", "state")
    search_fields = ("subject_id",)
