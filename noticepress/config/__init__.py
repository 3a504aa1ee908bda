"""The workspace's configuration: its brands and the references that notices share, read strictly."""

from noticepress.config.brands import load_brands
from noticepress.config.references import load_references
from noticepress.config.workspace import Workspace, find_workspace, load_workspace, read_text

__all__ = ["Workspace", "find_workspace", "load_brands", "load_references", "load_workspace", "read_text"]
