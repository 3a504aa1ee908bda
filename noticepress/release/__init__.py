"""Freezing a version of a notice, and deciding on it."""

from noticepress.release.decide import approve, withdraw
from noticepress.release.freeze import Typeset, make_release
from noticepress.release.gate import Declaration

__all__ = ["Declaration", "Typeset", "approve", "make_release", "withdraw"]
