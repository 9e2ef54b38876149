"""News from consent, for the apps above; sent inside the transaction that makes it true."""

from django.dispatch import Signal

taken_down = Signal()
"""Somebody wants the episodes of a recording off everything. Arguments: `recording`, `at`."""

consent_changed = Signal()
"""What may be heard or shown of a recording may have changed. Arguments: `recording`."""
