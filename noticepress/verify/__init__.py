"""What is really live: a website is fetched as readers get it, and held to what was published there."""

from noticepress.verify.difference import Difference, Verdict
from noticepress.verify.events import verdict_entries
from noticepress.verify.fetch import Limits
from noticepress.verify.run import verify_target

__all__ = ["Difference", "Limits", "Verdict", "verdict_entries", "verify_target"]
