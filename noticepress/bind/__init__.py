"""Binding: a notice and a brand become Markdown with placeholders, so that no value can act as markup."""

from noticepress.bind.binding import bind

__all__ = ["bind"]
