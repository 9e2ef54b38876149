"""Excerpt: a speaker's own parts as a file of theirs. Listening: what they hear at their link."""

from django.db import models

from recordings.models import Speaker


class Excerpt(models.Model):
    """What a speaker said, nobody else around it: for their own export. `made_of` is the hash of
    the parts and the sound it was made from: with other parts it is made anew."""

    speaker = models.OneToOneField(Speaker, models.CASCADE, related_name="+")
    made_of = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    bytes = models.PositiveBigIntegerField()
    duration_ms = models.PositiveBigIntegerField()

    def __str__(self) -> str:
        return f"Excerpt of {self.speaker}"


class Listening(models.Model):
    """One piece of what a speaker hears of themselves, with who has agreed around them. `made_of`
    is the hash of all that is heard in it, and of who has agreed: what no longer is so is made
    anew before it is played, and the old file goes."""

    speaker = models.ForeignKey(Speaker, models.CASCADE, related_name="+")
    piece = models.PositiveIntegerField()
    made_of = models.CharField(max_length=64)
    key = models.CharField(max_length=200)
    bytes = models.PositiveBigIntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("speaker", "piece"), name="one_listening_per_speaker_and_piece"
            ),
        )

    def __str__(self) -> str:
        return f"Piece {self.piece} of what {self.speaker} hears"
