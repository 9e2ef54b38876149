"""Which members of an X archive are of Spaces, and what its lists say. Opens nothing else."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from recordings.importers import json_text, x_metadata, x_posts
from recordings.importers.archive import Archive, Member
from recordings.importers.room import Confidence, ImportFailed
from recordings.importers.text import quoted
from recordings.importers.x_metadata import Account, Listed, SpaceRecord

_SOUND = re.compile(r"space-([0-9A-Za-z]{6,20})(?:_(\d{1,4}))?\.ts", re.IGNORECASE)
_LISTS = {
    "manifest": re.compile(r"manifest\.js"),
    "account": re.compile(r"account\.js"),
    "spaces": re.compile(r"spaces-metadata(-part\d{1,4})?\.js"),
    "posts": re.compile(r"tweets(-part\d{1,4})?\.js"),
}
MAX_SMALL = 16 * 1024 * 1024
TAGS_BEGIN = 64 * 1024
LOOSE = "space"


@dataclass(frozen=True, slots=True, kw_only=True)
class Space:
    """What an archive holds of one Space."""

    id: str
    parts: tuple[Member, ...] = ()
    record: SpaceRecord | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """The lists of an archive, read."""

    account: Account
    listed: Listed
    spaces: tuple[Space, ...]


def contents(archive: Archive) -> Contents:
    """All Spaces of an archive. Raises `ImportFailed` where there is none."""
    listed = _listed(archive)
    sounds = _sounds(archive)
    records = {record.id: record for record in listed.records}
    spaces = [
        Space(id=space, parts=sounds.get(space, ()), record=records.get(space))
        for space in dict.fromkeys([*sounds, *records])
    ]
    if not spaces:
        raise ImportFailed(_no_spaces(listed))
    return Contents(account=_account(archive), listed=listed, spaces=tuple(spaces))


def _no_spaces(listed: Listed) -> str:
    if listed.strange:
        return (
            "The archive's list of Spaces is in a form that Roomcast does not recognise, and "
            "there is no sound of a Space in it. Bring the part with “data/spaces_media”."
        )
    return (
        "There is no Space in this archive: X puts in only Spaces that you recorded yourself, and "
        "drops them after 30 days. If the archive came in parts, bring the others too."
    )


def _listed(archive: Archive) -> Listed:
    """The records of all parts; the same Space listed twice counts once."""
    files = [
        x_metadata.spaces(json_text.parse(archive.read(member), member.base))
        for member in _lists(archive, "spaces")
    ]
    return Listed(
        records=tuple(record for file in files for record in file.records),
        strange=tuple(item for file in files for item in file.strange),
    )


def _account(archive: Archive) -> Account:
    """From the account's own file, else from the manifest."""
    readers = (("account", x_metadata.account), ("manifest", x_metadata.manifest_account))
    for which, reader in readers:
        for member in _lists(archive, which):
            found = reader(json_text.parse(archive.read(member, MAX_SMALL), member.base))
            if found.id or found.handle:
                return found
    return Account()


def titles(archive: Archive, spaces: Sequence[Space]) -> dict[str, str]:
    """The titles that the host's own posts give, by Space."""
    known: dict[str, str] = {}
    wanted = {space.id for space in spaces}
    for member in _lists(archive, "posts"):
        with archive.open(member) as stream:
            found = x_posts.titles(stream, wanted)
        known = {**found, **known}
    return known


def _lists(archive: Archive, which: str) -> list[Member]:
    """The members with one of the lists, in the places where X puts them."""
    pattern = _LISTS[which]
    found = [m for m in archive.members if pattern.fullmatch(m.base) and _in_data(m)]
    return sorted(found, key=lambda member: (member.part, member.name))


def _in_data(member: Member) -> bool:
    return member.folder == "" or member.folder.rpartition("/")[2] == "data"


def _sounds(archive: Archive) -> dict[str, tuple[Member, ...]]:
    """The parts of each Space's sound, in order."""
    found: dict[str, dict[int, Member]] = {}
    for member in archive.members:
        match = _SOUND.fullmatch(member.base)
        if not match or not _in_media(member):
            continue
        parts = found.setdefault(match[1], {})
        if parts.setdefault(int(match[2] or 0), member) is not member:
            raise ImportFailed(
                f"There are two different files named {quoted(member.base)}. Bring the parts of "
                "one archive only."
            )
    if not found and (loose := _loose(archive)):
        found[LOOSE] = {0: loose}
    return {space: tuple(parts[n] for n in sorted(parts)) for space, parts in found.items()}


def _in_media(member: Member) -> bool:
    return member.folder.rpartition("/")[2] in ("", "spaces_media", "data")


def _loose(archive: Archive) -> Member | None:
    """The only file brought, whatever its name, if the tags of a Space are in it."""
    if len(archive.members) != 1 or archive.members[0].folder:
        return None
    head = archive.head(archive.members[0], TAGS_BEGIN)
    return archive.members[0] if head[:3] == b"ID3" and b"HydraAudioLevel" in head else None


def likelihood(archive: Archive) -> Confidence:
    """How sure the names of members make it that this is of X."""
    if _sounds(archive) or _lists(archive, "spaces"):
        return Confidence.YES
    if any("data/manifest.js" in member.name for member in archive.members):
        return Confidence.MAYBE
    return Confidence.NO
