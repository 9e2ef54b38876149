"""Checks a consent evidence bundle of Roomcast, offline, with nothing but Python 3.9 or newer.

    python verify.py                       in the unpacked folder
    python verify.py BUNDLE.zip            the zip as it came
    python verify.py BUNDLE.zip --anchor 120:9f2c…   and an anchor that somebody kept

What it proves: every file is as it was exported; the lines about this recording continue one
another and the lines between them up to the ledger's head; the texts that were shown are those
that were recorded; the decisions, receipts and wordings in the bundle are those of the lines.
What it cannot prove alone: that the ledger itself was not written anew before the export. For that
the hash of an anchor is needed that was kept elsewhere: admins got it by mail, day by day.

Ends with 0 if all is well, with 1 and a sentence for each fault if not.
"""

import argparse
import hashlib
import hmac
import io
import json
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

Files = dict[str, bytes]
Json = Any

KIND = "roomcast-evidence"
MANIFEST = "manifest.json"
MOMENT = (1980, 1, 1, 0, 0, 0)


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


# --- Checking ------------------------------------------------------------------------------------
def faults(files: Files, kept: Iterable[str] = ()) -> list[str]:
    """Everything that is wrong with a bundle, a sentence each. `kept` are anchors, LINE:HASH."""
    wrong = list(_files(files))
    if wrong:
        return wrong
    chain = json.loads(files["chain.json"])
    hashes, wrong = _chain(chain)
    anchors = [f"{one['seq']}:{one['hash']}" for one in json.loads(files["anchors.json"])]
    wrong += _anchors(hashes, anchors + list(kept))
    bodies = {line["body"]["seq"]: line["body"] for line in _own(chain)}
    wrong += _texts(_own(chain))
    wrong += _wordings(files, bodies)
    wrong += _decisions(json.loads(files["decisions.jsonld"]), bodies)
    wrong += _receipts(files, bodies, hashes)
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


def _anchors(hashes: dict[int, str], anchors: Iterable[str]) -> Iterator[str]:
    for anchor in anchors:
        seq, _, hashed = anchor.partition(":")
        if not seq.isdigit() or len(hashed) != 64:
            yield f"“{anchor}” is no anchor. Write LINE:HASH."
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
    for seq, body in bodies.items():
        if body["wording"] and f"wordings/{body['wording']}.json" not in files:
            yield f"The words of line {seq} are missing."


def _decisions(document: Json, bodies: dict[int, Json]) -> Iterator[str]:
    """Every event of the consent records is a line, and says what the line says."""
    told = set()
    for record in document["@graph"]:
        for event in record["events"]:
            body = bodies.get(event["line"], {})
            told.add(event["line"])
            same = {name: body.get(name) for name in ("scope", "decision", "method", "at")}
            if {name: event[name] for name in same} != same or record["speaker"] != body.get(
                "speaker"
            ):
                yield f"The record of line {event['line']} says something else than the line."
    if set(bodies) - told:
        yield "A line of the chain has no record."


def _receipts(files: Files, bodies: dict[int, Json], hashes: dict[int, str]) -> Iterator[str]:
    for name, content in files.items():
        if not (name.startswith("receipts/") and name.endswith(".json")):
            continue
        receipt = json.loads(content)
        for line in receipt["ledger"]:
            body = bodies.get(line["line"], {})
            same = body.get("receipt") == receipt["receipt"]["id"]
            if not same or line["hash"] != hashes.get(line["line"]):
                yield f"{name} is not the receipt of line {line['line']}."


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
    print("       Compare it with an anchor that was mailed: --anchor LINE:HASH")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
