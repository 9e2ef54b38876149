"""The edit that an Episode's host wants at this moment: who has yet to hear it before it goes out,
and the finished file of it."""

from dataclasses import dataclass

from consent.policy import Clearance
from feeds import edited, masters
from feeds.models import Episode, Master
from feeds.verdicts import about_file
from recordings.models import Speaker
from recordings.words import first_name, listed


@dataclass(frozen=True, slots=True, kw_only=True)
class NextEdit:
    """`speakers` asked to hear it first and have not released it, `digest` names it. `master` is
    None until it is made."""

    speakers: tuple[Speaker, ...] = ()
    digest: str = ""
    master: Master | None = None

    @property
    def waits(self) -> bool:
        """Whether it is made, and somebody has yet to hear it."""
        return self.master is not None and bool(self.speakers)

    def waits_for(self, speaker: Speaker) -> bool:
        return self.waits and speaker in self.speakers

    @property
    def names(self) -> str:
        """“Noor and Sami”, for their host."""
        return listed([first_name(speaker.display_name) for speaker in self.speakers])


def next_edit(episode: Episode, clearance: Clearance) -> NextEdit:
    """Of an episode with its verdict; nobody has to hear what may not be made."""
    if not clearance.allowed or not clearance.ears:
        return NextEdit()
    master = masters.to_be_heard(episode, clearance)
    said = _about(episode, clearance, master)
    speakers = episode.recording.speakers.filter(pk__in=said.unheard)
    return NextEdit(speakers=tuple(speakers), digest=said.edit, master=master)


def _about(episode: Episode, clearance: Clearance, master: Master | None) -> Clearance:
    """A file that sounds otherwise, with the same edits, was heard as well as this one."""
    if master is not None:
        return about_file(clearance, master)
    if episode.master is not None and edited.has_edits_of(episode.master, episode):
        return about_file(clearance, episode.master)
    return clearance.about(edited.by_host(edited.stretches_of(episode)))
