"""The finished file: its loudness by an independent meter, its length, its tags, and nothing left
behind when a render is cancelled or killed."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import mutagen
import numpy as np
import pyloudnorm
import pytest
from mutagen.id3 import ID3
from PIL import Image

from recordings.audio import loudness
from recordings.audio.errors import AudioError
from recordings.audio.plan import (
    Edit,
    EditPlan,
    Music,
    Track,
    Treatment,
    Voice,
    episode_ms,
    timeline,
)
from recordings.audio.render import Rendered, render
from recordings.audio.tags import Tags
from recordings.spans import Span
from tests.recordings.audio import sounds

TITLE = Tags(title="Bees in the city")
SENTENCES = {
    "slt": "Good evening everybody and welcome to the room where tonight we talk about bees",
    "kal": "I have kept bees for ten years and never saw a summer like this one",
    "rms": "Begin with a course and find a neighbour who knows what to do in the spring",
}


class Cancelled(Exception):
    pass


class Room:
    """Three people by turns, 18 dB apart, over a soft hiss; who spoke when is known."""

    def __init__(self, folder: Path, turns: int, levels: tuple[float, ...] = (0, -9, -18)) -> None:
        voices = [sounds.voice(folder / f"{who}.wav", text, who) for who, text in SENTENCES.items()]
        said = [sounds.read(voice) for voice in voices]
        parts, at = [], 0
        self.spans: dict[str, list[Span]] = {who: [] for who in SENTENCES}
        for turn in range(turns):
            who = turn % 3
            loud = said[who] / np.abs(said[who]).max() * 0.5 * 10 ** (levels[who] / 20)
            parts += [loud, sounds.silence(0.4)]
            self.spans[[*SENTENCES][who]].append(Span(at // 48, (at + len(loud)) // 48))
            at += len(loud) + len(parts[-1])
        self.signal = np.concatenate(parts) + sounds.noise(at / 48_000, 0.002)
        self.signal = self.signal[: len(self.signal) // 48 * 48].astype(np.float32)
        self.path = sounds.write(folder / "room.flac", self.signal)
        self.plan = EditPlan(
            duration_ms=len(self.signal) // 48,
            tracks=(Track(input=0),),
            voices=tuple(Voice(key=who, spans=tuple(spans)) for who, spans in self.spans.items()),
        )


@pytest.fixture(scope="session")
def room(tmp_path_factory: pytest.TempPathFactory) -> Room:
    return Room(tmp_path_factory.mktemp("room"), 3)


@pytest.fixture(scope="session")
def tune(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A loud stereo tune of five seconds."""
    left, right = sounds.tone(5, 330, 0.8), sounds.tone(5, 495, 0.8)
    return sounds.write(
        tmp_path_factory.mktemp("tune") / "tune.flac", np.stack([left, right], axis=1)
    )


def ignore(done: int, total: int) -> None:
    """Progress that nobody looks at."""


def rendered(plan: EditPlan, inputs: dict[int, Path], folder: Path, tags: Tags = TITLE) -> Rendered:
    work = folder / "rendering"
    work.mkdir(exist_ok=True)
    out = folder / "episode.mp3"
    made = render(plan, inputs, out, tags=tags, progress=ignore, work=work)
    assert made.path == out
    assert [*work.iterdir()] == []
    return made


def independent_lufs(path: Path, channels: int = 1) -> float:
    heard = sounds.read(path, channels)
    return float(pyloudnorm.Meter(sounds.RATE).integrated_loudness(heard.astype(np.float64)))


INTRO = Music(input=9, duration_ms=5_000, crossfade_ms=1_500)
IN_ANOTHER_VOICE = Edit(span=Span(0, 20_000), treatment=Treatment.ALTER)


