"""nbgrader: the exchange's ``inbound`` folder, and a ``submitted`` folder.

    USER+ASSIGNMENT+TIME[+RANDOM]/PATH     ``exchange/default/submit.py``; USER holds no ``+``
    USER/ASSIGNMENT/PATH                   ``submitted``, and what ``nbgrader collect`` copies there

``timestamp.txt`` beside the notebook, else the folder's name, tells the hand-in time, in the words that nbgrader's own
``parse_utc`` reads. JupyterHub's homes are plain folders.
"""

import re

from autograder.identity import Owner
from autograder.platforms.base import Parts, Place, Reader, Reads, text_of
from autograder.times import nbgrader_time

INBOUND = re.compile(
    r"(?P<user>[^+]+)\+(?P<assignment>[^+]+)\+(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)? [^+]+?)(?:\+[\w=-]+)?"
)


class NbGrader(Reader):
    """Submissions as nbgrader lays them out."""

    name = "nbgrader"
    columns = ("id",)
    least = 0.999  # in homes some learners make a folder of the topic's name; nbgrader makes everybody's

    def __init__(self, origin: str = "", topic: str = "") -> None:
        super().__init__(origin, topic)
        self._stamps: dict[Parts, str] = {}

    def learn(self, files: Reads) -> None:
        for parts, read in files.items():
            home = self._home(parts) if parts[-1] == "timestamp.txt" else None
            if home is not None and len(home) + 1 == len(parts):
                self._stamps[home] = text_of(read).strip()

    def place(self, parts: Parts) -> Place | None:
        home = self._home(parts)
        if home is None:
            return None
        inbound = INBOUND.fullmatch(home[0])
        if inbound is not None and inbound["assignment"] != self.topic:
            return Place(None, parts, problem=f"was handed in as {inbound['assignment']}, not as {self.topic}")
        user, stamp = (inbound["user"], inbound["time"]) if inbound else (home[0], "")
        file = parts[len(home) :]
        owner = Owner(user, account=user)
        own = file == ("timestamp.txt",)
        return Place(owner, file, "own" if own else "file", nbgrader_time(self._stamps.get(home, stamp)))

    def _home(self, parts: Parts) -> Parts | None:
        """The folders that nbgrader made."""
        if len(parts) >= 2 and INBOUND.fullmatch(parts[0]):
            return parts[:1]
        return parts[:2] if len(parts) >= 3 and parts[1] == self.topic else None
