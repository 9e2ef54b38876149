"""An episode's evidence bundle: it proves itself on a bare Python, and shows every flipped byte."""

import io
import json
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from pytest_django import Settings

from consent import anchors, files, guard, verify
from consent.acknowledged import acknowledge
from consent.evidence import verify as checker
from consent.evidence.bundle import NotProven
from consent.evidence.verify import canonical, faults, files_of, manifest_of, packed
from consent.ledger import Fault
from consent.models import ConsentEvent, Proposal
from consent.proposals import Offer, offer
from consent.record import record
from consent.scopes import Basis, Decision, Method, Scope
from consent.withdrawal import withdraw
from feeds import evidence
from feeds.models import PublishCheck
from recordings import storage
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


def forged(bundle: bytes, name: str, change: Callable[[Any], object]) -> list[str]:
    """What is wrong with a bundle of which somebody changed a file, and wrote the manifest anew."""
    whole = members(bundle)
    name = next(one for one in whole if one.startswith(name))
    told = json.loads(whole[name])
    change(told)
    assert told != json.loads(whole[name])
    whole[name] = canonical(told)
    whole["manifest.json"] = manifest_of(whole)
    return faults(whole)


def record_of(document: Any, name: str) -> Any:
    return next(record for record in document["@graph"] if record["name"] == name)


def use_of(document: Any, name: str, scope: Scope) -> Any:
    return next(one for one in record_of(document, name)["purposes"] if one["scope"] == scope)


def test_a_line_that_was_changed_is_found(bundle: bytes) -> None:
    wrong = forged(
        bundle, "chain.json", lambda it: it["lines"][0]["body"].update(decision="refused")
    )
    assert any("not as it was written" in one for one in wrong)


@pytest.mark.parametrize(
    "change",
    [
        lambda it: use_of(it, "Noor Ali", Scope.NAME).update(status="dpv:ConsentGiven"),
        lambda it: use_of(it, "Noor Ali", Scope.AI_TRAINING).update(status="dpv:ConsentGiven"),
        lambda it: use_of(it, "Noor Ali", Scope.PUBLISH).update(legal_basis="dpv:Contract"),
        lambda it: use_of(it, "Noor Ali", Scope.PUBLISH).update(id="urn:roomcast:other"),
        lambda it: record_of(it, "Noor Ali")["purposes"].pop(),
        lambda it: record_of(it, "Noor Ali").update(feed="another"),
        lambda it: record_of(it, "Noor Ali").update(disputed=True),
        lambda it: record_of(it, "Noor Ali").update(stands_at="2020-01-01T00:00:00+00:00"),
        lambda it: record_of(it, "Noor Ali")["events"][0].update(terms='{"level":4}'),
        lambda it: record_of(it, "Noor Ali")["events"][0].update(receipt="0"),
        lambda it: record_of(it, "Noor Ali")["events"][0].update(decision="refused"),
        lambda it: record_of(it, "Noor Ali")["events"].pop(),
        lambda it: record_of(it, "Noor Ali")["events"].append(
            record_of(it, "Noor Ali")["events"][0]
        ),
        lambda it: it["@graph"].append(record_of(it, "Noor Ali")),
    ],
)
def test_a_record_that_says_what_its_lines_do_not_is_found(
    bundle: bytes, change: Callable[[Any], object]
) -> None:
    assert forged(bundle, "decisions.jsonld", change)


@pytest.mark.parametrize(
    "change",
    [
        lambda it: it["answers"].update(clips="waived"),
        lambda it: it["receipt"].update(number="0000-0000-00"),
        lambda it: it.update(method="account"),
        lambda it: it.update(recorded_at="2020-01-01T00:00:00+00:00"),
        lambda it: it["ledger"][0].update(decision="settled"),
        lambda it: it["ledger"].pop(),
    ],
)
def test_a_receipt_that_says_what_its_lines_do_not_is_found(
    bundle: bytes, change: Callable[[Any], object]
) -> None:
    assert any("receipts/" in one for one in forged(bundle, "receipts/", change))


