"""Everybody's feedback in one archive, each file under the name by which the platform finds its learner again.

Moodle's *Upload multiple feedback files in a zip* reads ``NAME_NUMBER_assignfeedback_file_FILE``. Canvas's upload of
reviewed submissions reads the names that its download gave them, ``name_USER_ATTACHMENT_file``: so the downloaded
archive is looked at, for its names alone.
"""

import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from autograder import feedback
from autograder.marks import MarksError
from autograder.platforms import Canvas
from autograder.records import Record
from autograder.report import folder_name
from autograder.roster import Person, Roster

EARLIEST = (1980, 1, 1, 0, 0, 0)  # the same feedback gives the same archive


def write(
    platform: str, records: Sequence[Record], roster: Roster, to: Path, downloaded: Path | None = None
) -> list[str]:
    """Writes the archive; returns who has no place in it. Raises MarksError."""
    pages = {record.learner: record for record in records if record.final}
    if platform == "moodle":
        names = _for_moodle(roster)
    elif platform == "canvas":
        if downloaded is None:
            raise MarksError("Canvas finds feedback by the names it gave the submissions: --downloaded SUBMISSIONS.zip")
        names = _for_canvas(roster, downloaded)
    else:
        names = ((learner, f"{folder_name(learner)}/feedback.html") for learner in pages)
    placed = set()
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as archive:
        for learner, name in names:
            if learner in pages and learner not in placed:
                archive.writestr(zipfile.ZipInfo(name, EARLIEST), feedback.as_html(pages[learner]))
                placed.add(learner)
    return sorted(set(pages) - placed)


def _for_moodle(roster: Roster) -> Iterator[tuple[str, str]]:
    for person in roster.people:
        for number in person.numbers.get("moodle", ())[-1:]:  # of several assignments, the last
            yield person.id, f"{_name(person)}_{number}_assignfeedback_file_feedback.html"


def _for_canvas(roster: Roster, downloaded: Path) -> Iterator[tuple[str, str]]:
    canvas = Canvas()
    canvas.known_users = roster.users("canvas")
    try:
        with zipfile.ZipFile(downloaded) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile as error:
        raise MarksError(f"{downloaded}: damaged, or no zip: download the submissions again") from error
    for name in (each for each in names if "/" not in each):
        place = canvas.place((name,))
        if place is None or place.owner is None or place.kind != "file":
            continue
        person = roster.by_number("canvas", place.owner.number)
        if person is not None:
            yield person.id, f"{name.removesuffix(place.file[0])}feedback.html"


def _name(person: Person) -> str:
    """No underscore and no slash, which would part the name elsewhere."""
    return re.sub(r"[_/\\]", " ", person.name or person.id)
