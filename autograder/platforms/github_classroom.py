"""GitHub Classroom: ``gh classroom clone student-repos`` makes ``SLUG-submissions/SLUG-USER/PATH``.

SLUG is the assignment's name in the address; it is known from the folder ``SLUG-submissions``. USER is the account on
GitHub (or the team). Times of cloned files are those of the cloning.
"""

from autograder.identity import Owner
from autograder.platforms.base import Parts, Place, Reader

ENDING = "-submissions"


class GitHubClassroom(Reader):
    """Repositories of a GitHub Classroom assignment."""

    name = "github_classroom"
    columns = ("github",)
    rooted = True

    def place(self, parts: Parts) -> Place | None:
        outer, inner = self.origin, parts
        if parts[0].endswith(ENDING):
            outer, inner = parts[0], parts[1:]
        slug = outer.removesuffix(ENDING)
        if not outer.endswith(ENDING) or len(inner) < 2 or not inner[0].startswith(f"{slug}-"):
            return None
        user = inner[0].removeprefix(f"{slug}-")
        return Place(Owner(user, account=user), inner[1:]) if user else None
