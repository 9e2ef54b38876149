"""An episode's evidence bundle: it proves itself on a bare Python, and shows every flipped byte."""

import io
import json
import os
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from consent import anchors, guard
from consent.evidence import verify as checker
from consent.evidence.bundle import NotProven
from consent.evidence.verify import faults, files_of, manifest_of, packed
from consent.models import ConsentEvent
from consent.record import record
from consent.scopes import Decision, Method, Scope
from feeds import evidence
from feeds.models import PublishCheck
from tests.consent.people import answer, make_ask, make_room
from tests.feeds import aired, story
from tests.feeds.aired import Aired

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> User:
    return User.objects.create_superuser("ada", "ada@example.org", "x")


@pytest.fixture
def out(tmp_path: Path) -> Aired:
    """An episode that is out, others' lines before and between, a withdrawal, and an anchor."""
    other = make_room()
    answer(other.noor, publish="granted", name="refused")
    made = aired.aired(tmp_path)
    noor = made.recording.speakers.get(key="noor")
    answer(noor, ask=make_ask(noor), publish="granted", name="granted")
    answer(other.sami, publish="refused")
    story.says(made.recording, "noor", {Scope.NAME: Decision.WITHDRAWN})
    anchors.drop(timezone.now())
    return made


@pytest.fixture
def bundle(out: Aired, ada: User) -> bytes:
    return evidence.export(out.episode, by=ada, now=timezone.now())


