"""How ids are spelt: parts of addresses, and names of files."""

import re

#: A brand's or a notice's: small letters, digits and single hyphens.
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
