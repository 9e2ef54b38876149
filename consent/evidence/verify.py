"""Checks a consent evidence bundle of Roomcast, offline, with nothing but Python 3.9 or newer.

    python verify.py                       in the unpacked folder
    python verify.py BUNDLE.zip            the zip as it came
    python verify.py BUNDLE.zip --anchor 120:9f2c…   and an anchor that somebody kept

What it proves: every file is as it was exported; the lines about this recording continue one
another and the lines between them up to the ledger's head; the texts that were shown are those
that were recorded; each event, status and legal basis of the consent records, the answers and
conditions of receipts and announcements, and whoever a verdict lets be heard, follow from these
lines. What it does not prove is in `UNPROVEN`, and it says so each time.

Ends with 0 if all is well, with 1 and a sentence for each fault if not, and with 3 if nothing is
wrong but faults of the ledger that its admins acknowledged: they stand, and are told by name. An
acknowledgement is the word of who runs the site, so that it excuses nothing.
"""

import argparse
import hashlib
import hmac
import io
import json
import sys
import uuid
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

Files = dict[str, bytes]
Json = Any

KIND = "roomcast-evidence"
MANIFEST = "manifest.json"
MOMENT = (1980, 1, 1, 0, 0, 0)
UNPROVEN = """\
that ledger and anchors were not written anew, or cut off at their end, before the export: compare
  with an anchor that was kept elsewhere (--anchor LINE:HASH)
who really sat in front of the screen: method and level say how sure that is
names, titles, files, steps and parts in episode.json and masters.json, what is heard where, and
  which key is whose
why a verdict is as it is, and verdicts from before they named a line of the ledger
in records and receipts: names and contacts; where, how long and for whom data is kept; what room
  and show are called outside the text that was shown
when an announcement was mailed
what desk.json says
that a fault which admins acknowledged came about as they say
"""
"""What nothing in here proves."""
YES, NO = ("granted", "waived"), ("refused", "withdrawn")
SCOPES = (
    "publish", "name", "transcript", "clips", "commercial", "archive_search", "ai_processing",
    "ai_training", "voice_id", "redistribute",
)  # fmt: skip
STATES = {
    "unanswered": "dpv:ConsentUnknown",
    "granted": "dpv:ConsentGiven",
    "refused": "dpv:ConsentRefused",
    "withdrawn": "dpv:ConsentWithdrawn",
    "waived": "roomcast:NotRequired",
    "expired": "dpv:ConsentExpired",
}
SAID = {
    "granted": "dpv:ConsentGiven",
    "refused": "dpv:ConsentRefused",
    "withdrawn": "dpv:ConsentWithdrawn",
    "disputed": "dpv:ConsentInvalidated",
}
BASES = {
    "consent": "dpv:Consent",
    "contract": "dpv:Contract",
    "interest": "dpv:LegitimateInterest",
}
NOT_STATED = "dpv:LegalBasis"
"""A waiver from before its ground was part of its line: some legal basis."""
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O or U, which are misread."""


# --- Reading -------------------------------------------------------------------------------------
def files_of(place: Path) -> Files:
    """Every file of the bundle: of a folder, or of a zip, which must be as it was written."""
    if place.is_dir():
        return dict(_in_folder(place))
    raw = place.read_bytes()
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        found = {name: archive.read(name) for name in archive.namelist()}
    if packed(found) != raw:
        raise ValueError("the zip is not as it was written")
    return found


def _in_folder(place: Path) -> Iterator[tuple[str, bytes]]:
    for path in place.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(place).as_posix(), path.read_bytes()


def packed(files: Files) -> bytes:
    """The one zip of these files: in order of name, nothing compressed, one date for all."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, date_time=MOMENT)
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return kept.getvalue()


