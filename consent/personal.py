"""Where personal data lies in the tables of consent; see `recordings.personal`. Pure."""

from collections.abc import Mapping

from recordings.personal import (
    CODE,
    HASH,
    HOSTS,
    LEDGER,
    MARK,
    MASK,
    OBJECT,
    OWN,
    SHARED,
    Erase,
    Place,
    Table,
    not_personal,
)

_BY_ADDRESS = "belongs to no speaker; the row goes with the address or account of who is erased"
_BOTH = Place(erase=Erase.MASK, why="emptied in their own question, masked in others'")

TABLES: Mapping[str, Table] = {
    "Wording": Table(
        columns={
            "key": CODE,
            "language": CODE,
            "text": not_personal("the site's own words, with places for what is told"),
            "sha256": HASH,
        }
    ),
    "Ask": Table(
        owner="speaker",
        near="speaker__recording",
        host="speaker__recording__host",
        columns={
            "scopes": CODE,
            "asker": _BOTH,
            "room_text": _BOTH,
            "show_text": _BOTH,
            "purpose": not_personal("the guid of a show"),
            "told": _BOTH,
            "announced": _BOTH,
            "contact": OWN,
            "address": OWN,
        },
    ),
    "AskLink": Table(
        owner="ask__speaker",
        goes=True,
        columns={"token_sha256": not_personal("the hash of a secret", secret=True)},
    ),
    "Sending": Table(
        owner="ask__speaker",
        goes=True,
        columns={"mark": MARK, "message_id": OWN},
    ),
    "Confirmation": Table(
        owner="ask__speaker",
        goes=True,
        columns={
            "visit": not_personal("a keyed hash of a link and a cookie", secret=True),
            "by": not_personal("mail, or the name of a provider"),
            "mark": MARK,
            "code": not_personal("a keyed hash of a code", secret=True),
        },
    ),
    "Claim": Table(
        columns={
            "visit": not_personal("a keyed hash of a secret of a session", secret=True),
            "address": not_personal(_BY_ADDRESS),
            "account": not_personal(_BY_ADDRESS),
            "by": not_personal("mail, or the name of a provider"),
            "language": CODE,
            "mark": MARK,
            "code": not_personal("a keyed hash of a code", secret=True),
        },
    ),
    "StandingInvite": Table(
        host="host",
        columns={
            "purpose": not_personal("the guid of a show"),
            "scopes": CODE,
            "asker": not_personal(HOSTS),
            "show_text": MASK,
            "told": MASK,
            "token_sha256": not_personal("the hash of a secret", secret=True),
        },
    ),
    "StandingCode": Table(
        columns={
            "visit": not_personal("a keyed hash of a link and a cookie", secret=True),
            "address": not_personal(_BY_ADDRESS),
            "mark": MARK,
            "code": not_personal("a keyed hash of a code", secret=True),
        },
    ),
    "StandingConsent": Table(
        columns={
            "purpose": not_personal("the guid of a show"),
            "address": not_personal(_BY_ADDRESS),
            "account": MARK,
            "scopes": CODE,
            "token_sha256": not_personal("the hash of a secret", secret=True),
        },
    ),
    "DoNotAsk": Table(columns={"mark": MARK}),
    "Excerpt": Table(owner="speaker", goes=True, columns={"made_of": HASH, "key": OBJECT}),
    "Listening": Table(owner="speaker", goes=True, columns={"made_of": HASH, "key": SHARED}),
    "Exclusion": Table(owner="speaker"),
    "CutWish": Table(owner="speaker", goes=True),
    "ConsentEvent": Table(
        owner="speaker",
        near="recording",
        columns={
            "terms": not_personal("of a name it holds a mark under the line's own salt"),
            "shown": LEDGER,
            "shown_sha256": LEDGER,
            "evidence": LEDGER,
            "actor": LEDGER,
            "salt": LEDGER,
            "commitment": HASH,
            "prev_hash": HASH,
            "hash": HASH,
        },
    ),
    "EvidenceFile": Table(
        owner="speaker",
        goes=True,
        columns={"sha256": HASH, "key": OBJECT, "name": OWN, "content_type": CODE},
    ),
    "Proposal": Table(
        owner="speaker",
        near="recording",
        host="recording__host",
        goes=True,
        columns={"decisions": CODE, "evidence": MASK},
    ),
    "Withdrawal": Table(
        owner="speaker",
        columns={"scopes": CODE, "reason": OWN, "certificate": OWN},
    ),
    "RosterCheck": Table(columns={"mark": HASH}),
    "Trace": Table(columns={"ip_mark": MARK, "agent_mark": MARK}),
    "ChainHead": Table(columns={"hash": HASH, "seal": HASH}),
    "LedgerCheck": Table(
        columns={
            "hash": HASH,
            "told": HASH,
            "faults": not_personal("sentences about lines, by their number"),
            "known": not_personal("the numbers of lines"),
        }
    ),
    "LedgerAnchor": Table(columns={"hash": HASH, "key": OBJECT}),
}
