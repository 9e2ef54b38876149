"""Consent records as JSON-LD, modelled on ISO/IEC TS 27560 in the words of the W3C's Data Privacy
Vocabulary (DPV). Pure. The context stands in the document: nothing is fetched to read it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from consent.evidence.verify import STATES, basis_of, event_of
from consent.ledger import Line, body
from consent.scopes import Basis, Scope, State

MODEL = "modelled on ISO/IEC TS 27560:2023; not every field of it is here"
NOT_STATED = "not stated"
CONTEXT: Mapping[str, Any] = {
    "@version": 1.1,
    "dpv": "https://w3id.org/dpv#",
    "dct": "http://purl.org/dc/terms/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "roomcast": "urn:roomcast:",
    "id": "@id",
    "type": "@type",
    "schema_version": "dct:hasVersion",
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
    "language": "dct:language",
    "recipients": "dpv:hasRecipient",
    "kept_for": "dpv:hasDuration",
    "kept_in": "dpv:hasLocation",
    "jurisdiction": "dpv:hasJurisdiction",
    "storage": "dpv:hasStorageCondition",
    "withdrawal": "roomcast:withdrawal",
    "notice": {"@id": "dpv:hasNotice", "@type": "@id"},
    "feed": "roomcast:feed",
    "stands_at": {"@id": "dct:created", "@type": "xsd:dateTime"},
    "disputed": "roomcast:disputed",
    "minor": "roomcast:minor",
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who decides about the data: the host of the show, the site that keeps it."""

    name: str
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One speaker of a recording, with all that the ledger says about them. `states` are those for
    the feed with the key `feed` at the moment `at`, `bases` the grounds that their lines
    name, `languages` those that they were asked in."""

    uid: str
    name: str
    feed: str
    at: datetime
    states: Mapping[Scope, State]
    bases: Mapping[Scope, Basis | None]
    languages: Sequence[str] = ()
    disputed: bool = False
    minor: bool = False
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """How what was said is kept, by site and host. What nobody configured is not stated."""

    kept_for: str
    withdrawal: str
    recipients: Sequence[str]
    kept_in: str = ""
    jurisdiction: str = ""


def records(
    subjects: Iterable[Subject], recording: str, controllers: Sequence[Party], handling: Handling
) -> dict[str, Any]:
    """A consent record of each speaker: who, what for, where it stands, and every event."""
    graph = [_record(subject, recording, controllers, handling) for subject in subjects]
    return {"@context": dict(CONTEXT), "@graph": graph}


def _record(
    subject: Subject, recording: str, controllers: Sequence[Party], handling: Handling
) -> dict[str, Any]:
    return {
        "id": f"urn:roomcast:record:{subject.uid}",
        "type": "dpv:ConsentRecord",
        "schema_version": MODEL,
        "record_id": subject.uid,
        "speaker": subject.uid,
        "name": subject.name,
        "recording": f"urn:uuid:{recording}",
        "feed": subject.feed,
        "stands_at": subject.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "disputed": subject.disputed,
        "minor": subject.minor,
        "controllers": [
            {"type": "dpv:DataController", "name": one.name, "contact": one.contact}
            for one in controllers
        ],
        "language": list(subject.languages) or [NOT_STATED],
        "storage": {
            "kept_for": handling.kept_for,
            "kept_in": handling.kept_in or NOT_STATED,
        },
        "jurisdiction": handling.jurisdiction or NOT_STATED,
        "recipients": list(handling.recipients),
        "withdrawal": handling.withdrawal,
        "personal_data": ["voice", "name and handle", "what was said"],
        "purposes": [_purpose(subject, scope) for scope in subject.states],
        "events": [event_of(body(line)) for line in subject.lines],
    }


def _purpose(subject: Subject, scope: Scope) -> dict[str, Any]:
    """Its id is of this record alone: what is said of it is said of nobody else."""
    state, basis = subject.states[scope], subject.bases.get(scope)
    return {
        "id": f"urn:roomcast:record:{subject.uid}:{scope}",
        "type": "dpv:Purpose",
        "scope": scope,
        "title": TITLES[scope],
        "legal_basis": basis_of(state, basis or ""),
        "status": STATES[state],
    }