def canonical(value: Json) -> bytes:
    """One form of a JSON value: sorted keys, no spaces, UTF-8."""
    text = json.dumps(
        value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode("utf-8", "surrogatepass")


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def manifest_of(files: Files) -> bytes:
    """The list of every other file with its length and hash."""
    listed = {
        name: {"bytes": len(content), "sha256": sha256(content)}
        for name, content in files.items()
        if name != MANIFEST
    }
    return canonical({"kind": KIND, "version": 1, "files": listed})


# --- What lines say ------------------------------------------------------------------------------
class Stands:
    """Where one speaker stands: by scope the state, the method and the terms."""

    def __init__(self) -> None:
        self.scopes: dict[str, tuple[str, str, Json]] = {}
        self.disputed = self.minor = False
        self.approved: set[str] = set()

    def take(self, body: Json) -> None:
        """The next line of the speaker. The latest word wins."""
        said, terms = body["decision"], terms_of(body)
        if said in (*YES, *NO):
            self.scopes[body["scope"]] = (said, body["method"], terms)
        elif said in ("disputed", "settled"):
            self.disputed = said == "disputed"
            if said == "settled":
                self._keep(lambda state, _: state in NO)
        elif said in ("minor", "of_age"):
            self.minor = said == "minor"
            if said == "of_age":
                self._keep(lambda state, method: method != "guardian" or state in NO)
        elif said == "approved":
            self.approved.add(terms.get("edit", ""))

    def _keep(self, stays: Any) -> None:
        self.scopes = {scope: one for scope, one in self.scopes.items() if stays(*one[:2])}

    def of(self, scope: str, at: str) -> "tuple[str, str, Json]":
        """The standing at a moment: a yes with an end is over by then."""
        state, method, terms = self.scopes.get(scope, ("unanswered", "", {}))
        until = terms.get("until")
        over = bool(until) and state in YES and _moment(until) <= _moment(at)
        return ("expired" if over else state), method, terms

    def allows(self, scope: str, at: str) -> bool:
        """Without a yes to being published, no other yes counts."""
        heard = not self.disputed and self.of("publish", at)[0] in YES
        return heard and (scope == "publish" or self.of(scope, at)[0] == "granted")

    def says_nothing(self, at: str) -> bool:
        return not self.disputed and self.of("publish", at)[0] == "unanswered"


NOTHING = Stands()


class Lines:
    """The lines about this recording, in full: their bodies, texts and hashes by number."""

    def __init__(self, chain: Json, hashes: "dict[int, str]") -> None:
        own = _own(chain)
        self.hashes, self.after = hashes, chain["after"]["seq"]
        self.bodies = {line["body"]["seq"]: line["body"] for line in own}
        self.private = {line["body"]["seq"]: line["private"] or {} for line in own}

    def stands(self, feed: str, last: "int | None" = None) -> "dict[str, Stands]":
        """Where every speaker stands for a feed, up to a line. An answer given for one feed says
        nothing about another; what is taken back is taken back everywhere."""
        found: dict[str, Stands] = {}
        for seq, body in self.bodies.items():
            told = terms_of(body).get("purpose")
            bound = body["decision"] in ("granted", "refused", "waived")
            elsewhere = bound and told and feed and told != feed
            if body["speaker"] and not elsewhere and (last is None or seq <= last):
                found.setdefault(body["speaker"], Stands()).take(body)
        return found

    def was_out_before(self, last: "int | None", at: str) -> bool:
        """Whether an officer's word stood, up to a line, that the recording was published before
        it came here. Such a word from before they were lines was written later, with its own time.
        """
        said = ""
        for seq, body in sorted(self.bodies.items()):
            mark = body["decision"] if not body["speaker"] else ""
            early = (mark, body["method"]) == ("legacy", "restored")
            counts = last is None or seq <= last or (early and _moment(body["at"]) <= _moment(at))
            if mark in ("legacy", "not_legacy") and counts:
                said = mark
        return said == "legacy"

    def told(self, body: Json) -> Json:
        """A line as a receipt names it."""
        seq = body["seq"]
        return {
            "line": seq,
            "scope": body["scope"],
            "decision": body["decision"],
            "hash": self.hashes[seq],
            "previous_hash": self.hashes[seq - 1],
        }


def terms_of(body: Json) -> Json:
    return json.loads(body["terms"] or "{}")


def event_of(body: Json) -> Json:
    """A line as an event of a consent record. `notice` is the hash of the words that were shown;
    `decision` says what DPV has no word for, and what it has one for too."""
    said, until = body["decision"], terms_of(body).get("until")
    event = {
        "type": SAID.get(said, f"roomcast:{said}"),
        "line": body["seq"],
        **{name: body[name] for name in ("receipt", "scope", "decision", "method", "at", "terms")},
    }
    if body["wording"]:
        event["notice"] = f"urn:sha256:{body['wording']}"
    return {**event, "expires": until} if until else event


def basis_of(state: str, basis: str) -> str:
    """On what ground: consent, unless the line that it rests on says otherwise."""
    if state not in (*YES, "expired"):
        return BASES["consent"]
    return BASES.get(basis, NOT_STATED if state == "waived" else BASES["consent"])


def conditions_of(bodies: "list[Json]") -> Json:
    """The conditions of an answer: those of the voice, where it is in the answer."""
    terms = terms_of(min(bodies, key=lambda body: body["scope"] != "publish"))
    return {
        "voice": terms.get("voice", "as_is"),
        "hear_first": bool(terms.get("hear_first")),
        "until": terms.get("until"),
    }


def number(uid: uuid.UUID) -> str:
    """A receipt's number: forty bits of the uid, and two digits that catch a slip in typing."""
    bits = uid.int >> 88
    letters = "".join(ALPHABET[bits >> shift & 31] for shift in range(35, -1, -5))
    return f"{letters[:4]}-{letters[4:]}-{bits % 97:02}"


def _moment(at: str) -> datetime:
    return datetime.fromisoformat(at)


def _seconds(at: "str | None") -> str:
    if not at:
        return ""
    utc = timezone.utc  # noqa: UP017 - Python 3.9 has no shorter name
    return _moment(at).astimezone(utc).isoformat(timespec="seconds")


# --- Checking ------------------------------------------------------------------------------------
def faults(files: Files, kept: Iterable[str] = ()) -> list[str]:
    """Everything that is wrong with a bundle, a sentence each. `kept` are anchors, LINE:HASH."""
    wrong = list(_files(files))
    if wrong:
        return wrong
    chain = json.loads(files["chain.json"])
    hashes, wrong = _chain(chain)
    anchors = [f"{one['seq']}:{one['hash']}" for one in json.loads(files["anchors.json"])]
    wrong += _anchors(hashes, anchors + list(kept), set(_acknowledged(chain)))
    wrong += _texts(_own(chain))
    lines = Lines(chain, hashes)
    wrong += _wordings(files, lines.bodies)
    if not wrong:
        feed = json.loads(files["gate.json"])["feed"]
        wrong += _records(json.loads(files["decisions.jsonld"]), lines, feed)
        wrong += _receipts(files, lines)
        wrong += _announcements(json.loads(files["announcements.json"]), lines)
        wrong += _gate(files, lines)
    return wrong


def _files(files: Files) -> Iterator[str]:
    """Every file is there and as the manifest has it, and the manifest is one of these files."""
    if MANIFEST not in files:
        yield "There is no manifest.json here. Name the folder or the zip of a bundle."
        return
    if manifest_of(files) == files[MANIFEST]:
        return
    yield "The manifest is not that of these files."
    try:
        listed = json.loads(files[MANIFEST])["files"]
        for name in sorted({*listed, *files} - {MANIFEST}):
            if name not in files:
                yield f"{name} is missing."
            elif listed.get(name, {}).get("sha256") != sha256(files[name]):
                yield f"{name} is not as it was exported."
    except (ValueError, KeyError, AttributeError, TypeError):
        yield "The manifest cannot be read."


def _own(chain: Json) -> list[Json]:
    """The lines about this recording, which are there in full."""
    return [line for line in chain["lines"] if isinstance(line, dict)]


def _chain(chain: Json) -> tuple[dict[int, str], list[str]]:
    """The hash of every line, computed from the one before it and its body. A line about others
    is there as the hash of its body alone."""
    wrong: list[str] = []
    seq, before = chain["after"]["seq"], chain["after"]["hash"]
    hashes = {seq: before}
    for line in chain["lines"]:
        seq += 1
        own = isinstance(line, dict)
        body = sha256(canonical(line["body"])) if own else line
        before = hashes[seq] = sha256(f"{before}{body}".encode())
        if own and (line["hash"] != before or line["body"]["seq"] != seq):
            wrong.append(f"Line {seq} is not as it was written.")
    if chain["head"] != {"seq": seq, "hash": before}:
        wrong.append("The lines do not lead to the ledger's head.")
    return hashes, wrong


def known(files: Files) -> list[str]:
    """Every fault of the ledger that its admins acknowledged, a sentence each."""
    return list(_acknowledged(json.loads(files["chain.json"])).values())


def _acknowledged(chain: Json) -> "dict[str, str]":
    """By its name what is told of each acknowledged fault: what it is, by whom, when, and why."""
    found = {}
    for line in _own(chain):
        body, said = line["body"], line["private"] or {}
        if body["decision"] == "acknowledged" and not body["speaker"]:
            fault = str(terms_of(body).get("fault", ""))
            what, who = _flat(said.get("shown")), _flat(said.get("actor"))
            why = _flat(said.get("evidence")) or "the text is erased"
            found[fault] = (
                f"{_in_own_words(fault)}{f' The site says: {what}' if what else ''} It was "
                f"acknowledged in line {body['seq']} by {who or 'somebody'} on "
                f"{body['at'][:10]}, for this reason: {why}"
            )
    return found


def _in_own_words(fault: str) -> str:
    """What is wrong, by its name: the sentence beside it is the word of who acknowledged it."""
    kind, _, rest = fault.partition(":")
    seq, _, hashed = rest.partition(":")
    if kind == "anchor" and seq.isdigit() and len(hashed) == 64:
        return f"Line {seq} was another one when it was anchored."
    return f"{_flat(fault)} is wrong."


def _flat(text: "str | None") -> str:
    """On one line, so that no text of theirs looks like a finding of ours."""
    return " ".join((text or "").split())


def _anchors(
    hashes: "dict[int, str]", anchors: Iterable[str], acknowledged: "set[str]"
) -> Iterator[str]:
    for anchor in anchors:
        seq, _, hashed = anchor.partition(":")
        if not seq.isdigit() or len(hashed) != 64:
            yield f"“{anchor}” is no anchor. Write LINE:HASH."
        elif f"anchor:{int(seq)}:{hashed.lower()}" in acknowledged:
            continue
        elif int(seq) in hashes and hashes[int(seq)] != hashed.lower():
            yield f"Line {seq} was another one when it was anchored."


def _texts(lines: Iterable[Json]) -> Iterator[str]:
    """What was shown, who acted and what proves it, against the line's commitment; a text that
    was erased is no fault, for its line still stands."""
    for line in lines:
        private, body = line["private"], line["body"]
        if private is None:
            continue
        salt = bytes.fromhex(line["salt"])
        if hmac.new(salt, canonical(private), hashlib.sha256).hexdigest() != body["commitment"]:
            yield f"The text of line {body['seq']} is not as it was written."


def _wordings(files: Files, bodies: dict[int, Json]) -> Iterator[str]:
    """The words that were asked with, named by their own hash."""
    for name, content in files.items():
        if name.startswith("wordings/") and name != f"wordings/{sha256(content)}.json":
            yield f"{name} does not hold the words of that hash."
        if name.startswith("evidence/") and not name[9:].startswith(sha256(content)):
            yield f"{name} is not the file of that hash."
    for seq, body in bodies.items():
        if body["wording"] and f"wordings/{body['wording']}.json" not in files:
            yield f"The words of line {seq} are missing."


def _records(document: Json, lines: Lines, feed: str) -> Iterator[str]:
    """Every event is a line, and says what the line says; every status is what they add up to for
    one feed."""
    told, graph = list[int](), document["@graph"]
    if any(record["feed"] != feed for record in graph):
        yield "A record is about another feed than gate.json."
    if len({record["speaker"] for record in graph}) != len(graph):
        yield "A speaker has two records."
    for record in graph:
        for event in record["events"]:
            body = lines.bodies.get(event["line"])
            told.append(event["line"])
            if body is None or event != event_of(body) or record["speaker"] != body["speaker"]:
                yield f"The record of line {event['line']} says something else than the line."
        yield from _stands(record, lines)
    if sorted(told) != sorted(lines.bodies):
        yield "The records do not have every line of the chain once."


def _stands(record: Json, lines: Lines) -> Iterator[str]:
    stands = lines.stands(record["feed"]).get(record["speaker"], NOTHING)
    at, uses = record["stands_at"], record["purposes"]
    if any(_moment(body["at"]) > _moment(at) for body in lines.bodies.values()):
        yield f"{record['id']} is from before the latest line."
    if tuple(use["scope"] for use in uses) != (SCOPES if record["speaker"] else ()):
        yield f"{record['id']} does not have every use once."
    for use in uses:
        state, _, terms = stands.of(use["scope"], at)
        follows = (STATES[state], basis_of(state, terms.get("basis", "")))
        if (use["status"], use["legal_basis"]) != follows:
            yield f"“{use['status']}” of {use['id']} is not what the lines add up to."
        if use["id"] != f"{record['id']}:{use['scope']}":
            yield f"{use['id']} is no use of {record['id']}."
    if (record["disputed"], record["minor"]) != (stands.disputed, stands.minor):
        yield f"{record['id']} does not say what the lines say of a dispute or a guardian."


def _receipts(files: Files, lines: Lines) -> Iterator[str]:
    """Every answer has its receipt, which says what its lines say."""
    answers: dict[str, list[Json]] = {}
    for body in lines.bodies.values():
        if body["scope"]:
            answers.setdefault(body["receipt"], []).append(body)
    told = {
        name: json.loads(content)
        for name, content in files.items()
        if name.startswith("receipts/") and name.endswith(".json")
    }
    for name, receipt in told.items():
        bodies = answers.get(receipt["receipt"]["id"])
        if bodies is None or not _is_receipt(receipt, bodies, lines):
            yield f"{name} is not what its lines say."
    if sorted(receipt["receipt"]["id"] for receipt in told.values()) != sorted(answers):
        yield "The receipts are not those of the answers in the lines."


def _is_receipt(receipt: Json, bodies: "list[Json]", lines: Lines) -> bool:
    first = bodies[0]
    terms, shown = terms_of(first), lines.private[first["seq"]].get("shown", "")
    words = receipt["wording"] if isinstance(receipt["wording"], dict) else {}
    says = {
        "receipt": {"number": number(uuid.UUID(first["receipt"])), "id": first["receipt"]},
        "recorded_at": _seconds(first["at"]),
        "method": first["method"],
        "answers": {body["scope"]: body["decision"] for body in bodies},
        "ledger": [lines.told(body) for body in bodies],
    }
    may_say = {
        "conditions": conditions_of(bodies),
        "shown": shown,
        "shown_sha256": sha256(shown.encode("utf-8", "surrogatepass")) if shown else "",
        "said_in_advance": terms.get("subject", ""),
        "purpose": terms.get("purpose", ""),
        "level": terms.get("level"),
        "ends_at": _seconds(terms.get("until")),
    }
    whole = {**{name: said for name, said in may_say.items() if name in receipt}, **says}
    same = {name: receipt[name] for name in whole} == whole
    return same and words.get("sha256", first["wording"]) == first["wording"]


def _announcements(document: Json, lines: Lines) -> Iterator[str]:
    """What was announced is what the lines have as shown, of whoever was silent then."""
    silent = {
        seq
        for seq, body in lines.bodies.items()
        if body["speaker"] and (body["method"], body["decision"]) == ("standing", "granted")
    }
    for told in document:
        for seq in told["lines"]:
            body = lines.bodies.get(seq)
            if body is None or told != {**told, **_announced(body, lines)}:
                yield f"The announcement of line {seq} is not what the line says."
    if sorted(seq for told in document for seq in told["lines"]) != sorted(silent):
        yield "The announcements are not those of the lines."


def _announced(body: Json, lines: Lines) -> Json:
    return {
        "speaker": body["speaker"],
        "said_in_advance": terms_of(body).get("advance", ""),
        "text": lines.private[body["seq"]].get("shown", ""),
        "counted_at": _seconds(body["at"]),
        "receipt": number(uuid.UUID(body["receipt"])),
    }


def _gate(files: Files, lines: Lines) -> Iterator[str]:
    """Whoever a verdict lets be heard, named or used had said so up to the line that it names."""
    gate, episode = json.loads(files["gate.json"]), json.loads(files["episode.json"])
    whose = {one["key"]: one["id"] for one in episode["speakers"]}
    if len(set(whose.values())) != len(episode["speakers"]):
        yield "episode.json lists a speaker twice."
    masters = json.loads(files["masters.json"])
    made = {file["sha256"]: master["clearance"] for master in masters for file in master["files"]}
    for told in (gate["now"], *gate["published"]):
        end = told.get("ledger")
        yield from (f"The verdict of {told['at']}: {w}" for w in _edit(told, masters))
        if any(made.get(file) != told["fingerprint"] for file in told.get("files", ())):
            yield f"A file of {told['at']} was not made under the verdict that it went out with."
        if end and end["line"] >= lines.after and lines.hashes.get(end["line"]) != end["hash"]:
            yield f"The verdict of {told['at']} rests on another ledger."
        if end or told is gate["now"]:
            stands = lines.stands(gate["feed"], end["line"] if end else None)
            found = {key: stands.get(uid, NOTHING) for key, uid in whose.items()}
            if told["legacy"] != lines.was_out_before(end["line"] if end else None, told["at"]):
                yield f"The verdict of {told['at']}: that it was out before is not in the lines."
            yield from (f"The verdict of {told['at']}: {w}" for w in _verdict(told, gate, found))


def _verdict(told: Json, gate: Json, stands: "Mapping[int, Stands]") -> Iterator[str]:
    at, heard = told["at"], {key: stands.get(key, NOTHING) for key in told["heard"]}
    before = {key for key, one in heard.items() if told["legacy"] and one.says_nothing(at)}
    if told["allowed"] and any(
        not one.allows("publish", at) for key, one in heard.items() if key not in before
    ):
        yield "somebody is heard who had not said so."
    for scope, keys in told["allowing"].items():
        if any(key not in heard or not heard[key].allows(scope, at) for key in keys):
            yield f"somebody is said to allow {scope} who had not said so."
    for hidden, scope in (("not_named", "name"), ("not_quoted", "transcript")):
        shown = {*heard} - {*told[hidden]} - before
        if any(not heard[key].allows(scope, at) for key in shown):
            yield f"somebody is not among “{hidden}” who had not allowed {scope}."
    silent = [k for k, one in heard.items() if one.of("publish", at)[:2] == ("granted", "standing")]
    if sorted(silent) != sorted(told["said_yes_in_advance"]):
        yield "who said yes in advance is not what the lines say."
    waits = sorted(key for key, one in heard.items() if _waits(one, told))
    if waits != told["not_heard_yet"] or told["may_go_out"] != (told["allowed"] and not waits):
        yield "who wants to hear the edit first is not what the lines say."
    covers = {name: told[name] for name in ("allowed", "edits", "heard")}
    digest = sha256(canonical({**gate["recording"], **covers}))
    if digest != told["fingerprint"] and "unreadable" not in [why[0] for why in told["reasons"]]:
        yield "its fingerprint is not that of what it says."


def _waits(one: Stands, told: Json) -> bool:
    """Whether somebody wants to hear an edit first and has not released it. The first verdicts and
    releases named the fingerprint alone."""
    if not one.of("publish", told["at"])[2].get("hear_first"):
        return False
    by_fingerprint = told.get("by_fingerprint", "edit" not in told) and not told.get("by_host")
    if by_fingerprint and told["fingerprint"] in one.approved:
        return False
    return not told.get("edit") or told["edit"] not in one.approved


def _edit(told: Json, masters: "list[Json]") -> Iterator[str]:
    """The edit that a verdict is about is named by what its host takes out, and is the one in the
    files that went out with it."""
    if not told.get("edit"):
        return
    named = canonical({"clearance": told["fingerprint"], "by_host": told["by_host"]})
    if sha256(named) != told["edit"]:
        yield "its edit is not that of what it says."
    for file in told.get("files", ()):
        if not any(_holds(master, file, told) for master in masters):
            yield "a file has other edits of its host’s than it says."
    if told["by_fingerprint"] and any(_is_old_edit(master, told) for master in masters):
        yield "what somebody released by its fingerprint is in doubt."


def _holds(master: Json, sha: str, told: Json) -> bool:
    there = any(file["sha256"] == sha for file in master["files"])
    return there and master["plan"].get("edits", []) == told["by_host"]


def _is_old_edit(master: Json, told: Json) -> bool:
    """Whether whoever released the fingerprint alone may have heard this file, with edits in it."""
    plan = master["plan"]
    old = master["clearance"] == told["fingerprint"] and "digest" not in plan
    return old and bool(plan.get("edits"))


# --- From the command line -----------------------------------------------------------------------
def main(words: list[str]) -> int:
    reader = argparse.ArgumentParser(description="Check a consent evidence bundle, offline.")
    here = Path(__file__).resolve().parent
    reader.add_argument("bundle", nargs="?", type=Path, default=here, help="the zip or the folder")
    reader.add_argument("--anchor", action="append", default=[], metavar="LINE:HASH")
    asked = reader.parse_args(words)
    try:
        files = files_of(asked.bundle)
        wrong = faults(files, asked.anchor)
    except Exception as error:  # whatever cannot be read is not as it was written
        wrong = [f"The bundle cannot be read: {type(error).__name__}: {error}"]
    for sentence in wrong:
        print(f"WRONG  {sentence}")
    if wrong:
        return 1
    head = json.loads(files["chain.json"])["head"]
    print(f"OK     {len(files)} files are as they were exported.")
    print(f"OK     The lines lead to line {head['seq']}, {head['hash']}.")
    standing = known(files)
    for sentence in standing:
        print(f"KNOWN  {sentence}")
    print("It does not prove, beside what these lines say:")
    print(UNPROVEN, end="")
    return 3 if standing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
