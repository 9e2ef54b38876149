"""News from recordings, for the apps above; sent inside the transaction that makes it true."""

from django.dispatch import Signal

voices_changed = Signal()
"""Who is heard where has changed. Arguments: `recording`."""
