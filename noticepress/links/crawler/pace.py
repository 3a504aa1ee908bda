"""How often one host is asked: a steady rate, and not at all while it has asked to be left alone."""

import threading
import time
from collections.abc import Callable


class HeldError(Exception):
    """A host that asked for a longer pause than a run waits for."""


class Pace:
    """Spaces the requests to each host, without keeping other hosts waiting. Times are in seconds."""

    def __init__(self, rate: float, patience: float, sleep: Callable[[float], None] = time.sleep) -> None:
        self._gap, self._patience, self._sleep = 1 / rate, patience, sleep
        self._free: dict[str, float] = {}
        self._held: dict[str, float] = {}
        self._lock = threading.Lock()

    def wait(self, host: str, *, spaced: bool = True) -> float:
        """Wait until ``host`` may be asked again; return for how long. ``spaced`` is off for this machine itself."""
        with self._lock:
            now = time.monotonic()
            held = self._held.get(host, 0.0)
            if held - now > self._patience:
                raise HeldError(f"the host asked for a pause of {held - now:.0f} s")
            start = max(now, held, self._free.get(host, 0.0) if spaced else 0.0)
            self._free[host] = start + self._gap
        if start > now:
            self._sleep(start - now)
        return start - now

    def hold(self, host: str, seconds: float) -> None:
        """Remember that ``host`` asked not to be asked for ``seconds``."""
        with self._lock:
            self._held[host] = max(self._held.get(host, 0.0), time.monotonic() + seconds)
