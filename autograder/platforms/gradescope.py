"""Gradescope: *Export Submissions* of a programming assignment.

    assignment_N_export/submission_M/PATH               the files of one submission
    assignment_N_export/submission_metadata.yml         for each ``submission_M``: ``:submitters`` with ``:name``,
                                                        ``:sid``, ``:email``; ``:created_at``

The metadata alone says whose a submission is; a group is one learner, all accounts joined. ``:created_at`` is the
hand-in time, with its zone.
"""

import re
from datetime import UTC, datetime
from typing import Any

import yaml

from autograder.identity import Owner
from autograder.platforms.base import OWN_FILE_MB, Parts, Place, Reader, Reads, text_of

METADATA = "submission_metadata.yml"


class Gradescope(Reader):
    """Files of a Gradescope assignment."""

    name = "gradescope"
    columns = ("gradescope", "email")
    rooted = True

    def __init__(self, origin: str = "", topic: str = "") -> None:
        super().__init__(origin, topic)
        self._of: dict[str, dict[str, Any]] = {}

    def learn(self, files: Reads) -> None:
        for parts, read in files.items():
            if parts[-1] == METADATA and len(parts) <= 2:
                self._of = _submissions(text_of(read, OWN_FILE_MB))

    def place(self, parts: Parts) -> Place | None:
        inner = parts[1:] if re.fullmatch(r"assignment_\d+_export", parts[0]) else parts
        if inner == (METADATA,):
            return Place(None, inner, "own")
        if len(inner) < 2 or not re.fullmatch(r"submission_\d+", inner[0]):
            return None
        submission = self._of.get(inner[0], {})
        owner = _owner(submission)
        if owner is None:
            return Place(None, inner, problem=f"{METADATA} does not say whose {inner[0]} is")
        return Place(
            owner, inner[1:], time=_time(submission.get(":created_at")), order=int(inner[0].rpartition("_")[2])
        )


def _submissions(text: str) -> dict[str, dict[str, Any]]:
    try:
        loaded = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError, RecursionError):
        return {}
    found = loaded if isinstance(loaded, dict) else {}
    return {key: each for key, each in found.items() if isinstance(key, str) and isinstance(each, dict)}


def _owner(submission: dict[str, Any]) -> Owner | None:
    """The submitters' accounts in the order of the alphabet, joined: a group is one learner."""
    listed = submission.get(":submitters")
    people = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    accounts = [str(each.get(":email") or each.get(":sid") or "") for each in people]
    if not accounts or not all(accounts):
        return None
    names = sorted(str(each.get(":name") or "") for each in people)
    return Owner(" & ".join(names), account="+".join(sorted(accounts)))


def _time(value: object) -> datetime | None:
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if not isinstance(value, datetime):
        return None
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(UTC)