@pytest.mark.parametrize(
    "said",
    [
        {"shown": "Something else."},
        {"shown_sha256": "0" * 64},
        {"conditions": {"voice": "altered", "hear_first": False, "until": None}},
        {"wording": {"sha256": "0" * 64}},
    ],
)
def test_a_receipt_of_other_words_or_conditions_is_found(
    bundle: bytes, said: dict[str, Any]
) -> None:
    named = next(
        name
        for name, text in members(bundle).items()
        if "receipts/" in name and "shown" in json.loads(text)
    )
    assert any("receipts/" in one for one in forged(bundle, named, lambda it: it.update(said)))


def key_of(bundle: bytes, name: str) -> int:
    speakers = json.loads(members(bundle)["episode.json"])["speakers"]
    return int(next(one["key"] for one in speakers if one["name"] == name))


@pytest.mark.parametrize("which", ["now", "published"])
@pytest.mark.parametrize(
    "change",
    [
        lambda it, noor: it["allowing"]["ai_training"].append(noor),
        lambda it, noor: it["edits"].append([0, 1000, "silence", noor]),
        lambda it, noor: it["heard"].remove(noor),
        lambda it, _: it.update(may_go_out=not it["may_go_out"]),
        lambda it, noor: it["not_heard_yet"].append(noor),
        lambda it, noor: it["said_yes_in_advance"].append(noor),
        lambda it, _: it.update(fingerprint="0" * 64),
    ],
)
def test_a_verdict_that_does_not_follow_from_the_lines_is_found(
    bundle: bytes, which: str, change: Callable[[Any, int], object]
) -> None:
    noor = key_of(bundle, "Noor Ali")

    def forge(gate: Any) -> None:
        change(gate["now"] if which == "now" else gate["published"][0], noor)

    assert forged(bundle, "gate.json", forge)


def test_a_verdict_that_lets_somebody_be_heard_who_took_it_back_is_found(
    out: Aired, ada: User
) -> None:
    story.says(out.recording, "noor", {Scope.PUBLISH: Decision.WITHDRAWN})
    bundle = evidence.export(out.episode, by=ada, now=timezone.now())

    def pretend(gate: Any) -> None:
        """All of the verdict, as it would be."""
        now, before = gate["now"], gate["published"][0]
        now.update({name: before[name] for name in before if name not in ("at", "ledger", "files")})

    assert any(
        "is heard who had not said so" in one for one in forged(bundle, "gate.json", pretend)
    )


def test_a_verdict_on_another_ledger_is_found(bundle: bytes) -> None:
    wrong = forged(
        bundle, "gate.json", lambda gate: gate["published"][0]["ledger"].update(hash="0" * 64)
    )
    assert any("rests on another ledger" in one for one in wrong)


def test_a_waiver_names_its_ground_and_no_consent(out: Aired, ada: User) -> None:
    noor = out.recording.speakers.get(key="noor")
    offer(
        noor,
        Offer(
            decisions={Scope.PUBLISH: Decision.WAIVED},
            reason="Signed release, folder 7",
            basis=Basis.CONTRACT,
        ),
        by=ada,
        now=timezone.now(),
    )
    bundle = evidence.export(out.episode, by=ada, now=timezone.now())
    told = use_of(json.loads(members(bundle)["decisions.jsonld"]), "Noor Ali", Scope.PUBLISH)
    assert (told["legal_basis"], told["status"]) == ("dpv:Contract", "roomcast:NotRequired")


def test_what_it_does_not_prove_it_says(bundle: bytes, tmp_path: Path) -> None:
    said = checked(tmp_path, bundle).stdout
    assert "It does not prove" in said
    assert checker.UNPROVEN in said
    assert checker.UNPROVEN in members(bundle)["README.txt"].decode()


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


@pytest.fixture
def contradicted(out: Aired, data: Path) -> Fault:
    """What an anchor says of a line that is another one by now: an old backup came back."""
    last = ConsentEvent.objects.latest("seq")
    told = {"seq": last.seq, "hash": "f" * 64, "at": "2026-03-01T00:00:00+00:00"}
    path = data / "anchor.json"
    path.write_bytes(canonical(told))
    storage.put(path, kind=anchors.KIND, content_type="application/json")
    [fault] = verify.faults()
    return fault


