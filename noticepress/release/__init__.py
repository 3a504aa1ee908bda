"""Freezing a version of a notice, and deciding on it."""

from noticepress.release.decide import approve, withdraw
from noticepress.release.freeze import Declaration, Typeset, make_release

__all__ = ["Declaration", "Typeset", "approve", "make_release", "withdraw"]
