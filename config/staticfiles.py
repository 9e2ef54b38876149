"""The files that browsers get: those of the front-end packages, and whether all are collected."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder, get_finders
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage
from django.core.management import call_command


class PackageFilesFinder(BaseFinder):
    """Maps `settings.PACKAGE_FILES` (served path → path below node_modules) for collectstatic."""

    def check(self, **_: Any) -> list[CheckMessage]:
        return []

    def find(self, path: str, find_all: bool = False, **_: Any) -> Any:
        source = settings.PACKAGE_FILES.get(path)
        found = [str(settings.NODE_MODULES / source)] if source else []
        found = [name for name in found if Path(name).is_file()]
        if find_all:
            return found
        return found[0] if found else None

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, FileSystemStorage]]:
        for served, source in settings.PACKAGE_FILES.items():
            file = Path(settings.NODE_MODULES / source)
            if file.is_file():
                storage = FileSystemStorage(location=file.parent)
                storage.prefix = str(Path(served).parent)  # type: ignore[attr-defined]  # read by collectstatic
                yield file.name, storage


def collect_if_changed() -> bool:
    """Run collectstatic where a source differs from the last time; whether it did."""
    stamp, now = Path(settings.STATIC_ROOT) / ".sources", _fingerprint()
    if stamp.is_file() and stamp.read_text() == now:
        return False
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(now)
    return True


def _fingerprint() -> str:
    """A hash over name, length and time of every source file."""
    lines = sorted(
        f"{getattr(storage, 'prefix', '')}/{name} {storage.size(name)} {storage.path(name)} "
        f"{storage.get_modified_time(name).timestamp()}"
        for finder in get_finders()
        for name, storage in finder.list([])
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
