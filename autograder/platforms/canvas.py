"""Canvas: the zip of *Download Submissions*, as ``lib/content_zipper.rb`` of instructure/canvas-lms writes it.

    NAME[_LATE]_USER_ATTACHMENT_FILE          a file; NAME is the sortable name, small letters, word characters only
    NAME[_LATE]_USER_text.html, …_link.html   a text or a web address (``add_text_or_url``)
    [LATE_]anon_ID_ATTACHMENT_FILE            anonymous marking: five letters and digits, capitals count

Before 2017 the mark was ``late`` in small letters. For a group NAME is the group's, USER whoever handed in. NAME may
hold ``_``; Canvas takes ``_5_`` out of it, but not ``_5`` at its end. So a name and a file that both have numbers can
be read in two ways: such a file is nobody's until a roster settles it. USER stays the same in all assignments;
ATTACHMENT grows with time. rubyzip stamps entries with the moment of the download: no hand-in time.
"""

import re
from collections.abc import Iterator

from autograder.identity import Owner
from autograder.platforms.base import Kind, Parts, Place, Reader

ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?anon_(?P<id>[A-Za-z0-9]+)_(?:(?P<number>\d+)_(?P<file>.+)|(?P<own>text|link)\.html)"
)
NAMED = re.compile(r"(?P<name>.+?)(?:_(?P<late>LATE|late))?(?P<run>(?:_\d+)+)_(?P<file>.+)", re.S)


class Canvas(Reader):
    """Files of a Canvas assignment."""

    name = "canvas"
    columns = ("canvas",)
    known_users: frozenset[str] = frozenset()  # the roster's: they settle what can be read in two ways

    def place(self, parts: Parts) -> Place | None:
        if anonymous := ANONYMOUS.fullmatch(parts[0]):
            owner = Owner(f"anon {anonymous['id']}", account=f"anon-{anonymous['id']}", exact=True)
            file, number = anonymous["file"] or parts[0], int(anonymous["number"] or 0)
            return Place(owner, (file, *parts[1:]), _kind(anonymous["own"]), late=bool(anonymous["late"]), order=number)
        named = NAMED.fullmatch(parts[0])
        if named is None:
            return None
        readings = list(_readings(named))
        if len(readings) > 1 and self.known_users:
            readings = [each for each in readings if each.owner and each.owner.number in self.known_users] or readings
        if len(readings) > 1:
            users = " or ".join(each.owner.number for each in readings if each.owner)
            return Place(
                None, parts, problem=f"can be read as user {users}'s; a roster with Canvas's numbers settles it"
            )
        return readings[0] if readings else None


def _readings(named: re.Match[str]) -> Iterator[Place]:
    """Every way to tell user, attachment and file apart in a run of numbers; ids never begin with a zero."""
    run, late = named["run"][1:].split("_"), named["late"]
    kind = _kind(named["file"].removesuffix(".html"))
    if len(run) == 1 and kind != "file":
        yield Place(Owner(named["name"], run[0]), (named["file"],), kind, late=bool(late))
    for at in range(len(run) - 1):
        user, attachment = run[at : at + 2]
        if not user.startswith("0") and not attachment.startswith("0"):
            name = "_".join([named["name"], *([late] if late and at else []), *run[:at]])
            file = "_".join([*run[at + 2 :], named["file"]])
            yield Place(Owner(name, user), (file,), late=bool(late) and at == 0, order=int(attachment))
        if late == "LATE":
            return  # names have no capitals: the user's number is the one behind the mark


def _kind(own: str | None) -> Kind:
    return "text" if own == "text" else "link" if own == "link" else "file"
