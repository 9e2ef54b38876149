"""Text and data mining: what the feed reserves for those who speak (W3C TDMRep, 2024). Pure.

Training artificial intelligence is a use of its own, and silence is never yes: it is reserved
for every episode in which not everybody who is heard has allowed it.
"""

from consent.policy import Clearance
from consent.scopes import Scope

HEADER = "tdm-reservation"
RESERVED, FREE = "1", "0"
WHOLE_SITE = [{"location": "/", HEADER: 1}]
"""`/.well-known/tdmrep.json`, for whoever reads no headers; an episode's own header may free it."""


def reservation(clearance: Clearance) -> str:
    """The header's value for whatever is served of an episode."""
    everybody = clearance.heard and clearance.allowing.get(Scope.AI_TRAINING) == clearance.heard
    return FREE if everybody and not clearance.legacy else RESERVED
