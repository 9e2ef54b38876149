"""The front-end packages' files that the site serves: each named here, none copied into git."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage


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
