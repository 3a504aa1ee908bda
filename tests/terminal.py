"""A person at a terminal: the command line behind a real pseudo-terminal, question by question."""

import os
import pty
import select
import subprocess
import sys
from pathlib import Path

from conftest import REPOSITORY

#: A question that does not come in this time never will; a machine under load is slow, and none so slow.
_PATIENCE = 120


class Terminal:
    """A running command. ``seen`` is all that it has shown; control characters are sent as characters."""

    def __init__(self, root: Path, *arguments: str) -> None:
        self._ours, theirs = pty.openpty()
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "TERM": "dumb"}
        command = [sys.executable, str(REPOSITORY / "build.py"), *arguments, "--workspace", str(root)]
        self._process = subprocess.Popen(
            command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment, start_new_session=True, cwd=root
        )
        os.close(theirs)
        self.seen = ""
        self._read = 0

    def expect(self, words: str) -> None:
        """Wait until ``words`` are shown, after what was expected last."""
        while words not in self.seen[self._read :]:
            assert self._more(), f"{words!r} never came: {self.seen}"
        self._read = self.seen.index(words, self._read) + len(words)

    def answer(self, question: str, text: str, end: str = "\n") -> None:
        """Wait for a question, and type ``text``."""
        self.expect(question)
        self.expect(": ")
        os.write(self._ours, (text + end).encode())

    def interrupt(self, question: str) -> None:
        """Wait for a question, and interrupt the command as Ctrl-C does."""
        self.expect(question)
        self._process.send_signal(2)

    def end(self) -> int:
        """Return the exit code, once all has been shown."""
        while self._more():
            pass
        os.close(self._ours)
        return self._process.wait(_PATIENCE)

    def _more(self) -> bool:
        ready, _, _ = select.select([self._ours], [], [], _PATIENCE)
        assert ready, f"nothing more came: {self.seen}"
        try:
            data = os.read(self._ours, 4096)
        except OSError:
            return False
        self.seen += data.decode(errors="replace").replace("\r\n", "\n")
        return bool(data)
