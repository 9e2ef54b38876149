"""The whole story: what each step of an Episode makes happen."""

from recordings.models import Recording


def review(recording: Recording) -> None:
    """Ask the Clearance again for every episode of a recording whose consent has changed."""
