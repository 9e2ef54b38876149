"""News from consent, for the apps above; sent inside the transaction that makes it true."""

from django.dispatch import Signal

taken_down = Signal()
"""Somebody wants the episodes of a recording off everything. Arguments: `recording`, `at`."""

consent_changed = Signal()
"""What may be heard or shown of a recording may have changed. Arguments: `recording`."""

is_out = Signal()
"""Asks whether anybody can hear something of a recording now. Arguments: `recording`, `purpose`
(the key of a feed, empty for any). Receivers answer yes or no."""

last_out = Signal()
"""Asks when something of some recordings could last be heard. Arguments: `recordings` (ids).
Receivers answer a moment for each that was ever out, by id; None where it is, or is about to be."""

gone_for_good = Signal()
"""An episode was taken down for good, which a restored database may have forgotten. Arguments:
`episode` (its uid), `at`. Receivers answer whether they had."""

person_erased = Signal()
"""A person goes out of every text. Arguments: `person`, `hosts` (ids of the hosts who know them),
and, once for each recording they spoke in, `recording`, `speakers` (their ids) and `shown` (the
names of the others); without a recording all but the recordings `apart` (ids) is meant. Receivers
answer with what is `recordings.erasing.Gone`."""
