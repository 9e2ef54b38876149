"""Consent records as JSON-LD: the structure of ISO/IEC TS 27560 in the words of the W3C's Data
Privacy Vocabulary (DPV). Pure. The context stands in the document: nothing is fetched to read it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from consent.ledger import Line, body
from consent.scopes import Decision, Scope, State
from consent.terms import unpacked

SCHEMA = "ISO/IEC TS 27560:2023"
CONTEXT: Mapping[str, Any] = {
    "@version": 1.1,
    "dpv": "https://w3id.org/dpv#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "roomcast": "urn:roomcast:",
    "id": "@id",
    "type": "@type",
    "schema_version": "dct:conformsTo",
    "record_id": "dct:identifier",
    "speaker": "dpv:hasDataSubject",
    "name": "dpv:hasName",
    "contact": "dpv:hasContact",
    "controllers": "dpv:hasDataController",
    "recording": "dct:source",
    "personal_data": "dpv:hasPersonalData",
    "purposes": "dpv:hasPurpose",
    "title": "dct:title",
    "legal_basis": {"@id": "dpv:hasLegalBasis", "@type": "@id"},
    "status": {"@id": "dpv:hasConsentStatus", "@type": "@id"},
    "expires": {"@id": "dct:valid", "@type": "xsd:dateTime"},
    "events": {"@id": "dct:hasPart", "@container": "@list"},
    "at": {"@id": "dct:date", "@type": "xsd:dateTime"},
    "notice": {"@id": "dpv:hasNotice", "@type": "@id"},
    "receipt": "roomcast:receipt",
    "line": "roomcast:line",
    "scope": "roomcast:scope",
    "decision": "roomcast:decision",
    "method": "roomcast:method",
    "terms": {"@id": "roomcast:terms", "@type": "@json"},
}
TITLES: Mapping[Scope, str] = {
    Scope.PUBLISH: "Publish the voice in this episode of this show",
    Scope.NAME: "Show name and handle",
    Scope.TRANSCRIPT: "Publish what was said in writing",
    Scope.CLIPS: "Share excerpts of up to 60 seconds",
    Scope.COMMERCIAL: "Place advertising around the words",
    Scope.ARCHIVE_SEARCH: "Make the words findable in the show's archive",
    Scope.AI_PROCESSING: "Transcribe, summarise and translate automatically",
    Scope.AI_TRAINING: "Train artificial intelligence",
    Scope.VOICE_ID: "Make a voiceprint to tell who speaks",
    Scope.REDISTRIBUTE: "Give to partners, video sites and other hosts",
}
_STATES = {
    State.UNANSWERED: "dpv:ConsentUnknown",
    State.GRANTED: "dpv:ConsentGiven",
    State.REFUSED: "dpv:ConsentRefused",
    State.WITHDRAWN: "dpv:ConsentWithdrawn",
    State.WAIVED: "roomcast:NotRequired",
    State.EXPIRED: "dpv:ConsentExpired",
}
_SAID = {
    Decision.GRANTED: "dpv:ConsentGiven",
    Decision.REFUSED: "dpv:ConsentRefused",
    Decision.WITHDRAWN: "dpv:ConsentWithdrawn",
    Decision.DISPUTED: "dpv:ConsentInvalidated",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who decides about the data: the host of the show, the site that keeps it."""

    name: str
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One speaker of a recording, with all that the ledger says about them."""

    uid: str
    name: str
    states: Mapping[Scope, State]
    lines: Sequence[Line]


def records(
    subjects: Iterable[Subject], recording: str, controllers: Sequence[Party]
) -> dict[str, Any]:
    """A consent record of each speaker: who, what for, where it stands, and every event."""
    graph = [_record(subject, recording, controllers) for subject in subjects]
    return {"@context": dict(CONTEXT), "@graph": graph}


def _record(subject: Subject, recording: str, controllers: Sequence[Party]) -> dict[str, Any]:
    return {
        "id": f"urn:roomcast:record:{subject.uid}",
        "type": "dpv:ConsentRecord",
        "schema_version": SCHEMA,
        "record_id": subject.uid,
        "speaker": subject.uid,
        "name": subject.name,
        "recording": f"urn:uuid:{recording}",
        "controllers": [
            {"type": "dpv:DataController", "name": one.name, "contact": one.contact}
            for one in controllers
        ],
        "personal_data": ["voice", "name and handle", "what was said"],
        "purposes": [_purpose(subject, scope) for scope in subject.states],
        "events": [_event(line) for line in subject.lines],
    }


def _purpose(subject: Subject, scope: Scope) -> dict[str, Any]:
    """Its id is of this record alone: what is said of it is said of nobody else."""
    return {
        "id": f"urn:roomcast:record:{subject.uid}:{scope}",
        "type": "dpv:Purpose",
        "scope": scope,
        "title": TITLES[scope],
        "legal_basis": "dpv:Consent",
        "status": _STATES[subject.states[scope]],
    }


def _event(line: Line) -> dict[str, Any]:
    """`notice` is the hash of the words that were shown; `decision` says what DPV has no word
    for, and what it has one for too."""
    at, until = body(line)["at"], unpacked(line.terms).until
    said = Decision(line.decision)
    event = {
        "type": _SAID.get(said, f"roomcast:{said}"),
        "line": line.seq,
        "receipt": line.receipt,
        "scope": line.scope,
        "decision": line.decision,
        "method": line.method,
        "at": at,
        "terms": line.terms,
    }
    if line.wording:
        event["notice"] = f"urn:sha256:{line.wording}"
    return event | ({"expires": until.isoformat()} if until else {})
