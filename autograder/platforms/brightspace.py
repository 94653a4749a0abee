"""Brightspace (D2L): the zip of *Download* in an assignment's submissions. All attempts are in it.

    NUMBER-NUMBER - NAME - Mon D, YYYY HMM AM/PM/FILE     a folder for each attempt, the colon of the time left out
    NUMBER-NUMBER - NAME - Mon D, YYYY HMM AM/PM - FILE   the same, flat
    index.html                                            the platform's own list

A person is the name with the second number; that this number is the person's own is not documented, and people who
share it are told apart by their names. The time is the hand-in time by the clock of whoever downloads, without a zone.
"""

import re
from datetime import datetime

from autograder.identity import Owner
from autograder.platforms.base import Parts, Place, Reader

NAME = re.compile(
    r"\d+-(?P<number>\d+) - (?P<name>.+?) - "
    r"(?P<time>\w{3,9}\.? \d{1,2}, \d{4} \d{1,2}:?\d\d [AP]M)(?: - (?P<file>.+))?",
    re.IGNORECASE | re.S,
)


class Brightspace(Reader):
    """Files of a Brightspace assignment."""

    name = "brightspace"
    columns = ("brightspace",)

    def place(self, parts: Parts) -> Place | None:
        if parts == ("index.html",):
            return Place(None, parts, "own")
        match = NAME.fullmatch(parts[0])
        if match is None:
            return None
        file = (*([match["file"]] if match["file"] else []), *parts[1:])
        return Place(Owner(match["name"], match["number"]), file, time=_time(match["time"]))


def _time(text: str) -> datetime | None:
    """``Sep 24, 2024 926 PM`` → 2024-09-24 21:26."""
    day, clock, half = text.replace(".", "").replace(":", "").rsplit(" ", 2)
    for names in ("%b %d, %Y", "%B %d, %Y"):
        try:
            return datetime.strptime(f"{day} {clock.zfill(4)} {half.upper()}", f"{names} %I%M %p")
        except ValueError:
            continue
    return None
