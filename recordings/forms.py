"""What a host sends to begin an import, and to choose a room: fields and their sentences."""

from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from recordings.models import Host, Import
from recordings.words import size

MOST_FILES = 50
_KINDS = "audio/*,video/webm,.zip,.ts,.aac,.mp3,.m4a,.wav,.flac,.ogg,.oga,.opus,.webm,.json,.js"


class FilesInput(forms.ClearableFileInput):
    """A file field that takes several at once: an archive may come in parts."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files; each is checked like a single one."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        files = data if isinstance(data, list | tuple) else [data]
        if len(files) > MOST_FILES:
            raise forms.ValidationError(
                f"That are {len(files)} files. Choose at most {MOST_FILES}, or put them in a zip."
            )
        return [super(FilesField, self).clean(one, initial) for one in files or [None]]


class ImportForm(forms.Form):
    """The files, and whose recording it becomes where somebody works for several hosts."""

    host = forms.ModelChoiceField(
        Host.objects.none(), label="Whose recording is it?", empty_label=None
    )
    file = FilesField(
        label="Drop a file here, or choose one",
        max_length=300,
        error_messages={
            "required": "No file was chosen. Choose the recording or the archive it lies in.",
            "missing": "No file was chosen. Choose the recording or the archive it lies in.",
            "empty": "This file is empty. Choose the recording or the archive it lies in.",
            "max_length": "The file’s name has more than 300 letters. Give it a shorter one.",
        },
        widget=FilesInput(attrs={"accept": _KINDS}),
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


def too_large() -> str:
    """The sentence for an upload beyond the site's limit."""
    return f"These files are larger than the {size(settings.MAX_UPLOAD_BYTES)} this site takes."


class ChooseRoomForm(forms.Form):
    """Which of the rooms in a file to read."""

    room = forms.ChoiceField(
        label="Which room?",
        widget=forms.RadioSelect,
        error_messages={
            "required": "No room was chosen. Choose the one to import.",
            "invalid_choice": "That room is not in this file. Choose one that is listed.",
        },
    )

    def __init__(self, *args: Any, imported: Import, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = [(room["key"], room["key"]) for room in imported.rooms]
        cast("forms.ChoiceField", self.fields["room"]).choices = rooms
