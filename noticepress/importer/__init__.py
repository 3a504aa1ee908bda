"""A notice out of what people have: a Word document, a saved page, plain text or Markdown, as a source of ours.

``files`` tells what a file is and has it read; ``shape`` gives every kind the elements of a body of record;
``headings``, ``links`` and ``values`` make a notice of it; ``compare`` binds it and holds it to the file's own text.
"""

from noticepress.importer.files import read_file
from noticepress.importer.notice import Imported, import_reading

__all__ = ["Imported", "import_reading", "read_file"]
