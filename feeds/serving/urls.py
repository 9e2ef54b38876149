"""Addresses that apps know by heart. They are in feeds all over the world: never change one."""

from django.urls import path

from feeds.serving.artwork import artwork
from feeds.serving.audio import alternate, audio, enclosure, preview_audio
from feeds.serving.clips import clip_file, clip_preview
from feeds.serving.edits import edit, edit_sound
from feeds.serving.feed import feed, tdmrep
from feeds.serving.words import chapters, transcript

EPISODE = "<slug:show_slug>/<uuid:episode_uid>"

urlpatterns = [
    path(".well-known/tdmrep.json", tdmrep, name="tdmrep"),
    path("c/<str:token>/edit/", edit, name="edit"),
    path("c/<str:token>/edit.mp3", edit_sound, name="edit_sound"),
    path("<slug:show_slug>/feed.xml", feed, name="feed"),
    path(f"{EPISODE}.<slug:ending>", enclosure, name="enclosure"),
    path(f"{EPISODE}/audio.mp3", audio, name="audio"),
    path(f"{EPISODE}/audio.<slug:ending>", alternate, name="alternate"),
    path(f"{EPISODE}/preview.mp3", preview_audio, name="preview_audio"),
    path(f"{EPISODE}/transcript.<slug:form>", transcript, name="transcript"),
    path(f"{EPISODE}/chapters.json", chapters, name="chapters"),
    path(f"{EPISODE}/clips/<uuid:clip_uid>.<slug:ending>", clip_file, name="clip_file"),
    path(
        f"{EPISODE}/clips/<uuid:clip_uid>/preview.<slug:ending>", clip_preview, name="clip_preview"
    ),
    path("<slug:show_slug>/cover-<slug:sha>.<slug:ending>", artwork, name="artwork"),
]
