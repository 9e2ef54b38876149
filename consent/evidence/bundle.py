"""A bundle of evidence: its files, the list of their hashes, and the one zip of them. Pure.

The same files are the same zip, byte for byte. What checks it, `verify`, goes along.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from consent.evidence.verify import MANIFEST, UNPROVEN, canonical, faults, manifest_of, packed

_CHECKER = "verify.py"
_READ_ME = """Evidence of consent: {title}

Exported from {site}. To check it, offline, with Python 3.9 or newer:

    python verify.py                        in this folder, unpacked
    python verify.py BUNDLE.zip             the zip as it came
    python verify.py --anchor LINE:HASH     and against an anchor that somebody kept

verify.py reads only these files and uses nothing but Python's own library. Whoever does not trust
the one in here takes it from Roomcast's source: consent/evidence/verify.py.

chain.json       the ledger's lines about this recording, whole, and the hashes of all others up to
                 the ledger's head
anchors.json     what the head was on earlier days, as it was put away outside the database
decisions.jsonld a consent record of each speaker (modelled on ISO/IEC TS 27560, in words of DPV)
announcements.json
                 where silence counted after a yes in advance: what was announced, when it was
                 mailed, and from when on silence counted
receipts/        every answer as it was given, whatever was said since
wordings/        the words that were asked with, named by their hash
episode.json     the episode, its recording, and who speaks in it
masters.json     every file that was made: which voices and spans are in it, from which inputs
clips.json       the same of every clip that was cut of it
gate.json        what may be heard at the time of the export and why, and every check at publishing
desk.json        what officers proposed, what was taken back and its certificates, files of evidence
evidence/        these files, as long as there is room (50 MB); each is named by its own hash
manifest.json    length and hash of every other file

Where admins acknowledged a fault of the ledger that cannot be mended (an old backup came back, the
site's key was lost), verify.py tells it as KNOWN: “acknowledged by … on …, for this reason”. The
fault stands all the same, and verify.py ends with 3.

What this shows: who answered what, when, by which way, in which words, that these lines stand in
the ledger in this order, and that records, receipts and verdicts say no more than they do. It is a
record, not legal advice. It does not prove, beside what these lines say:

{unproven}"""


class NotProven(Exception):
    """A bundle that its own check refuses; `str(error)` says why."""

    permanent = True


def readable(value: Any) -> bytes:
    """A JSON file for people: indented, in a settled order."""
    text = json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False, allow_nan=False)
    return (text + "\n").encode("utf-8", "surrogatepass")


def bundled(files: Mapping[str, bytes], *, title: str, site: str) -> bytes:
    """The zip of these files with read-me, checker and manifest.

    Raises `NotProven` where it does not verify: then the ledger itself is broken.
    """
    whole = dict(files)
    whole["README.txt"] = _READ_ME.format(title=title, site=site, unproven=UNPROVEN).encode()
    whole[_CHECKER] = Path(__file__).with_name(_CHECKER).read_bytes()
    whole[MANIFEST] = manifest_of(whole)
    wrong = faults(whole)
    if wrong:
        raise NotProven(
            f"The evidence does not prove itself: {wrong[0]} Run manage.py verify_ledger."
        )
    return packed(whole)


__all__ = ["NotProven", "bundled", "canonical", "readable"]
