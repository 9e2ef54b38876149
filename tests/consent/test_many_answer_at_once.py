"""Answers that come at the same moment are one chain, whichever was first."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from consent.models import Ask, ConsentEvent
from consent.record import standings
from consent.scopes import Scope, State
from consent.verify import faults
from tests.consent.people import answer, make_ask, make_room


def at_once(*deeds: Callable[[], None]) -> list[BaseException]:
    failed: list[BaseException] = []

    def run(deed: Callable[[], None]) -> None:
        try:
            start.wait()
            deed()
        except Exception as error:  # noqa: BLE001 - the test looks at them
            failed.append(error)
        finally:
            connection.close()

    start = threading.Barrier(len(deeds))
    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


@pytest.mark.django_db(transaction=True)
def test_answers_of_many_speakers_are_one_chain() -> None:
    speakers = [s for room in (make_room("a"), make_room("b")) for s in (room.sami, room.noor)]
    asks = {speaker.pk: make_ask(speaker) for speaker in speakers}

    def answering(pk: int) -> Callable[[], None]:
        def deed() -> None:
            for said in ("granted", "refused", "granted", "withdrawn"):
                ask = Ask.objects.get(pk=asks[pk].pk)
                answer(ask.speaker, ask=ask, publish=said, name=said)

        return deed

    assert at_once(*(answering(speaker.pk) for speaker in speakers)) == []
    assert ConsentEvent.objects.count() == len(speakers) * 8
    assert faults() == ()
    assert {standings(speaker)[Scope.PUBLISH] for speaker in speakers} == {State.WITHDRAWN}
