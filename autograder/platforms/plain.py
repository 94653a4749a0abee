"""No platform: a folder for each learner (JupyterHub's homes are that), or a file for each.

    NAME/PATH                     everything in a folder is its owner's, whatever it is called below
    NAME.zip, NAME.ipynb          the file's name is the learner's
    NAME - FILE.ipynb             the notebook's own name beside the learner's, on either side, after ``-`` or ``_``
    FILE.ipynb, Copy of FILE.ipynb     nobody's: the name of the notebook alone

An instructor laid this out, so the outermost name is trusted. No times: a file's time says when it was copied.
"""

import re

from autograder.identity import Owner, form
from autograder.platforms.base import Parts, Place, Reader

ENDINGS = re.compile(r"(\.ipynb)?(\.(txt|json))?$|\.zip$", re.IGNORECASE)
NOBODY = re.compile(r"(copy( of)?|copia( de)?|kopie( von)?)?[\s_\-()\d]*", re.IGNORECASE)
WORK = re.compile(r".*\.(ipynb(\.txt|\.json)?|zip)", re.IGNORECASE | re.S)


class Plain(Reader):
    """Folders and files that are named after learners."""

    name = "plain"
    columns = ("id", "email")

    def place(self, parts: Parts) -> Place | None:
        if len(parts) > 1:
            return Place(Owner(parts[0]), parts[1:])
        if not WORK.fullmatch(parts[0]):
            return None
        name = self._name(parts[0])
        if name is None:
            return Place(None, parts, problem="whose is it? Put it in a folder named after the learner")
        return Place(Owner(name), parts)

    def _name(self, file: str) -> str | None:
        """The learner's part of a file's name."""
        stem = ENDINGS.sub("", file)
        notebook = re.escape(self.topic.partition("_")[2] or self.topic)
        version = r"([ _-]?\(\d{1,4}\)|-(copy)?\d{1,4})?"
        rest = re.sub(
            rf"(^|[\s_-]+)({notebook}|{re.escape(self.topic)}){version}([\s_-]+|$)", " ", stem, flags=re.IGNORECASE
        )
        name = form(rest)
        return None if NOBODY.fullmatch(name) else rest.strip(" -_")
