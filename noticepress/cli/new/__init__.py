"""``new``: a brand, a notice or a release, from a few answers. Nothing is ever overwritten."""

from noticepress.cli.new.brand import new_brand
from noticepress.cli.new.notice import new_notice
from noticepress.cli.new.release import new_release

__all__ = ["new_brand", "new_notice", "new_release"]
