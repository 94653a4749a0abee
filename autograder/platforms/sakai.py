"""Sakai: *Download All* of an assignment, as ``zipSubmissions`` of its ``AssignmentServiceImpl.java`` writes it.

    TITLE/LAST, FIRST(EID)/Submission attachment(s)/FILE    what was handed in
    TITLE/LAST, FIRST(EID)/timestamp.txt                    when, in UTC: an ISO instant, before 12 yyyyMMddHHmmssSSS
    TITLE/LAST, FIRST(EID)_Submission attachment(s)_FILE    without folders
    TITLE/LAST, FIRST(EID)/*_submissionText.*               what was typed
    TITLE/LAST, FIRST(EID)/{feedbackText,comments}.*        the instructor's, and TITLE/grades.csv

EID is the account. For anonymous assignments an anonymous id takes the place of ``LAST, FIRST(EID)``.
"""

import re
from datetime import UTC, datetime

from autograder.identity import Owner
from autograder.platforms.base import Parts, Place, Reader, Reads, text_of

PERSON = re.compile(r"(?P<name>[^()]*,[^()]*)\((?P<eid>[^()]+)\)")
FLAT = re.compile(r"(?P<name>[^()]*,[^()]*)\((?P<eid>[^()]+)\)_Submission attachment\(s\)_(?P<file>.+)", re.S)
HANDED_IN = "Submission attachment(s)"
GRADES = ("grades.csv", "grades.xls", "grades.xlsx")


class Sakai(Reader):
    """Files of a Sakai assignment."""

    name = "sakai"
    columns = ("sakai",)
    rooted = True

    def __init__(self, origin: str = "", topic: str = "") -> None:
        super().__init__(origin, topic)
        self._times: dict[str, datetime] = {}

    def learn(self, files: Reads) -> None:
        for parts, read in files.items():
            if len(parts) == 3 and parts[2] == "timestamp.txt" and (time := _time(text_of(read).strip())):
                self._times[parts[1]] = time

    def place(self, parts: Parts) -> Place | None:
        if len(parts) == 2 and parts[1] in GRADES:
            return Place(None, parts, "own")
        if len(parts) == 2 and (flat := FLAT.fullmatch(parts[1])):
            return Place(Owner(flat["name"], account=flat["eid"]), (flat["file"],))
        if len(parts) < 3:
            return None
        person = PERSON.fullmatch(parts[1])
        if person is None:
            return None
        owner, time = Owner(person["name"], account=person["eid"]), self._times.get(parts[1])
        if parts[2] == HANDED_IN and len(parts) > 3:
            return Place(owner, parts[3:], time=time)
        text = "_submissionText" in parts[2]
        return Place(owner if text else None, parts[2:], "text" if text else "own", time)


def _time(text: str) -> datetime | None:
    try:
        if re.fullmatch(r"\d{17}", text):
            return datetime.strptime(text[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None
