"""What a host writes about a show, one form for each question."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.validators import RegexValidator

from consent.scopes import Level, Scope
from feeds.categories import CATEGORIES, is_category, is_language
from feeds.forms.fields import YesNoField, line_field, needs, text_field, too_long
from feeds.models import Show
from recordings.models import Host, Recording

MOST_DESCRIPTION = 4000
PICTURES = "image/png,image/jpeg"
SOUNDS = "audio/*"
SCOPE_QUESTIONS = (
    (Scope.NAME, "Their name", "Without it they are “Guest 2”."),
    (Scope.TRANSCRIPT, "A transcript of what they said", "Without it their words are withheld."),
    (Scope.CLIPS, "Short clips", "Up to 60 seconds, for sharing."),
    (Scope.COMMERCIAL, "Advertising around their words", "A sponsor’s message before or after."),
    (Scope.ARCHIVE_SEARCH, "Search in the archive", "Their words are found across episodes."),
    (Scope.AI_PROCESSING, "Automatic texts", "Software writes, sums up or translates their words."),
    (Scope.AI_TRAINING, "Training AI", "Without it the feed reserves that right for them."),
    (Scope.VOICE_ID, "A voiceprint", "To tell who speaks. Some places have laws of their own."),
    (Scope.REDISTRIBUTE, "Other publishers", "Partners, video sites and other hosts."),
)

_address = RegexValidator(
    r"\A[a-z0-9]+(?:-[a-z0-9]+)*\Z",
    "The address may hold small letters, digits and hyphens, such as “open-table”.",
)


class NewShowForm(forms.Form):
    """The title, and the address that listeners subscribe to."""

    host = forms.ModelChoiceField(Host.objects.none(), label="Whose show is it?", empty_label=None)
    title = line_field("name", "Name of the show")
    slug = forms.CharField(
        label="Address",
        max_length=64,
        validators=[_address],
        help_text="Small letters, digits, hyphens. It stays for ever: apps subscribe to it.",
        error_messages=needs("address") | too_long("address", 64),
    )

    def __init__(self, *args: Any, hosts: list[Host], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hosts = hosts
        if len(hosts) == 1:
            del self.fields["host"]
        else:
            field = cast("forms.ModelChoiceField[Host]", self.fields["host"])
            field.queryset = Host.objects.filter(pk__in=[host.pk for host in hosts])

    @property
    def chosen_host(self) -> Host:
        return cast("Host", self.cleaned_data.get("host") or self.hosts[0])


class ShowTitleForm(forms.Form):
    title = line_field("name", "Name of the show")


class ShowDescriptionForm(forms.Form):
    description = text_field(
        "description",
        "Description",
        MOST_DESCRIPTION,
        help_text="What the show is, in a few sentences.",
    )


class ShowAuthorForm(forms.Form):
    author = line_field("author", "Author", help_text="As apps show it under the title.")


class ShowLanguageForm(forms.Form):
    language = line_field(
        "language",
        "Language",
        35,
        help_text="Two letters, such as “en” or “de”; with the region if need be: “pt-BR”.",
    )

    def clean_language(self) -> str:
        code = str(self.cleaned_data["language"])
        if not is_language(code):
            raise forms.ValidationError(
                f"“{code}” is not a language code. Write two letters, such as “en” or “de”."
            )
        return code


def _category_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    return [
        (parent, [(parent, f"{parent}, all of it"), *((f"{parent}/{sub}", sub) for sub in subs)])
        for parent, subs in CATEGORIES.items()
    ]


class ShowCategoryForm(forms.Form):
    category = forms.ChoiceField(
        label="Category",
        choices=_category_choices,
        help_text="Apple’s list; other apps read it too.",
        error_messages={"invalid_choice": "That category is not Apple’s. Choose one of the list."},
    )

    def clean_category(self) -> str:
        parent, _, sub = str(self.cleaned_data["category"]).partition("/")
        if not is_category(parent, sub):
            raise forms.ValidationError("That category is not Apple’s. Choose one of the list.")
        return f"{parent}/{sub}"


class ShowExplicitForm(forms.Form):
    explicit = YesNoField(label="Does the show hold explicit language?")


class ShowKindForm(forms.Form):
    kind = forms.ChoiceField(
        label="In which order is it heard?", choices=Show.Kind, widget=forms.RadioSelect
    )


class ShowScopesForm(forms.Form):
    """What speakers are asked beside being published, which is always asked."""

    scopes = forms.MultipleChoiceField(
        label="Beside being published, which is always asked",
        help_text="Each is a question of its own, and each makes the answer longer.",
        choices=[(str(scope), f"{name}. {what}") for scope, name, what in SCOPE_QUESTIONS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def clean_scopes(self) -> list[str]:
        return [Scope.PUBLISH, *self.cleaned_data["scopes"]]


class ShowAdvertisingForm(forms.Form):
    """Whether advertising stands around the episodes; what speakers are asked is another page."""

    commercial = YesNoField(
        label="Does the show carry advertising?",
        help_text="Episodes in which somebody has not allowed it go out free of it, and the feed "
        "says so. Keep a sponsor’s message out of your intro and outro: they stand in every "
        "episode.",
    )


IDENTITY_CHOICES = (
    (Level.VOUCHED, "Their link, or evidence. Also what was said on paper, kept by an officer."),
    (Level.LINK, "Their personal link. Whoever has it can answer: hand it over with care."),
    (Level.MAIL, "A code in the mail. It goes to the address at which you ask them."),
    (Level.ACCOUNT, "A sign-in with the account that spoke. The surest, and one step more."),
)


def _identity_choices() -> list[tuple[int, str]]:
    """A sign-in only where the site's admin has set up somewhere to sign in."""
    found = [(int(level), words) for level, words in IDENTITY_CHOICES]
    return found if settings.ACCOUNT_PROVIDERS else found[:-1]


