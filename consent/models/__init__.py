"""Wordings, asks, the ledger of answers, and who is left out: columns and constraints."""

from consent.models.asks import Ask, AskLink, Wording
from consent.models.exclusions import Exclusion
from consent.models.ledger import ConsentEvent

__all__ = ["Ask", "AskLink", "ConsentEvent", "Exclusion", "Wording"]
