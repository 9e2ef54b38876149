"""A host hands links over, and answers with none of them.

This stops who tries a copied link out, and who means well. Who signs out first is not stopped by
anything here: a show that has to know asks its voices to confirm that it is them.
"""

from django.contrib.auth.models import AnonymousUser, User

from consent.record import NotRecorded
from recordings.importers.room import Role
from recordings.models import Host, Speaker


def check_own_hand(user: User | AnonymousUser, speaker: Speaker) -> None:
    """Raises `NotRecorded` where a yes would come from who works for the host, about a voice that
    is not their own."""
    if speaker.role == Role.HOST or _is(speaker, user):
        return
    if Host.objects.of(user).filter(pk=speaker.recording.host_id).exists():
        raise NotRecorded(
            f"You are signed in as somebody who works for {speaker.recording.host.name}, and only "
            f"{speaker} can say yes here. If that is you, open the link in a private window."
        )


def _is(speaker: Speaker, user: User | AnonymousUser) -> bool:
    email = getattr(user, "email", "")
    return bool(email) and email.casefold() == speaker.email.casefold()
