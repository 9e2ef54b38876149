"""Who is the same person in several recordings, as far as the sources say so."""

from django.db.models import Q, QuerySet
from django.db.models.fields.json import KeyTransform

from recordings.models import Speaker


def same_person(speaker: Speaker) -> QuerySet[Speaker]:
    """Their Speakers in all recordings of all hosts, this one among them: with the same account,
    the same mail address, or the same handle on the same platform. A name alone is no proof."""
    fits = Q(pk=speaker.pk)
    if speaker.email:
        fits |= Q(email__iexact=speaker.email)
    if speaker.handle:
        platform = speaker.recording.room.platform
        fits |= Q(handle__iexact=speaker.handle, recording__room__platform=platform)
    for at in speaker.external_ids:
        fits |= Q(pk__in=_with_account(at, speaker.external_ids[at]))
    found = Speaker.objects.filter(fits).select_related("recording__room", "recording__host")
    return found.order_by("-recording__created_at", "-pk")


def _with_account(platform: str, number: object) -> QuerySet[Speaker, int]:
    if not number:
        return Speaker.objects.none().values_list("pk", flat=True)
    known = Speaker.objects.alias(account=KeyTransform(platform, "external_ids"))
    return known.filter(account=number).values_list("pk", flat=True)
