"""Several files as one product: their paths and sizes, then their bytes."""

import json
from collections.abc import Mapping


def pack(files: Mapping[str, bytes]) -> bytes:
    """Return files by path as one piece of bytes, the same whatever their order."""
    named = sorted(files.items())
    head = json.dumps([[path, len(data)] for path, data in named], separators=(",", ":")).encode()
    return b"".join([len(head).to_bytes(8, "big"), head, *(data for _, data in named)])


def unpack(parcel: bytes) -> dict[str, bytes]:
    """Return the files that ``pack`` made a parcel of; ``ValueError`` where it made none such."""
    size = int.from_bytes(parcel[:8], "big")
    position, files = 8 + size, {}
    for path, length in json.loads(parcel[8:position]):
        files[str(path)] = parcel[position : position + length]
        position += length
    if position != len(parcel):
        raise ValueError("this is no parcel of files")
    return files
