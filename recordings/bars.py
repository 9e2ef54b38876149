"""Progress bars of the command line, on stderr; the same callable that jobs pass to the core."""

from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn


class Bars:
    """Called as `bars(stage, done, total)`: a bar for each stage, one after the other."""

    def __init__(self) -> None:
        columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn())
        console = Console(stderr=True)
        self._bars = Progress(*columns, TimeElapsedColumn(), console=console)
        self._tasks: dict[str, int] = {}

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            for task in self._bars.tasks:
                self._bars.update(task.id, total=task.total or 1, completed=task.total or 1)
        self._bars.stop()

    def __call__(self, stage: str, done: int = 0, total: int = 0) -> None:
        if stage not in self._tasks:
            self._tasks[stage] = self._bars.add_task(stage, total=total or None)
        self._bars.update(self._tasks[stage], completed=done, total=total or None)  # type: ignore[arg-type]
