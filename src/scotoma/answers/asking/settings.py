"""Who is asked, what decides the answers, how the requests are made, and what tokens cost."""

from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

from scotoma.answers.prompts import Preset
from scotoma.errors import UsageError

__all__ = ["Conduct", "Model", "Prices", "Settings"]


@dataclass(frozen=True, slots=True)
class Model:
    """Who is asked: the name the answers are kept under, and, where it differs, what inspect_ai calls it.

    `base_url` is that of a server of one's own. `options` go to inspect_ai's provider.

    Raises:
        UsageError: the URL has a name or a password in it, which would be written to files.
    """

    name: str
    inspect_name: str = ""
    base_url: str | None = None
    options: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parts = urlsplit(self.base_url or "")
        if parts.username is not None or parts.query:
            raise UsageError(
                "The base URL has a password or a query in it, and it is written to files. Give it without, and the "
                "key through the provider's environment variable."
            )

    @property
    def known_as(self) -> str:
        """What inspect_ai calls it."""
        return self.inspect_name or self.name


@dataclass(frozen=True, slots=True)
class Settings:
    """What decides the answers besides model, benchmark and control; greedy unless told otherwise.

    Without `images` every request is text alone.

    Raises:
        UsageError: a number that makes no sense.
    """

    preset: Preset = "letter"
    temperature: float = 0.0
    max_tokens: int = 1024
    seed: int = 0
    images: bool = True

    def __post_init__(self) -> None:
        if self.max_tokens < 1 or self.temperature < 0:
            raise UsageError(
                f"max_tokens is {self.max_tokens} and the temperature {self.temperature}; expected at least 1 and 0."
            )

    def as_dict(self) -> dict[str, Any]:
        """As it is written to files."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Conduct:
    """How requests are made; none of it decides an answer.

    `connections` is how many are open at once (None: as many as inspect_ai finds a provider to bear). One attempt may
    take `timeout_s`; an attempt that fails for a passing reason is made again up to `retries` times, with growing
    pauses. `batch` uses a provider's batch interface, which is cheaper and slow.

    Raises:
        UsageError: a number that makes no sense.
    """

    connections: int | None = None
    timeout_s: int = 300
    retries: int = 5
    batch: bool = False

    def __post_init__(self) -> None:
        connections = 1 if self.connections is None else self.connections
        if min(connections, self.timeout_s) < 1 or self.retries < 0:
            raise UsageError(
                f"{self.connections} connections, a time-out of {self.timeout_s} s and {self.retries} retries cannot "
                "be had; expected at least 1, 1 and 0."
            )


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars for a million tokens."""

    input: float
    output: float

    def cost(self, input_tokens: float | int, output_tokens: float | int) -> float:
        """US dollars for so many tokens."""
        return (input_tokens * self.input + output_tokens * self.output) / 1e6
