"""A mistake planted on purpose."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

MACHINE, ORDERS = "machine", "orders"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bug:
    """`by` is what finds it: the machine, or (a `story` of) the orders of steps. Some locks are
    missed on PostgreSQL alone."""

    name: str
    module: str
    source: str
    instead: str
    says: str
    by: str = MACHINE
    story: str = "publish"
    postgresql: bool = False

    @property
    def path(self) -> Path:
        spec = find_spec(self.module)
        assert spec is not None
        assert spec.origin is not None
        return Path(spec.origin)

    def planted(self, text: str) -> str:
        """The module's text with the mistake in it. The source must stand there exactly once."""
        count = text.count(self.source)
        if count != 1:
            raise ValueError(f"“{self.name}”: its source stands {count} times in {self.module}")
        return text.replace(self.source, self.instead)
