"""Moodle: *Download all submissions*, as ``mod/assign/classes/downloader.php`` (once ``locallib.php``) writes it.

    NAME_NUMBER_assignsubmission_file[_]/PATH           folders, since 3.1; before 4.1 the folder ends with ``_``
    NAME_NUMBER_assignsubmission_file_FILE              one flat folder
    NAME_NUMBER_assignsubmission_onlinetext[_]…         a text typed into the page
    NAME_NUMBER_assignfeedback_file[_]…                 a zip of feedback: the instructor's, not handed in
    NAME_assignsubmission_…                             whoever is in no group, where groups hand in

NAME holds no ``_`` (Moodle writes a space), so the first one ends it: a person, *Participant* in blind marking, or a
group, whose number is the group's. NUMBER is the participant's **in this assignment**: another assignment, another
number; ``feedback/file/importziplib.php`` finds the person by it alone. ``zip_writer.php`` streams files without their
time: an entry's time is the download's.
"""

import re

from autograder.identity import Owner
from autograder.platforms.base import Parts, Place, Reader

FOLDER = re.compile(
    r"(?P<name>[^_]+)(?:_(?P<number>\d+))?_(?P<of>assignsubmission|assignfeedback)_(?P<type>[a-z]+)(?:_(?P<file>.*))?",
    re.S,
)


class Moodle(Reader):
    """Files of a Moodle assignment."""

    name = "moodle"
    columns = ("moodle",)

    def place(self, parts: Parts) -> Place | None:
        match = FOLDER.fullmatch(parts[0])
        if match is None:
            return None
        file = (*([match["file"]] if match["file"] else []), *parts[1:])
        if match["of"] == "assignfeedback":
            return Place(None, file, "own")
        return Place(
            Owner(match["name"], match["number"] or ""), file, "text" if match["type"] == "onlinetext" else "file"
        )
