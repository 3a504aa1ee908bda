"""A visit to one address: its redirects, and the moment at which it ends whatever the other side does."""

import os
import socket
import threading
import time
from contextlib import suppress

#: How often visits are looked at, in seconds.
_TICK = 0.1


class Visit:
    """The requests for one address. Its sockets are shut down when its time is over: a read then ends at once.

    A time-out of a read starts anew with each byte, so a server that sends one now and then would never end it.
    """

    def __init__(self, seconds: float) -> None:
        self.until = time.monotonic() + seconds
        self.hops: list[tuple[str, int]] = []
        self.expired = False
        self._sockets: list[socket.socket] = []
        self._lock = threading.Lock()

    @property
    def remaining(self) -> float:
        """The seconds left, never less than a moment: a time-out of nothing would mean to wait for ever."""
        return max(self.until - time.monotonic(), 0.01)

    def adopt(self, sock: socket.socket) -> None:
        """Shut ``sock`` down when this visit's time is over.

        A duplicate is kept, since TLS takes the descriptor out of the socket that it wraps.
        """
        with self._lock:
            if sock.fileno() >= 0:
                self._sockets.append(socket.socket(fileno=os.dup(sock.fileno())))

    def expire(self) -> None:
        """End this visit now."""
        with self._lock:
            self.expired = True
            for sock in self._sockets:
                with suppress(OSError):
                    sock.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Let go of the duplicates."""
        with self._lock:
            for sock in self._sockets:
                sock.close()
            self._sockets.clear()


class Watch(threading.Thread):
    """Ends each visit when its time is over, and the process when the one that started it is gone."""

    def __init__(self) -> None:
        super().__init__(name="watch", daemon=True)
        self._visits: set[Visit] = set()
        self._lock = threading.Lock()
        self._parent = os.getppid()

    def begin(self, seconds: float) -> Visit:
        """Return a new visit that is watched."""
        visit = Visit(seconds)
        with self._lock:
            self._visits.add(visit)
        return visit

    def end(self, visit: Visit) -> None:
        """Stop watching ``visit``."""
        with self._lock:
            self._visits.discard(visit)
        visit.close()

    def run(self) -> None:
        """Look at all visits until the process ends."""
        while True:
            time.sleep(_TICK)
            if os.getppid() != self._parent:
                os._exit(1)
            with self._lock:
                over = [visit for visit in self._visits if visit.until < time.monotonic()]
            for visit in over:
                visit.expire()
