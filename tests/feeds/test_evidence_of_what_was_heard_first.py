"""The bundle of an episode that somebody heard first: what went out is what they released."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from consent.approval import release
from consent.ears import digest_of
from consent.evidence.bundle import NotProven
from consent.evidence.verify import faults
from feeds import edited, evidence
from feeds.edit_list import Deed
from feeds.models import Episode, PublishCheck
from tests.consent.people import make_ask
from tests.feeds.heard_first import Edited, released, wanted
from tests.feeds.test_evidence_checks_itself import forged, members

pytestmark = pytest.mark.django_db

EDIT = ("edit", "by_host", "by_fingerprint")


@pytest.fixture
def ada() -> User:
    return User.objects.create_superuser("ada", "ada@example.org", "x")


@pytest.fixture
def it(tmp_path: Path) -> Edited:
    """Noor released it, Hana cut it, and Noor released that: both went out."""
    made = released(tmp_path)
    made.cuts()
    made.makes()
    made.releases()
    return made


def bundle_of(it: Edited, ada: User) -> bytes:
    return evidence.export(it.out.fresh(), by=ada, now=timezone.now())


def test_every_file_that_went_out_names_the_edit_in_it(it: Edited, ada: User) -> None:
    assert faults(members(bundle_of(it, ada))) == []
    cut = [["cut", 10_000, 15_000, None]]
    *_, before, after = PublishCheck.objects.order_by("pk")
    assert [one.verdict["by_host"] for one in (before, after)] == [[], cut]
    assert before.verdict["edit"] != after.verdict["edit"]
    assert before.fingerprint == after.fingerprint


def test_an_edit_that_waits_is_in_the_bundle_and_out_of_the_verdict(it: Edited, ada: User) -> None:
    it.cuts(20_000, 25_000, Deed.SILENCE)
    it.makes()
    assert it.waits_for() == "Noor"
    assert faults(members(bundle_of(it, ada))) == []


def _last(gate: Any) -> Any:
    return gate["published"][-1]


def _as_unedited(gate: Any) -> None:
    """Of the second file, what was said of the first."""
    before, after = gate["published"][-2:]
    after.update({name: before[name] for name in EDIT})


def _as_before_edits_were_named(gate: Any) -> None:
    for name in EDIT:
        del _last(gate)[name]


@pytest.mark.parametrize(
    "change",
    [
        _as_unedited,
        _as_before_edits_were_named,
        lambda gate: _last(gate).update(by_host=[]),
        lambda gate: _last(gate).update(edit="0" * 64),
        lambda gate: _last(gate).update(edit=""),
        lambda gate: gate["now"].update(edit=""),
        lambda gate: gate["now"].update(by_host=[["cut", 0, 1, None]]),
    ],
)
def test_a_verdict_about_another_edit_than_the_one_that_was_released_is_found(
    it: Edited, ada: User, change: Callable[[Any], object]
) -> None:
    assert forged(bundle_of(it, ada), "gate.json", change)


def test_a_file_with_another_edit_than_the_one_that_was_released_is_found(
    it: Edited, ada: User
) -> None:
    def cut_more(masters: Any) -> None:
        masters[0]["plan"]["edits"].append(["cut", 20_000, 25_000, None])

    wrong = forged(bundle_of(it, ada), "masters.json", cut_more)
    assert any("other edits of its host’s" in one for one in wrong)


@pytest.mark.parametrize(
    ("named", "wrong"),
    [
        (False, "its edit is not that of what it says"),
        (True, "who wants to hear the edit first is not what the lines say"),
    ],
)
def test_a_bundle_of_what_went_out_unheard_is_refused(
    it: Edited, ada: User, named: bool, wrong: str
) -> None:
    """As if the site had put out what Hana cut, on Noor’s word about what was there before."""
    it.cuts(20_000, 25_000)
    new = it.makes()
    old = PublishCheck.objects.latest("pk")
    Episode.objects.update(master=new)
    verdict = old.verdict | {"by_host": edited.packed(edited.made_with(new))}
    if named:
        verdict["edit"] = digest_of(old.fingerprint, verdict["by_host"])
    PublishCheck.objects.create(
        episode=it.out.episode, master=new, fingerprint=old.fingerprint, verdict=verdict,
        at=timezone.now(),
    )  # fmt: skip
    with pytest.raises(NotProven, match=wrong):
        bundle_of(it, ada)


# --- From before releases and verdicts named an edit ---------------------------------------------
@pytest.fixture
def old(tmp_path: Path) -> Edited:
    """All as the first versions wrote it: Noor’s release names the fingerprint alone."""
    made = wanted(tmp_path)
    ask = make_ask(made.noor, now=timezone.now())
    release(ask, edit=made.out.master.clearance, now=timezone.now(), shown="Release it")
    check = PublishCheck.objects.get()
    check.verdict = {name: said for name, said in check.verdict.items() if name not in EDIT}
    check.save()
    return made


def test_what_was_released_and_went_out_before_still_verifies(old: Edited, ada: User) -> None:
    assert faults(members(bundle_of(old, ada))) == []
    old.makes()
    assert PublishCheck.objects.latest("pk").verdict["by_fingerprint"]
    assert faults(members(bundle_of(old, ada))) == []


def test_an_old_bundle_still_verifies(old: Edited, ada: User) -> None:
    def as_before(gate: Any) -> None:
        for name in EDIT:
            del gate["now"][name]

    assert forged(bundle_of(old, ada), "gate.json", as_before) == []


def test_an_old_release_of_what_may_have_been_edited_is_found(old: Edited, ada: User) -> None:
    """The file that was heard may have been another one, with edits."""
    old.makes()

    def heard_another(masters: Any) -> None:
        masters[1]["plan"]["edits"] = [["cut", 0, 5_000, None]]

    wrong = forged(bundle_of(old, ada), "masters.json", heard_another)
    assert any("is in doubt" in one for one in wrong)
