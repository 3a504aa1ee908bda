"""Publishing: a plan of what would change on a target, and carrying it out so that nobody sees half a site."""

from noticepress.publish.apply import apply
from noticepress.publish.manifest import Manifest
from noticepress.publish.plan import Facts, Plan, Publication, Step, make_plan
from noticepress.publish.receipt import Receipt

__all__ = ["Facts", "Manifest", "Plan", "Publication", "Receipt", "Step", "apply", "make_plan"]