def test_an_acknowledged_fault_is_told_and_is_no_good_end(
    out: Aired, ada: User, contradicted: Fault, tmp_path: Path
) -> None:
    with pytest.raises(NotProven, match="was another one when it was anchored"):
        evidence.export(out.episode, by=ada, now=timezone.now())
    now = timezone.now()
    acknowledge(contradicted, by="ada and bo", why="The machine burnt.", now=now)
    bundle = evidence.export(out.episode, by=ada, now=now)
    run = checked(tmp_path, bundle)
    assert (run.returncode, run.stderr) == (3, "")
    [told] = [line for line in run.stdout.splitlines() if line.startswith("KNOWN")]
    assert contradicted.sentence in told
    assert f"by ada and bo on {now.date().isoformat()}, for this reason: The machine burnt." in told
    assert b"acknowledged by" in members(bundle)["README.txt"]
    other = checked(tmp_path, bundle, "--anchor", f"{contradicted.seq}:{'0' * 64}")
    assert other.returncode == 1


def test_what_is_wrong_is_not_told_in_the_words_of_who_acknowledged_it(
    out: Aired, ada: User, contradicted: Fault, tmp_path: Path
) -> None:
    mild = replace(contradicted, sentence="All is well.\nOK     Nothing is known.")
    acknowledge(mild, by="ada", why="None.\nOK     Really.", now=timezone.now())
    run = checked(tmp_path, evidence.export(out.episode, by=ada, now=timezone.now()))
    assert run.returncode == 3
    [told] = [line for line in run.stdout.splitlines() if line.startswith("KNOWN")]
    assert f"Line {contradicted.seq} was another one when it was anchored." in told
    assert sum(line.startswith("OK") for line in run.stdout.splitlines()) == 2


def test_a_bundle_of_a_room_that_came_after_the_fault_knows_nothing_of_it(
    out: Aired, ada: User, contradicted: Fault, tmp_path: Path
) -> None:
    acknowledge(contradicted, by="ada", why="The machine burnt.", now=timezone.now())
    (tmp_path / "later").mkdir()
    later = aired.aired(tmp_path / "later", out.show)
    bundle = evidence.export(later.episode, by=ada, now=timezone.now())
    assert checked(tmp_path, bundle).returncode == 0


def test_an_acknowledgement_that_somebody_forged_makes_no_bundle_good(
    out: Aired, ada: User, contradicted: Fault, settings: Settings
) -> None:
    ours, settings.SECRET_KEY = settings.SECRET_KEY, "a key that somebody else made up " * 2
    acknowledge(contradicted, by="ada", why="The machine burnt.", now=timezone.now())
    settings.SECRET_KEY = ours
    with pytest.raises(NotProven, match="was another one when it was anchored"):
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


def test_a_record_says_how_it_is_kept_and_what_nobody_stated(
    out: Aired, ada: User, settings: Settings
) -> None:
    settings.STORED_IN = "Frankfurt"
    bundle = evidence.export(out.episode, by=ada, now=timezone.now())
    record = record_of(json.loads(members(bundle)["decisions.jsonld"]), "Noor Ali")
    assert record["schema_version"].startswith("modelled on ISO/IEC TS 27560")
    assert (record["storage"]["kept_in"], record["jurisdiction"]) == ("Frankfurt", "not stated")
    assert "90 days" in record["storage"]["kept_for"]
    assert record["language"] == ["en"]
    assert record["recipients"]
    assert "personal link" in record["withdrawal"]


def test_it_holds_files_of_evidence_proposals_and_withdrawals(out: Aired, ada: User) -> None:
    noor, now = out.recording.speakers.get(key="noor"), timezone.now()
    kept = files.keep(noor, [b"%PDF-1.4 signed"], "release.pdf", by=ada, now=now)
    Proposal.objects.create(
        speaker=noor,
        decisions={"clips": "granted"},
        evidence="paper",
        proposed_by=ada,
        proposed_at=now,
    )
    withdraw(noor, method=Method.ATTESTED, actor="ada", now=now, evidence="a letter")
    bundle = evidence.export(out.episode, by=ada, now=now)
    desk = json.loads(members(bundle)["desk.json"])
    [file] = desk["files"]
    assert members(bundle)[file["file"]] == b"%PDF-1.4 signed"
    assert file["sha256"] == kept.sha256
    assert [one["evidence"] for one in desk["proposals"]] == ["paper"]
    assert "publish" in desk["withdrawals"][0]["uses"]
    whole = members(bundle) | {file["file"]: b"%PDF-1.4 forged"}
    whole["manifest.json"] = manifest_of(whole)
    assert any("not the file of that hash" in wrong for wrong in faults(whole))
