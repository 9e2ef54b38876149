"""The admin's view of consent in Django's admin: everything can be searched, nothing changed.

What must change goes through the verbs, which keep the ledger; these pages only read.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from django.contrib import admin
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.http import HttpRequest

from consent import do_not_ask, receipts
from consent.models import Ask, ConsentEvent, CutWish, DoNotAsk, Exclusion, Wording
from recordings.sealed import Purpose, marks

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin


class ReadOnly(ModelAdmin):
    """Search and look; no adding, changing or deleting, not even for a superuser."""

    actions: Sequence[str] | None = None
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, _obj: Any = None) -> bool:
        return False


@admin.register(ConsentEvent)
class ConsentEventAdmin(ReadOnly):
    """The ledger, line by line. A receipt's number finds the lines of that receipt. What proves a
    line is seen at the consent desk, where each look is recorded."""

    exclude = ("shown", "evidence", "salt")
    list_display = (
        "seq", "at", "speaker", "scope", "decision", "method", "actor", "receipt_number",
        "recording",
    )  # fmt: skip
    list_filter = ("scope", "decision", "method", "at")
    list_select_related = ("speaker", "recording__room")
    date_hierarchy = "at"
    ordering = ("-seq",)
    search_help_text = "Name, handle, recording, scope, who recorded it, or a receipt’s number"
    search_fields = (
        "speaker__name", "speaker__handle", "speaker__key", "recording__room__title",
        "recording__uid", "scope", "decision", "actor", "hash",
    )  # fmt: skip

    @admin.display(description="Receipt")
    def receipt_number(self, event: ConsentEvent) -> str:
        return receipts.number(event.receipt)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[ConsentEvent], search_term: str
    ) -> tuple[QuerySet[ConsentEvent], bool]:
        uids = receipts.uids_of(search_term)
        if uids is not None:
            return queryset.filter(receipt__range=uids), False
        return super().get_search_results(request, queryset, search_term)


@admin.register(Ask)
class AskAdmin(ReadOnly):
    """Who was asked what, when, and whether they answered. No link can be read here."""

    list_display = (
        "speaker", "asker", "room_text", "show_text", "channel", "created_at", "sent_at",
        "answered_at", "expires_at",
    )  # fmt: skip
    list_filter = ("channel", "created_at", "answered_at", "expires_at")
    list_select_related = ("speaker",)
    date_hierarchy = "created_at"
    search_help_text = "Name, handle, address, who asked, room, show, recording or scope"
    search_fields = (
        "speaker__name", "speaker__handle", "speaker__key", "=address", "asker", "room_text",
        "show_text", "speaker__recording__room__title", "speaker__recording__uid", "scopes",
    )  # fmt: skip


@admin.register(Wording)
class WordingAdmin(ReadOnly):
    """Every version of the words that speakers were shown."""

    list_display = ("key", "version", "language", "sha256", "created_at")
    list_filter = ("key", "language")
    search_help_text = "Words, or a hash"
    search_fields = ("text", "sha256", "key", "language")


@admin.register(CutWish)
class CutWishAdmin(ReadOnly):
    """What speakers have asked to have cut."""

    list_display = ("speaker", "start_ms", "end_ms", "at", "dropped_at")
    list_filter = ("at", "dropped_at")
    list_select_related = ("speaker",)
    search_help_text = "Name, handle or recording"
    search_fields = ("speaker__name", "speaker__handle", "speaker__recording__room__title")


@admin.register(Exclusion)
class ExclusionAdmin(ReadOnly):
    """Who and what hosts have left out."""

    list_display = (
        "recording", "speaker", "treatment", "start_ms", "end_ms", "created_by", "created_at",
    )  # fmt: skip
    list_filter = ("treatment", "created_at")
    list_select_related = ("speaker", "recording__room", "created_by")
    search_help_text = "Name, handle or recording"
    search_fields = (
        "speaker__name", "speaker__handle", "recording__room__title", "recording__uid",
    )  # fmt: skip


@admin.register(DoNotAsk)
class DoNotAskAdmin(ReadOnly):
    """Who is not to be asked by mail. Nobody can be read here; a whole address can be looked up.
    That a mail came back can be taken back, and nothing that somebody said."""

    actions = ("arrives_after_all",)
    list_display = ("__str__", "host", "at")
    list_filter = ("why", "at")
    list_select_related = ("host",)
    search_help_text = "A whole mail address"
    search_fields = ("mark",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[DoNotAsk], search_term: str
    ) -> tuple[QuerySet[DoNotAsk], bool]:
        if not search_term:
            return queryset, False
        return queryset.filter(mark__in=marks(Purpose.ADDRESS, search_term)), False

    @admin.action(description="Mail arrives there after all", permissions=("undo",))
    def arrives_after_all(self, request: HttpRequest, queryset: QuerySet[DoNotAsk]) -> None:
        by = cast("User", request.user)
        gone = do_not_ask.forget_bounced(queryset, by=by, reason="Mail arrives there after all.")
        left = queryset.count()
        self.message_user(request, f"Mailed again: {gone}. Marks that stay: {left}.")

    def has_undo_permission(self, request: HttpRequest) -> bool:
        return request.user.is_active and request.user.is_superuser
