"""News from consent, for the apps above; sent inside the transaction that makes it true."""

from django.dispatch import Signal

consent_changed = Signal()
"""What may be heard or shown of a recording may have changed. Arguments: `recording`."""