@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"intro": INTRO, "outro": INTRO},
        {"levelling": 0.0},
        {"channels": 2, "bitrate_kbps": 128, "intro": INTRO},
        {"target_lufs": -19.0, "bitrate_kbps": 64},
        {"voices": ()},
        {"edits": (IN_ANOTHER_VOICE,)},
    ],
    ids=["plain", "music", "as recorded", "stereo", "quieter", "nobody known", "altered"],
)
def test_every_episode_is_as_loud_as_asked(
    choices: dict[str, object], room: Room, tune: Path, tmp_path: Path
) -> None:
    plan = replace(room.plan, **choices)  # type: ignore[arg-type]
    made = rendered(plan, {0: room.path, 9: tune}, tmp_path)
    assert independent_lufs(made.path, plan.channels) == pytest.approx(plan.target_lufs, abs=0.5)
    assert made.lufs == pytest.approx(plan.target_lufs, abs=0.4)
    assert made.true_peak_dbtp <= -1.0
    assert loudness.measure(made.path).true_peak_dbtp <= -1.0
    assert abs(made.duration_ms - episode_ms(plan)) <= 1
    assert len(sounds.read(made.path)) == pytest.approx(episode_ms(plan) * 48, abs=48)


def test_bursts_of_noise_stay_below_the_peak(tmp_path: Path) -> None:
    signal = sounds.noise(20, 0.01)
    for at in range(0, 20, 2):
        signal[at * 48_000 : at * 48_000 + 4_000] = sounds.noise(4_000 / 48_000, 3.0, seed=at)
    path = sounds.write(tmp_path / "bursts.flac", signal)
    made = rendered(EditPlan(duration_ms=20_000, tracks=(Track(input=0),)), {0: path}, tmp_path)
    assert made.true_peak_dbtp <= -1.0
    assert independent_lufs(made.path) == pytest.approx(-16, abs=0.5)


def test_soft_and_loud_speakers_come_out_alike(room: Room, tmp_path: Path) -> None:
    made = rendered(room.plan, {0: room.path}, tmp_path)
    before = loudness.span_levels(room.path, room.spans)
    after = loudness.span_levels(made.path, room.spans)
    assert max(before.values()) - min(before.values()) > 15
    assert max(after.values()) - min(after.values()) < 3.5


def test_stated_levels_serve_as_well_as_measured_ones(room: Room, tmp_path: Path) -> None:
    levels = loudness.span_levels(room.path, room.spans)
    voices = tuple(replace(voice, level_lufs=levels[voice.key]) for voice in room.plan.voices)
    made = rendered(replace(room.plan, voices=voices), {0: room.path}, tmp_path)
    after = loudness.span_levels(made.path, room.spans)
    assert max(after.values()) - min(after.values()) < 3.5
    assert made.lufs == pytest.approx(-16, abs=0.4)


@pytest.mark.parametrize("treatment", [Treatment.SILENCE, Treatment.BLEEP, Treatment.CUT])
def test_who_is_left_out_is_not_in_the_file(
    treatment: Treatment, room: Room, tmp_path: Path
) -> None:
    """Judged on the decoded MP3, 60 ms inside of each span: that far its frames smear."""
    edits = tuple(Edit(span=span, treatment=treatment) for span in room.spans["kal"])
    plan = replace(room.plan, edits=edits)
    made = rendered(plan, {0: room.path}, tmp_path)
    assert abs(made.duration_ms - timeline(plan).duration_ms) <= 1
    heard = sounds.read(made.path)
    for span in () if treatment is Treatment.CUT else room.spans["kal"]:
        inside = heard[(span.start_ms + 60) * 48 : (span.end_ms - 60) * 48]
        if treatment is Treatment.SILENCE:
            assert sounds.decibels(inside) < -80
        else:
            spectrum = np.abs(np.fft.rfft(inside))
            hertz = np.fft.rfftfreq(len(inside), 1 / 48_000)
            elsewhere = spectrum[(hertz < 900) | (hertz > 1_100)]
            assert elsewhere.max() < spectrum.max() / 100


def test_the_same_plan_gives_the_same_bytes(room: Room, tune: Path, tmp_path: Path) -> None:
    plan = replace(room.plan, intro=INTRO, edits=(IN_ANOTHER_VOICE,))
    tags = replace(TITLE, chapters=((0, "Start"),), date="2026-11-06")
    first = rendered(plan, {0: room.path, 9: tune}, tmp_path, tags)
    bytes_before = first.path.read_bytes()
    again = rendered(plan, {0: room.path, 9: tune}, tmp_path, tags)
    assert again.path.read_bytes() == bytes_before
    assert (again.sha256, again.bytes) == (first.sha256, len(bytes_before))