def members(bundle: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def checked(folder: Path, bundle: bytes, *words: str) -> subprocess.CompletedProcess[str]:
    """`python verify.py BUNDLE.zip`, on a Python that knows nothing of this project."""
    file, script = folder / "bundle.zip", folder / "verify.py"
    file.write_bytes(bundle)
    script.write_bytes(Path(checker.__file__).read_bytes())
    argv = [sys.executable, "-I", "-S", str(script), str(file), *words]
    return subprocess.run(
        argv, env={}, cwd=folder, capture_output=True, text=True, timeout=60, check=False
    )


def test_it_verifies_offline_on_a_bare_python(bundle: bytes, tmp_path: Path) -> None:
    run = checked(tmp_path, bundle)
    assert (run.returncode, run.stderr) == (0, "")
    assert "are as they were exported" in run.stdout


def test_it_verifies_in_the_unpacked_folder(bundle: bytes, tmp_path: Path) -> None:
    folder = tmp_path / "unpacked"
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        archive.extractall(folder)
    assert faults(files_of(folder)) == []


def test_a_flipped_byte_is_found_wherever_it_is(bundle: bytes, tmp_path: Path) -> None:
    chance, file = random.Random(7), tmp_path / "flipped.zip"
    places = [0, len(bundle) - 1, *chance.sample(range(len(bundle)), 60)]
    for place in places:
        flipped = bytearray(bundle)
        flipped[place] ^= 1 << chance.randrange(8)
        file.write_bytes(flipped)
        try:
            wrong = faults(files_of(file))
        except Exception as error:  # noqa: BLE001 - unreadable is found, too
            wrong = [str(error)]
        assert wrong, f"byte {place}"


def test_the_command_line_says_so_and_ends_with_1(bundle: bytes, tmp_path: Path) -> None:
    names = members(bundle)
    at = bundle.index(names["decisions.jsonld"]) + 40
    flipped = bundle[:at] + bytes([bundle[at] ^ 1]) + bundle[at + 1 :]
    run = checked(tmp_path, flipped)
    assert run.returncode == 1
    assert "WRONG" in run.stdout


def test_files_that_fit_each_other_but_not_the_chain_are_found(bundle: bytes) -> None:
    """Whoever writes the manifest anew still has to answer to the lines."""
    whole = members(bundle)
    forged = dict(whole)
    forged["decisions.jsonld"] = whole["decisions.jsonld"].replace(b'"withdrawn"', b'"granted"')
    assert forged != whole
    forged["manifest.json"] = manifest_of(forged)
    assert any("something else than the line" in wrong for wrong in faults(forged))
    chain = json.loads(whole["chain.json"])
    chain["lines"][0]["body"]["decision"] = "refused"
    forged = whole | {"chain.json": json.dumps(chain).encode()}
    forged["manifest.json"] = manifest_of(forged)
    assert any("not as it was written" in wrong for wrong in faults(forged))


def test_an_anchor_that_somebody_kept_tells_of_a_ledger_written_anew(
    bundle: bytes, tmp_path: Path
) -> None:
    [kept] = json.loads(members(bundle)["anchors.json"])
    assert checked(tmp_path, bundle, "--anchor", f"{kept['seq']}:{kept['hash']}").returncode == 0
    assert checked(tmp_path, bundle, "--anchor", f"{kept['seq']}:{'a' * 64}").returncode == 1


def test_it_holds_what_was_said_and_made_and_nothing_of_others(out: Aired, bundle: bytes) -> None:
    whole = members(bundle)
    assert {"README.txt", "verify.py", "gate.json", "masters.json", "episode.json"} <= set(whole)
    [check] = json.loads(whole["gate.json"])["published"]
    assert check["files"] == [out.master.enclosures.get().sha256]
    assert PublishCheck.objects.get().fingerprint == out.master.clearance
    receipts = [json.loads(text) for name, text in whole.items() if name.startswith("receipts/")]
    assert {receipt["method"] for receipt in receipts} == {"attested", "link"}
    everything = b"".join(whole.values())
    assert b"Who owns a city" in everything
    other = ConsentEvent.objects.filter(speaker__handle="sami_h").get()
    assert str(other.speaker.uid if other.speaker else "").encode() not in everything
    assert other.salt.encode() not in everything


def test_whoever_takes_it_is_written_down_first(out: Aired, bundle: bytes) -> None:
    seen = ConsentEvent.objects.filter(decision=Decision.VIEWED, recording=out.recording)
    assert {line.actor for line in seen} == {"ada"}
    assert seen.count() == out.recording.speakers.count()


def test_the_same_moment_makes_the_same_bytes(out: Aired, ada: User, bundle: bytes) -> None:
    assert packed(members(bundle)) == bundle


def test_a_ledger_that_was_changed_gives_no_bundle(out: Aired, ada: User) -> None:
    guard.lift(connection)
    first = ConsentEvent.objects.filter(recording=out.recording).earliest("seq")
    ConsentEvent.objects.filter(pk=first.pk).update(decision="refused")
    guard.install(connection)
    with pytest.raises(NotProven, match="does not prove itself"):
        evidence.export(out.episode, by=ada, now=timezone.now())


def test_the_command_writes_it_for_its_owner_alone(out: Aired, ada: User, tmp_path: Path) -> None:
    file = tmp_path / "evidence.zip"
    call_command("export_evidence", str(out.episode.uid), str(file), by="ada")
    assert faults(files_of(file)) == []
    assert os.stat(file).st_mode & 0o777 == 0o600  # noqa: PTH116


def test_erased_texts_leave_a_bundle_that_verifies(out: Aired, ada: User) -> None:
    noor = out.recording.speakers.get(key="noor")
    record(
        noor,
        {Scope.PUBLISH: Decision.WITHDRAWN},
        method=Method.ATTESTED,
        actor="ada",
        now=timezone.now(),
        evidence="a letter",
    )
    gone = dict.fromkeys(("salt", "shown", "shown_sha256", "evidence", "actor"), "")
    ConsentEvent.objects.filter(speaker=noor).update(**gone)
    made = members(evidence.export(out.episode, by=ada, now=timezone.now()))
    assert faults(made) == []


def test_a_receipt_says_what_was_said_and_not_where_it_stands_by_now(bundle: bytes) -> None:
    told = [json.loads(text) for name, text in members(bundle).items() if "receipts/" in name]
    noor = [receipt["answers"] for receipt in told if receipt["speaker"]["name"] == "Noor Ali"]
    given = {"publish": "granted", "name": "granted"}
    assert given in noor
    assert {"name": "withdrawn"} in noor


def test_what_is_said_of_one_speaker_is_said_of_no_other(bundle: bytes) -> None:
    """A reader of JSON-LD takes everything about one `@id` together."""
    graph = json.loads(members(bundle)["decisions.jsonld"])["@graph"]
    ids = [purpose["id"] for record in graph for purpose in record["purposes"]]
    assert len(ids) == len(set(ids)) > len(Scope)
