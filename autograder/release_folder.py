"""Whether a folder is free for a release: asked before anything is imported that takes long."""

from pathlib import Path

MARKER = "release.json"  # tells a release, which may be replaced, from a folder that may not


def refusal(to: Path, overwrite: bool) -> str | None:
    """Why no release may be put at ``to``; None where one may."""
    if not to.exists() or (to.is_dir() and not any(to.iterdir())):
        return None
    if not (to / MARKER).is_file():
        return f"{to} is there and is no release: name another folder"
    return None if overwrite else f"{to} holds a release already: name another folder, or add --overwrite"
