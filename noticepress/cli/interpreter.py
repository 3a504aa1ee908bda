"""Whether the Python that runs is the one that was set up for this program; by the standard library alone."""

import os
import sys
from pathlib import Path

#: Where ``make site`` and the README's own commands set up what is needed, beside the program.
_PLACE = Path(__file__).resolve().parents[2] / ".venv"


def way_in(place: Path = _PLACE, running: str = sys.prefix) -> str | None:
    """Return the command that leads to the Python set up at ``place``; ``None`` where there is none, or it runs."""
    if not (place / "pyvenv.cfg").is_file() or Path(running).resolve() == place.resolve():
        return None
    return r".venv\Scripts\activate" if os.name == "nt" else ". .venv/bin/activate"
