"""A file written whole or not at all."""

import os
import tempfile
from pathlib import Path


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Puts a new file in the place of ``path``; a link of that name is replaced, never followed."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".half-written-", delete=False) as file:
        file.write(data)
    os.chmod(file.name, mode)
    os.replace(file.name, path)
