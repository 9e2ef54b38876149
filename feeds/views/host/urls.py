"""Where a host works. In the feeds app's namespace, before the public pages."""

from django.urls import path

from feeds.views.host import (
    episode,
    episodes,
    in_advance,
    people,
    recording,
    recordings,
    shows,
    sounds,
    voices,
)

_R = "recordings/<uuid:uid>"
_S = f"{_R}/speakers/<uuid:speaker_uid>"
_E = "episodes/<uuid:uid>"

urlpatterns = [
    path("recordings/", recordings.recordings, name="recordings"),
    path(f"{_R}/", recording.recording, name="recording"),
    path(f"{_R}/title/", recording.recording_title, name="recording_title"),
    path(f"{_R}/show/", recording.recording_show, name="recording_show"),
    path(f"{_R}/make/", recording.make, name="make"),
    path(f"{_R}/ask/", voices.ask_everyone, name="ask_everyone"),
    path(f"{_R}/links/", voices.open_links, name="open_links"),
    path(f"{_R}/unclaimed/", voices.unclaimed, name="unclaimed"),
    path(f"{_R}/unclaimed/all/", voices.unclaimed_all, name="unclaimed_all"),
    path(f"{_R}/unclaimed/cut/", voices.unclaimed_cut, name="unclaimed_cut"),
    path(f"{_R}/unclaimed/back/", voices.unclaimed_back, name="unclaimed_back"),
    path(f"{_R}/unclaimed/<int:part>/person/", voices.unclaimed_person, name="unclaimed_person"),
    path(f"{_R}/people/", people.people, name="people"),
    path(f"{_R}/people/new/", people.speaker_new, name="speaker_new"),
    path(f"{_R}/addresses/", people.addresses, name="addresses"),
    path(f"{_S}/", people.speaker, name="speaker"),
    path(f"{_R}/roster/", people.roster, name="roster"),
    path(f"{_S}/minor/", people.minor, name="minor"),
    path(f"{_S}/ask/", voices.ask, name="ask"),
    path(f"{_S}/link/", voices.speaker_link, name="speaker_link"),
    path(f"{_S}/leave-out/", voices.leave_out, name="leave_out"),
    path(f"{_S}/cut-wishes/", voices.cut_wishes, name="cut_wishes"),
    path(f"{_S}/take-back-in/", voices.take_back_in, name="take_back_in"),
    path(f"{_R}/sound.mp3", sounds.voice_sound, name="voice_sound"),
    path(f"{_R}/parts/<int:part>.mp3", sounds.part_sound, name="part_sound"),
    path("episodes/", episodes.episodes, name="episodes"),
    path(f"{_E}/", episode.episode, name="episode"),
    path(f"{_E}/change/<slug:question>/", episode.episode_change, name="episode_change"),
    path(f"{_E}/publish/", episode.publish, name="publish"),
    path(f"{_E}/publish-when-ready/", episode.publish_when_ready, name="publish_when_ready"),
    path(f"{_E}/unschedule/", episode.unschedule, name="unschedule"),
    path(f"{_E}/remake/", episode.remake, name="remake"),
    path(f"{_E}/stop/", episode.stop_making, name="stop_making"),
    path(f"{_E}/unpublish/", episode.unpublish, name="unpublish"),
    path(f"{_E}/withdraw/", episode.withdraw, name="withdraw"),
    path("in-advance/", in_advance.in_advance, name="in_advance"),
    path("in-advance/<uuid:uid>/", in_advance.in_advance_link, name="in_advance_link"),
    path("in-advance/<uuid:uid>/end/", in_advance.in_advance_end, name="in_advance_end"),
    path("shows/", shows.show_list, name="shows"),
    path("shows/new/", shows.show_new, name="show_new"),
    path("shows/<slug:slug>/", shows.show_settings, name="show_settings"),
    path("shows/<slug:slug>/sponsors.csv", shows.show_sponsors, name="show_sponsors"),
    path("shows/<slug:slug>/cover/", shows.show_artwork, name="show_artwork"),
    path("shows/<slug:slug>/change/<slug:question>/", shows.show_change, name="show_change"),
    path("shows/<slug:slug>/<slug:place>/", shows.show_music, name="show_music"),
    path("shows/<slug:slug>/<slug:place>/drop/", shows.show_music_drop, name="show_music_drop"),
    path("shows/<slug:slug>/<slug:place>/sound.flac", sounds.music_sound, name="music_sound"),
]
