"""What was made once is not made again: products kept under the hash of everything that they were made from.

A product is a pure function of its inputs, so that its key is the SHA-256 of those inputs, of the program and of the
libraries that it stands on (``keys``). ``Store`` keeps bytes under such keys in a folder of the workspace,
``.noticepress-cache``, which may be deleted at any time: nothing in it is the only copy of anything.
"""

from noticepress.cache.keys import files_below, fingerprint, program, tree
from noticepress.cache.store import FOLDER, LIMIT, Store, clear

__all__ = ["FOLDER", "LIMIT", "Store", "clear", "files_below", "fingerprint", "program", "tree"]
