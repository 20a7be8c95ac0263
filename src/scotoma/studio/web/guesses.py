"""A limit on trying out links."""

import threading
import time
from collections import deque
from collections.abc import Callable

__all__ = ["WrongLinks"]

MOST = 30  # wrong links of one address within the window; arbitrary: nobody mistypes so often, and 2^256 is far away
WINDOW_S = 60.0
ADDRESSES = 10_000  # remembered at most, so that memory is bounded


class WrongLinks:
    """Counts the wrong links that each address tried, in this process."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._times: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def add(self, address: str) -> None:
        """Count one wrong link."""
        with self._lock:
            if address not in self._times and len(self._times) >= ADDRESSES:
                self._times.pop(next(iter(self._times)))
            self._times.setdefault(address, deque(maxlen=MOST)).append(self._clock())

    def wait_s(self, address: str) -> float:
        """For how long the address has to wait before it may try again; 0 if it may."""
        with self._lock:
            times = self._times.get(address)
            if times is None or len(times) < MOST:
                return 0.0
            return max(0.0, times[0] + WINDOW_S - self._clock())
