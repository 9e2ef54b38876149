"""Ten seconds around somebody's own words, in which only who has agreed is heard. Pure."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from consent.facts import Edit, RecordingFacts, Use, VoiceFacts
from consent.scopes import Level, Scope, State, Voice
from consent.surroundings import Line, Part, Surroundings, agreed, heard
from recordings.audio.plan import Treatment
from recordings.spans import Span

NOOR, SAMI, HANA = 3, 2, 1
MIX, NOORS, SAMIS = 10, 13, 12
NOORS_WORDS = Span(20_000, 25_000)
SAMIS_WORDS = Span(12_000, 18_000)
HANAS_WORDS = Span(27_000, 60_000)
YES = {Scope.PUBLISH: State.GRANTED}


def voice(pk: int, span: Span, publish: State = State.GRANTED, **more: Any) -> VoiceFacts:
    return VoiceFacts(
        speaker_id=pk,
        number=pk,
        name=str(pk),
        spans=(span,),
        standings={Scope.PUBLISH: publish},
        **more,
    )


def mix(*tracks: int | None) -> tuple[Line, ...]:
    ids: Mapping[int | None, int] = {None: MIX, NOOR: NOORS, SAMI: SAMIS}
    return tuple(Line(id=ids[pk], speaker_id=pk, extent=Span(0, 60_000)) for pk in tracks)


def room(
    sami: VoiceFacts | None = None,
    hana: State = State.UNANSWERED,
    *,
    lines: tuple[Line, ...] = mix(None),
    more: tuple[Part, ...] = (),
    by_hand: bool = False,
    **facts: Any,
) -> Surroundings:
    """Noor speaks between Sami, who has agreed, and Hana, of whom nobody knows."""
    voices = (
        voice(HANA, HANAS_WORDS, hana),
        sami or voice(SAMI, SAMIS_WORDS),
        voice(NOOR, NOORS_WORDS, State.UNANSWERED),
    )
    parts = tuple(
        Part(speaker_id=one.speaker_id, span=span, margin_ms=1_000)
        for one in voices
        for span in one.spans
    )
    return Surroundings(
        duration_ms=60_000,
        facts=RecordingFacts(recording_id=1, duration_ms=60_000, voices=voices, **facts),
        parts=(*parts, *more),
        lines=lines,
        by_hand=by_hand,
    )


def test_who_has_agreed_is_heard_and_who_has_not_is_silent_with_a_margin() -> None:
    assert heard(room(), NOOR) == {MIX: (Span(12_000, 25_000),)}
    near = Part(speaker_id=HANA, span=Span(11_000, 12_000), margin_ms=1_000)
    assert heard(room(more=(near,)), NOOR) == {MIX: (Span(13_000, 25_000),)}


def test_when_all_have_agreed_ten_seconds_are_heard_on_both_sides() -> None:
    assert heard(room(hana=State.GRANTED), NOOR) == {MIX: (Span(12_000, 35_000),)}


@pytest.mark.parametrize(
    "sami",
    [
        voice(SAMI, SAMIS_WORDS, State.UNANSWERED),
        voice(SAMI, SAMIS_WORDS, State.REFUSED),
        voice(SAMI, SAMIS_WORDS, State.WITHDRAWN),
        voice(SAMI, SAMIS_WORDS, State.EXPIRED),
        voice(SAMI, SAMIS_WORDS, State.WAIVED),
        voice(SAMI, SAMIS_WORDS, disputed=True),
        voice(SAMI, SAMIS_WORDS, minor=True),
        voice(SAMI, SAMIS_WORDS, excluded=Treatment.SILENCE),
        voice(SAMI, SAMIS_WORDS, voice=Voice.ALTERED),
        voice(SAMI, SAMIS_WORDS, voice=Voice.REMOVED),
        voice(SAMI, SAMIS_WORDS, hear_first=True),
        voice(SAMI, SAMIS_WORDS, grown_ms=5_000),
    ],
    ids=lambda sami: sami.publish,
)
def test_whose_yes_does_not_reach_so_far_is_silent(sami: VoiceFacts) -> None:
    assert heard(room(sami), NOOR) == {MIX: (NOORS_WORDS,)}


def test_who_was_not_sure_enough_is_silent() -> None:
    sami = voice(SAMI, SAMIS_WORDS, level=Level.LINK)
    found = heard(room(sami, use=Use(least=Level.MAIL)), NOOR)
    assert not any(span.overlaps(SAMIS_WORDS) for span in found[MIX])


def test_a_guardians_yes_is_a_yes() -> None:
    assert agreed(room(voice(SAMI, SAMIS_WORDS, minor=True, guardian=True)).facts) == {SAMI}


def test_speech_that_is_nobodys_is_silent_around_and_heard_under_her_own_words() -> None:
    nobody = Part(speaker_id=None, span=Span(15_000, 21_000), margin_ms=1_000)
    found = heard(room(more=(nobody,)), NOOR)
    assert found == {MIX: (Span(12_000, 14_000), Span(20_000, 25_000))}


def test_under_a_no_her_own_words_in_a_mix_are_silent_too_with_the_margin() -> None:
    over = voice(SAMI, Span(22_000, 23_000), State.REFUSED)
    assert heard(room(over), NOOR) == {MIX: (Span(20_000, 21_000), Span(24_000, 25_000))}


def test_a_no_right_before_her_words_may_reach_into_them() -> None:
    before = voice(SAMI, Span(12_000, 19_500), State.WITHDRAWN)
    assert heard(room(before), NOOR) == {MIX: (Span(20_500, 25_000),)}


def test_what_another_wants_to_have_cut_is_not_heard_under_her_own_words() -> None:
    wish = voice(SAMI, Span(18_000, 25_000), wishes=(Span(22_000, 23_000),))
    found = heard(room(wish), NOOR)
    assert not any(span.overlaps(Span(21_000, 24_000)) for span in found[MIX])
    assert any(span.overlaps(Span(24_000, 25_000)) for span in found[MIX])


def test_what_is_left_out_of_another_is_left_out_with_the_margin() -> None:
    sami = voice(SAMI, Span(18_000, 25_000))
    cut = Edit(span=Span(22_000, 23_000), treatment=Treatment.SILENCE, speaker_id=SAMI)
    found = heard(room(sami, excluded=(cut,)), NOOR)
    assert not any(span.overlaps(Span(21_000, 24_000)) for span in found[MIX])


def test_under_a_voice_that_has_not_answered_she_hears_her_own_words() -> None:
    over = voice(SAMI, Span(23_000, 24_000), State.UNANSWERED)
    assert heard(room(over), NOOR) == {MIX: (NOORS_WORDS,)}


def test_on_tracks_others_sound_in_their_own_parts_alone() -> None:
    found = heard(room(lines=mix(None, NOOR, SAMI)), NOOR)
    assert found == {NOORS: (NOORS_WORDS,), SAMIS: (SAMIS_WORDS,)}


def test_on_tracks_a_no_takes_nothing_from_her_own_words() -> None:
    over = voice(SAMI, Span(23_000, 24_000), State.REFUSED)
    assert heard(room(over, lines=mix(NOOR, SAMI)), NOOR) == {NOORS: (NOORS_WORDS,)}


def test_whoever_has_no_track_may_be_on_anybodys() -> None:
    hana = Part(speaker_id=HANA, span=Span(13_000, 14_000), margin_ms=1_000)
    found = heard(room(lines=mix(NOOR, SAMI), more=(hana,)), NOOR)
    assert found[SAMIS] == (Span(15_000, 18_000),)


def test_somebody_heard_by_a_person_on_anothers_track_is_silent_there() -> None:
    sami = voice(SAMI, SAMIS_WORDS, State.REFUSED)
    leaked = Part(speaker_id=SAMI, span=Span(21_000, 22_000), by_hand=True)
    found = heard(room(sami, lines=mix(NOOR, SAMI), more=(leaked,)), NOOR)
    assert found == {NOORS: (Span(20_000, 21_000), Span(22_000, 25_000))}


def test_where_nobody_stands_for_the_list_of_speakers_nothing_is_around() -> None:
    assert heard(room(hana=State.GRANTED, roster=False), NOOR) == {MIX: (NOORS_WORDS,)}


def test_where_parts_were_marked_by_hand_everybody_has_to_have_agreed() -> None:
    assert heard(room(by_hand=True), NOOR) == {MIX: (NOORS_WORDS,)}
    everybody = room(hana=State.GRANTED, by_hand=True)
    assert heard(everybody, NOOR) == {MIX: (Span(12_000, 35_000),)}


def test_what_was_left_out_or_is_to_be_cut_is_silent() -> None:
    cut = Edit(span=Span(15_000, 16_000), treatment=Treatment.CUT)
    found = heard(room(excluded=(cut,)), NOOR)
    assert found == {MIX: (Span(12_000, 13_000), Span(18_000, 25_000))}
    wishes = voice(SAMI, SAMIS_WORDS, wishes=(Span(15_000, 16_000),))
    assert heard(room(wishes), NOOR) == found


def test_who_says_that_this_is_not_them_hears_nobody_around() -> None:
    before = room()
    assert before.facts
    voices = tuple(
        replace(one, disputed=True) if one.speaker_id == NOOR else one
        for one in before.facts.voices
    )
    doubted = replace(before, facts=replace(before.facts, voices=voices))
    assert not any(span.overlaps(SAMIS_WORDS) for span in heard(doubted, NOOR)[MIX])


def test_where_the_answers_cannot_be_read_nobody_else_is_heard() -> None:
    over = Part(speaker_id=SAMI, span=Span(23_000, 24_000))
    dark = replace(room(more=(over,)), facts=None)
    assert heard(dark, NOOR) == {MIX: (Span(20_000, 23_000), Span(24_000, 25_000))}


def test_where_nobody_speaks_for_long_nothing_is_heard() -> None:
    alone = voice(SAMI, Span(11_000, 16_000))
    found = heard(room(alone), NOOR)
    assert found == {MIX: (Span(11_000, 16_000), Span(20_000, 25_000))}


def test_a_track_sounds_only_as_far_as_it_reaches() -> None:
    short = (Line(id=MIX, speaker_id=None, extent=Span(15_000, 22_000)),)
    assert heard(room(lines=short), NOOR) == {MIX: (Span(15_000, 22_000),)}


def test_another_persons_track_alone_is_no_way_to_hear_her() -> None:
    assert heard(room(lines=mix(SAMI)), NOOR) == {}