def test_nothing_of_the_source_is_told(tmp_path: Path) -> None:
    secret = ["comment=Noor, 5 Bee Lane", "location=+52.5+013.4/", "HydraParticipants=noor_x"]
    given = [word for pair in secret for word in ("-metadata", pair)]
    noise = sounds.write(tmp_path / "noise.wav", sounds.noise(5))
    source = sounds.make(tmp_path / "room.mp3", "-i", str(noise), *given, "-id3v2_version", "4")
    assert b"HydraParticipants" in source.read_bytes()
    plan = EditPlan(duration_ms=5_000, tracks=(Track(input=0),))
    raw = rendered(plan, {0: source}, tmp_path).path.read_bytes()
    assert not any(word in raw for word in (b"Hydra", b"noor_x", b"Bee Lane", b"52.5", b"Lavf59"))


def test_the_file_says_what_we_want_it_to_say(room: Room, tmp_path: Path) -> None:
    cover = tmp_path / "cover.jpg"
    Image.new("RGB", (1400, 1400), "navy").save(cover)
    tags = Tags(
        title="Bees = honey; #1 \\ more\nlines",
        show="Hana’s rooms",
        author="Hana Osei",
        date="2026-11-06",
        comment="With Sami",
        url="https://example.org/e/1",
        cover_jpeg=cover,
        chapters=((9_000, "Second; part"), (0, "First"), (10**9, "Never")),
    )
    made = rendered(room.plan, {0: room.path}, tmp_path, tags)
    found = ID3(made.path)  # type: ignore[no-untyped-call]
    assert found["TIT2"].text == [tags.title]
    assert found["TALB"].text == ["Hana’s rooms"]
    assert found["TPE1"].text == ["Hana Osei"]
    assert str(found["TDRC"].text[0]) == "2026-11-06"
    picture = found.getall("APIC")[0]  # type: ignore[no-untyped-call]
    assert (picture.type, picture.mime) == (3, "image/jpeg")
    assert picture.data == cover.read_bytes()
    chapters = sorted(found.getall("CHAP"), key=lambda one: one.start_time)  # type: ignore[no-untyped-call]
    told = [(c.start_time, c.end_time, str(c.sub_frames["TIT2"])) for c in chapters]
    assert told == [(0, 9_000, "First"), (9_000, made.duration_ms, "Second; part")]
    assert made.chapters_written == 2
    assert mutagen.File(made.path).info.sample_rate == 48_000


def test_a_cover_that_is_no_jpeg_is_refused(room: Room, tmp_path: Path) -> None:
    cover = tmp_path / "cover.jpg"
    cover.write_text("#EXTM3U")
    with pytest.raises(AudioError, match="The cover is not a JPEG"):
        rendered(room.plan, {0: room.path}, tmp_path, replace(TITLE, cover_jpeg=cover))


def test_peaks_show_the_finished_sound(room: Room, tmp_path: Path) -> None:
    made = rendered(room.plan, {0: room.path}, tmp_path)
    assert len(made.peaks.values) == pytest.approx(made.duration_ms / made.peaks.each_ms, abs=1)
    assert 150 < max(made.peaks.values) <= 255 * 10 ** (-2.2 / 20) + 1


def test_progress_grows_to_the_end(room: Room, tmp_path: Path) -> None:
    seen: list[tuple[int, int]] = []
    render(
        room.plan,
        {0: room.path},
        tmp_path / "episode.mp3",
        tags=TITLE,
        progress=lambda done, total: seen.append((done, total)),
        work=tmp_path,
    )
    assert seen == sorted(seen)
    assert seen[-1] == (room.plan.duration_ms, room.plan.duration_ms)


def test_an_episode_of_silence_is_refused(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "silence.flac", sounds.silence(5))
    with pytest.raises(AudioError, match="There is nothing to hear"):
        rendered(EditPlan(duration_ms=5_000, tracks=(Track(input=0),)), {0: path}, tmp_path)
    assert sorted(path.name for path in tmp_path.glob("*.mp3*")) == []


def test_an_episode_of_which_all_is_cut_is_refused(room: Room, tmp_path: Path) -> None:
    everything = Edit(span=Span(0, room.plan.duration_ms), treatment=Treatment.CUT)
    with pytest.raises(AudioError, match="everything in it is cut"):
        rendered(replace(room.plan, edits=(everything,)), {0: room.path}, tmp_path)


