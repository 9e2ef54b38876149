"""What a host says of a link at which a room says yes in advance."""

from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.utils import timezone

from feeds.models import Show
from recordings.models import Host

MOST_DAYS = 365
USUAL = timedelta(days=30)


class InviteForm(forms.Form):
    """For which rooms, and until when the link leads anywhere."""

    rooms = forms.ChoiceField(
        label="For which rooms?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "Nothing was chosen. Choose a show, or all of them.",
            "invalid_choice": "That show is not yours. Choose one that is listed.",
        },
    )
    until = forms.DateField(
        label="Until when can people use the link?",
        help_text="A year at most. What they said there goes on for as long as they said.",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": "There is no day yet. Write one.",
            "invalid": "This is no date. Write it as 2027-12-31.",
        },
    )

    def __init__(self, *args: Any, hosts: list[Host], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hosts, self.today = {host.slug: host for host in hosts}, today
        shows = Show.objects.filter(host__in=hosts).select_related("host").order_by("title", "pk")
        self.shows = {show.slug: show for show in shows}
        cast("forms.ChoiceField", self.fields["rooms"]).choices = [
            *((f"show {slug}", show.title) for slug, show in self.shows.items()),
            *((f"host {slug}", f"All shows of {host.name}") for slug, host in self.hosts.items()),
        ]
        self.fields["until"].initial = today + USUAL

    def clean_until(self) -> datetime:
        day: date = self.cleaned_data["until"]
        if not self.today <= day <= self.today + timedelta(days=MOST_DAYS):
            raise forms.ValidationError("Write a day from today on, within a year.")
        return timezone.make_aware(datetime.combine(day, time.max))

    @property
    def chosen(self) -> tuple[Host, Show | None]:
        kind, _, slug = str(self.cleaned_data["rooms"]).partition(" ")
        show = self.shows[slug] if kind == "show" else None
        return (show.host, show) if show else (self.hosts[slug], None)
