"""LinkChecker in a process of its own, with a guard on every connection and a plugin that says what it saw.

``python -m noticepress.links.crawler SETTINGS`` reads addresses from standard input, a line each, and writes
LinkChecker's XML to standard output. Nothing else of the program imports LinkChecker.
"""
