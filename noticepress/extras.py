"""How to add what not everybody needs: the extras of the package, as ``pyproject.toml`` lists them."""

from pathlib import Path

_SOURCE = Path(__file__).resolve().parent.parent


def install(extra: str, source: Path = _SOURCE) -> str:
    """Return the command that installs an extra, in whatever folder it is given.

    Where the program runs from its own sources, in ``source``, it is installed from there; else by its name.
    """
    if (source / "pyproject.toml").is_file():
        return f'python -m pip install --editable "{source}[{extra}]"'
    return f'python -m pip install "noticepress[{extra}]"'
