"""`edit_episode`: changes or lists the edits of an episode. Making the sound anew is `remake`'s."""

from typing import Any

from django.core.management.base import CommandParser

from feeds import edited, edits
from feeds.edit_list import EDITS, Deed, EditRefused, HostEdit, exact, sentence, summary
from feeds.episodes import find_episode
from feeds.forms.fields import read_clock
from feeds.models import Episode
from feeds.next_edit import next_edit
from feeds.verdicts import verdict
from recordings.command import JsonCommand
from recordings.find import find_speaker

ACTOR = "the command line"


class Command(JsonCommand):
    help = "Trim, cut, silence or bleep a part of an episode, undo that, or list what is edited."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("episode", help="id of the episode")
        what = parser.add_mutually_exclusive_group(required=True)
        for deed in EDITS:
            help_text = "keep only this" if deed is Deed.TRIM else f"{deed} this part"
            what.add_argument(f"--{deed}", metavar="START-END", help=help_text)
        what.add_argument("--back", metavar="NUMBER", help="take one edit back, by its number")
        what.add_argument("--undo", action="store_true", help="undo the last step")
        what.add_argument("--redo", action="store_true", help="do the last undone step again")
        what.add_argument("--clear", action="store_true", help="take all edits back")
        what.add_argument("--list", action="store_true", help="change nothing")
        parser.add_argument("--speaker", default="", help="only their parts: id or handle")

    def handle_json(self, **options: Any) -> dict[str, Any]:
        episode = find_episode(options["episode"])
        _do(episode, options)
        return _told(episode)

    def describe(self, document: dict[str, Any]) -> str:
        lines = [f"{edit['number']}: {edit['sentence']}" for edit in document["edits"]]
        return "\n".join([*lines, f"{document['summary']}. {document['next']}"])


def _do(episode: Episode, options: dict[str, Any]) -> None:
    if options["undo"]:
        edits.undo(episode.pk)
    elif options["redo"]:
        edits.redo(episode.pk)
    elif options["clear"]:
        edits.clear(episode.pk, actor=ACTOR)
    elif options["back"] is not None:
        edits.take_back(episode.pk, _number(options["back"]), actor=ACTOR)
    for deed in EDITS:
        if options[deed.value] is not None:
            _add(episode, deed, options[deed.value], options["speaker"])


def _add(episode: Episode, deed: Deed, words: str, who: str) -> None:
    start, _, end = words.partition("-")
    start_ms, end_ms = read_clock(start), read_clock(end)
    if start_ms is None or end_ms is None:
        raise EditRefused(f"“{words}” is not understood. Write it as 0:10-0:15.5.")
    speaker = find_speaker(episode.recording, who) if who else None
    edits.add(episode.pk, deed, start_ms, end_ms, actor=ACTOR, speaker=speaker)


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0


def _told(episode: Episode) -> dict[str, Any]:
    standing = edited.edits_of(episode)
    left = edited.stretches(episode, standing)
    names = {s.pk: s.display_name for s in episode.recording.speakers.all()}
    since = edited.is_edited_since(episode)
    return {
        "episode": str(episode.uid),
        "edits": [_row(edit, names.get(edit.speaker_id or 0, "")) for edit in standing],
        "summary": summary(left, len(standing), episode.recording.duration_ms),
        "made_with_them": not since,
        "to_be_heard_first_by": next_edit(episode, verdict(episode)).names,
        "next": "Make the episode again to hear it." if since else "Nothing has to be made again.",
    }


def _row(edit: HostEdit, name: str) -> dict[str, Any]:
    span = edit.span
    return {
        "number": edit.number,
        "deed": edit.deed,
        "start": exact(span.start_ms) if span else "",
        "end": exact(span.end_ms) if span else "",
        "speaker": name,
        "sentence": sentence(edit, name),
    }
