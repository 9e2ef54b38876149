"""What never reaches the log, however it is written down."""

import logging

import pytest

from config.logs import ScrubbingFormatter, scrub

TOKEN = "q3J8s7Vb0rXx1mZp2LkT9Aa-b_cD4eF5gH6iJ7kL8mN"
NOOR = "noor.ali+rooms@example.org"


@pytest.mark.parametrize(
    "line",
    [
        f"Not Found: /c/{TOKEN}/choices",
        f"/C/{TOKEN}",
        f"Referer: https://rooms.example.org/speak/{TOKEN}?a=b",
        f"next=%2Fc%2F{TOKEN}%2Fchoices",
        f"next=%252Fc%252F{TOKEN}",
        f"GET /somewhere?token={TOKEN}&b=c",
        f"GET /somewhere?t={TOKEN.replace('-', '%2D').replace('_', '%5F')}",
        f"{{'token': '{TOKEN}'}}",
        f'b"{TOKEN}"',
        f"a cut one: /c/{TOKEN[:12]}",
    ],
)
def test_a_token_is_scrubbed_wherever_it_stands(line: str) -> None:
    said = scrub(line)
    assert TOKEN[:12] not in said
    assert TOKEN[-12:] not in said


@pytest.mark.parametrize(
    "line",
    [
        f"mail to {NOOR} did not leave",
        f"<{NOOR}>: refused",
        f"mailto:{NOOR}",
        f"GET /find?q={NOOR}",
        "GET /find?q=noor.ali%2Brooms%40example.org&b=c",
        "GET /find?q=noor.ali%252Brooms%2540example.org",
        "noor.ali+rooms=40example.org",
        "noor.ali+rooms\\x40example.org noor.ali\\u0040example.org",
        "noor.ali&#64;example.org noor.ali&#x40;example.org",
        '"noor ali"@example.org',
        "bounces+noor.ali=example.org@mail.example.net",
        "noor.ali@[192.0.2.7] NOOR.ALI@EXAMPLE.ORG",
        "noor.ali@localhost",
        "('RCPT TO:<noor.ali@example.org>',)",
    ],
)
def test_an_address_is_scrubbed_however_it_is_written(line: str) -> None:
    assert "noor" not in scrub(line).casefold()


def test_an_address_in_other_letters_is_scrubbed_too() -> None:
    assert scrub("an nör@exämple.org und nör＠exämple.org") == "an … und …"


@pytest.mark.parametrize(
    "line",
    [
        "Run 3 (import 7): attempt 1",
        f"No object audio/ab/{'ab' * 32}.mp3",
        "in test_a_withdrawn_speaker_is_silent_in_the_next_master",
        "Recording 8c1f6c0e-3f0a-4a0e-9c67-3f1f8c3f1b2a is held",
        'File "/srv/roomcast/consent/record.py", line 12, in record\n    @transaction.atomic',
    ],
)
def test_what_tells_nobody_stays_readable(line: str) -> None:
    assert scrub(line) == line


def test_the_row_that_a_database_refused_is_not_told() -> None:
    error = ValueError("null value\nDETAIL:  Failing row contains (7, Noor Ali, noor_ali).")
    record = logging.LogRecord("x", logging.ERROR, __file__, 1, "no", (), None)
    record.exc_info = (ValueError, error, None)
    assert "Noor" not in ScrubbingFormatter("%(message)s").format(record)


@pytest.mark.parametrize("piece", ["a", "@", "a@", "%40", "=40", '"', "\\x40", "a.", "%", "/c/"])
def test_a_hostile_line_takes_no_long_time(piece: str) -> None:
    line = piece * (200_000 // len(piece))
    assert len(scrub(line)) <= len(line) + 1
