"""Wordings, asks, the ledger of answers, and who is left out: columns and constraints."""

from consent.models.asks import MAILS_PER_DAY, MAILS_PER_RECORDING, Ask, AskLink, Sending, Wording
from consent.models.checks import LedgerAnchor, LedgerCheck
from consent.models.claims import Claim
from consent.models.desk import EvidenceFile, Proposal, RosterCheck
from consent.models.do_not_ask import DoNotAsk
from consent.models.excerpts import Excerpt, Listening
from consent.models.exclusions import Exclusion
from consent.models.identity import Confirmation
from consent.models.ledger import ChainHead, ConsentEvent
from consent.models.standing import StandingCode, StandingConsent, StandingInvite
from consent.models.traces import Trace
from consent.models.wishes import CutWish
from consent.models.withdrawals import Withdrawal

__all__ = [
    "MAILS_PER_DAY",
    "MAILS_PER_RECORDING",
    "Ask",
    "AskLink",
    "ChainHead",
    "Claim",
    "Confirmation",
    "ConsentEvent",
    "CutWish",
    "DoNotAsk",
    "EvidenceFile",
    "Excerpt",
    "Exclusion",
    "LedgerAnchor",
    "LedgerCheck",
    "Listening",
    "Proposal",
    "RosterCheck",
    "Sending",
    "StandingCode",
    "StandingConsent",
    "StandingInvite",
    "Trace",
    "Withdrawal",
    "Wording",
]