def descendants() -> list[int]:
    """The ffmpegs that this process has started and that still run."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(FileNotFoundError, ProcessLookupError):
            name, rest = stat.read_text().rsplit(")", 1)
            state, parent = rest.split()[:2]
            if name.endswith("(ffmpeg") and int(parent) == os.getpid() and state != "Z":
                found.append(int(stat.parent.name))
    return found


@pytest.mark.parametrize("share", [0.05, 0.5, 0.95])
def test_cancelling_stops_everything_within_two_seconds(
    share: float, room: Room, tmp_path: Path
) -> None:
    folder = tmp_path / "rendering"
    folder.mkdir()
    asked: list[float] = []

    def progress(done: int, total: int) -> None:
        if done >= share * total:
            asked.append(time.monotonic())
            raise Cancelled

    with pytest.raises(Cancelled):
        render(
            room.plan,
            {0: room.path},
            folder / "episode.mp3",
            tags=TITLE,
            progress=progress,
            work=folder,
        )
    assert time.monotonic() - asked[0] < 2
    assert descendants() == []
    assert [*folder.iterdir()] == []


def children_of(pid: int) -> list[str]:
    """Between two stretches of the sound there may be none for a moment."""
    threads = Path(f"/proc/{pid}/task").glob("*/children")
    return [child for thread in threads for child in thread.read_text().split()]


def test_a_worker_killed_while_rendering_leaves_no_ffmpeg(tmp_path: Path) -> None:
    path = sounds.write(tmp_path / "long.flac", sounds.noise(120))
    worker = textwrap.dedent(
        f"""
        from pathlib import Path
        from recordings.audio.plan import EditPlan, Track
        from recordings.audio.render import render
        from recordings.audio.tags import Tags

        def progress(done, total):
            if done > 0.35 * total:
                print("encoding", flush=True)

        render(
            EditPlan(duration_ms=120_000, tracks=(Track(input=0),)),
            {{0: Path({str(path)!r})}},
            Path({str(tmp_path / "episode.mp3")!r}),
            tags=Tags(title="Bees"),
            progress=progress,
            work=Path({str(tmp_path)!r}),
        )
        """
    )
    here = Path(__file__).parents[3]
    with subprocess.Popen([sys.executable, "-c", worker], stdout=subprocess.PIPE, cwd=here) as host:
        assert host.stdout is not None
        assert host.stdout.readline() == b"encoding\n"
        while not (children := children_of(host.pid)):
            assert host.poll() is None
        os.kill(host.pid, signal.SIGKILL)
    time.sleep(0.5)
    left = [pid for pid in children if Path(f"/proc/{pid}").exists()]
    assert all("Z" in Path(f"/proc/{pid}/stat").read_text().rsplit(")")[1][:3] for pid in left)
    assert not (tmp_path / "episode.mp3").exists()


def test_memory_stays_flat(tmp_path: Path) -> None:
    """A quarter of an hour, in a process of its own; as samples it would be 173 MB."""
    quiet = ["-f", "lavfi", "-i", "anoisesrc=d=900:r=8000:a=0.2:seed=7"]
    path = sounds.make(tmp_path / "long.flac", *quiet, "-c:a", "flac")
    program = textwrap.dedent(
        f"""
        from contextlib import closing
        from pathlib import Path
        from recordings.audio import limiter
        from recordings.audio.envelope import Glide
        from recordings.audio.meter import Meter
        from recordings.audio.plan import EditPlan, Track
        from recordings.audio.programme import Programme, Settled

        plan = EditPlan(duration_ms=900_000, tracks=(Track(input=0),))
        settled = Settled(tracks={{0: Glide([(0, 0.0)])}}, music_db={{}}, common_lufs=-20)
        meter = Meter(1)
        with closing(Programme(plan, {{0: Path({str(path)!r})}}, settled).sound()) as seconds:
            for second in seconds:
                meter.add(second)
        limiter.gains(meter.energies, meter.peaks, -16, -3)
        status = Path("/proc/self/status").read_text()
        print(status.split("VmHWM:")[1].split()[0])
        """
    )
    here = Path(__file__).parents[3]
    ended = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=here
    )
    assert int(ended.stdout) < 100 * 1024
