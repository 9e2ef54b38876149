"""News from recordings, for the apps above; sent inside the transaction that makes it true."""

from django.dispatch import Signal

voices_changed = Signal()
"""Who is heard where has changed. Arguments: `recording`."""

run_failed = Signal()
"""A Run is given up for good. Arguments: `run` (kind, subject_id), `sentence` for the host."""

tidy_due = Signal()
"""An hour has passed; what was kept long enough is to go. Arguments: `now`."""

sweep_due = Signal()
"""A minute has passed; whatever was lost on its way is to be picked up. Arguments: `now`."""
