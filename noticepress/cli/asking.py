"""Questions on a terminal; in a script the options answer them, and what is missing is named."""

import sys
from collections.abc import Callable
from dataclasses import dataclass

from noticepress.errors import NoticepressError, UsageError


def anything(_: str) -> None:
    """Take any answer."""


@dataclass(frozen=True)
class Questions:
    """Where answers come from: a person at a terminal, or the command line alone where ``live`` is false."""

    live: bool

    def ask(
        self,
        option: str,
        question: str,
        given: str | None,
        *,
        default: str | None = None,
        needed: bool = True,
        check: Callable[[str], None] = anything,
    ) -> str | None:
        """Return the answer to ``question``: what was ``given``, or what the person says, or the default.

        ``check`` raises for an answer that cannot be: a person is told why and asked again, a script ends. Raises
        ``UsageError`` that names ``option`` where a script lacks it, and where a person ends the input.
        """
        if given is not None:
            check(given)
            return given
        if not self.live:
            if needed and default is None:
                raise UsageError(f"{option} is missing", "give it, or run this on a terminal, which asks")
            return default
        while True:
            answer = _answer(question, default, needed=needed)
            if answer is None and needed:
                print("  an answer is needed; Ctrl-C stops, and nothing is written", file=sys.stderr)
                continue
            try:
                if answer is not None:
                    check(answer)
            except NoticepressError as error:
                print("\n".join(f"  {line}" for line in str(error).splitlines()), file=sys.stderr)
                continue
            return answer


def questions(*, silent: bool) -> Questions:
    """Return questions that are asked only where somebody sits at a terminal, and not where that is not wanted."""
    return Questions(not silent and sys.stdin.isatty())


def _answer(question: str, default: str | None, *, needed: bool) -> str | None:
    """Return what a person types on one line, the default for nothing."""
    aside = f" [{default}]" if default is not None else "" if needed else " (may be left empty)"
    print(f"{question}{aside}: ", end="", file=sys.stderr, flush=True)
    try:
        typed = input().strip()
    except EOFError:
        print(file=sys.stderr)
        raise UsageError("the input ended before the questions did: nothing was written") from None
    return typed or default