class ShowIdentityForm(forms.Form):
    """How sure the host has to be of who says yes."""

    least_identity = forms.TypedChoiceField(
        label="What shows that it was them who said yes?",
        help_text="A no always counts. A yes with less stays recorded, and the episode waits "
        "until its speaker has shown more.",
        choices=_identity_choices,
        coerce=int,
        widget=forms.RadioSelect,
    )


class ShowCopyrightForm(forms.Form):
    copyright = line_field(
        "line", "Copyright line", required=False, help_text="Such as “2026 Hana Osei”."
    )


class ShowLinkForm(forms.Form):
    link = forms.URLField(
        label="Website",
        required=False,
        max_length=200,
        assume_scheme="https",
        help_text="Left empty, apps link to the show’s page here.",
        error_messages={"invalid": "This is no web address. Write it as https://example.org."},
    )


class ShowLockedForm(forms.Form):
    locked = YesNoField(
        label="Keep other podcast services from taking the show over?",
        help_text="Say no for the days in which you move it.",
    )


class PictureForm(forms.Form):
    """A cover; whether it fits is the verb's matter."""

    picture = forms.FileField(
        label="Cover",
        help_text="A square picture of 1400 to 3000 px, as PNG or JPEG.",
        widget=forms.FileInput(attrs={"accept": PICTURES}),
        error_messages={
            "required": "No picture was chosen. Choose one of 1400 to 3000 px.",
            "missing": "No picture was chosen. Choose one of 1400 to 3000 px.",
            "empty": "This file is empty. Choose a square picture of 1400 to 3000 px.",
        },
    )


class MusicForm(forms.Form):
    sound = forms.FileField(
        label="Sound file",
        help_text="MP3, WAV, FLAC or M4A, up to two minutes.",
        widget=forms.FileInput(attrs={"accept": SOUNDS}),
        error_messages={
            "required": "No file was chosen. Choose a sound.",
            "missing": "No file was chosen. Choose a sound.",
            "empty": "This file is empty. Choose a sound.",
        },
    )


class ChooseShowForm(forms.Form):
    """Which of the host's shows an episode is for."""

    show = forms.ModelChoiceField(
        Show.objects.none(),
        label="In which show?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={
            "required": "No show was chosen. Choose one.",
            "invalid_choice": "That show is not yours. Choose one that is listed.",
        },
    )

    def __init__(self, *args: Any, recording: Recording, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast("forms.ModelChoiceField[Show]", self.fields["show"])
        field.queryset = Show.objects.filter(host=recording.host_id)
