"""Blackboard Learn: *Assignment File Download* of the grade centre.

    ASSIGNMENT_USER_attempt_YYYY-MM-DD-HH-MM-SS_FILE    a file of one attempt
    ASSIGNMENT_USER_attempt_YYYY-MM-DD-HH-MM-SS.txt     the attempt: "Name: Ana Gil (agil)", its date, what was typed

nbgrader's ``zipcollect`` documents the same names. The first ``_attempt_`` with a date ends what the platform wrote.
USER is read from the attempt's own text where it is there, else it is what stands behind the last ``_``. The date is
the hand-in time, by the server's clock and without a zone.
"""

import re
from datetime import datetime

from autograder.identity import Owner
from autograder.platforms.base import Parts, Place, Reader, Reads, text_of

NAME = re.compile(r"(?P<before>.+?)_attempt_(?P<time>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)", re.S)
PERSON = re.compile(r"\s*\S+:\s*(?P<name>.*?)\s*\((?P<user>[^()]+)\)\s*")


class Blackboard(Reader):
    """Files of a Blackboard assignment."""

    name = "blackboard"
    columns = ("blackboard",)

    def __init__(self, origin: str = "", topic: str = "") -> None:
        super().__init__(origin, topic)
        self._people: dict[str, Owner] = {}

    def learn(self, files: Reads) -> None:
        for parts, read in files.items():
            match = NAME.fullmatch(parts[0])
            if match is None or match["file"] is not None or len(parts) > 1:
                continue
            person = PERSON.fullmatch(text_of(read).partition("\n")[0])
            if person is not None and match["before"].endswith(f"_{person['user']}"):
                self._people[match["before"]] = Owner(person["name"], account=person["user"])

    def place(self, parts: Parts) -> Place | None:
        match = NAME.fullmatch(parts[0])
        if match is None or "_" not in match["before"]:
            return None
        try:
            time = datetime.strptime(match["time"], "%Y-%m-%d-%H-%M-%S")
        except ValueError:
            return None
        user = match["before"].rpartition("_")[2]
        owner = self._people.get(match["before"], Owner(user, account=user))
        if match["file"] is None:
            return Place(owner, parts, "text", time)
        return Place(owner, (match["file"], *parts[1:]), time=time)
