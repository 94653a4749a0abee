"""Which of a learner's files may be notebooks, by their names, also inside zips; the others are named, not lost."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from autograder.archives import Budget, Entry, inside
from autograder.notebook import notebook_name
from autograder.owners import Handed, is_litter
from autograder.platforms import Place
from autograder.reading import UnreadableError

VERSION = re.compile(r"(?P<stem>.+?)(?:[ _-]?\((?P<a>\d{1,4})\)|-(?:Copy)?(?P<b>\d{1,4}))?", re.IGNORECASE | re.DOTALL)
NOTEBOOK = re.compile(r"(?P<stem>.*?)(?P<ipynb>\.ipynb)(?:\.(?:txt|json))?", re.IGNORECASE | re.DOTALL)
PERHAPS = re.compile(r"(?P<stem>[^.]*)(?:\.(?:txt|json))?", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True)
class Candidate:
    """A file that may be a notebook. ``path``: as its owner knew it; ``named``: it is called as the topic's is."""

    entry: Entry
    place: Place
    path: str
    is_notebook: bool
    named: bool
    version: int

    @property
    def newness(self) -> tuple[int, float, int]:
        """Larger for what was handed in later, as far as the archive tells."""
        packed = self.entry.packed
        return self.place.order, packed.timestamp() if packed else 0.0, self.version


@dataclass
class Search:
    """Goes through one learner's files. ``tell`` hears what cannot be looked at; ``aside``: what is no notebook."""

    topic: str
    tell: Callable[[str], None]
    budget: Budget = field(default_factory=Budget)
    aside: list[str] = field(default_factory=list)

    def candidates(self, files: Sequence[Handed]) -> list[Candidate]:
        """The likeliest first."""
        found = [candidate for handed in files for candidate in self._of(handed)]
        return sorted(found, key=lambda candidate: (not candidate.is_notebook, not candidate.named))

    def _of(self, handed: Handed) -> Iterator[Candidate]:
        path = "/".join(handed.place.file)
        if handed.place.kind != "file":
            self.aside.append(path)
        elif handed.entry.parts[-1].lower().endswith(".zip"):
            yield from self._in_zip(handed)
        else:
            yield from self._likely(handed.place, handed.entry, path)

    def _in_zip(self, handed: Handed) -> Iterator[Candidate]:
        try:
            for entry in inside(handed.entry, self.budget):
                if entry.bad:
                    self.tell(f"{entry.path}: {entry.bad}; left out")
                elif not is_litter(entry):
                    own = entry.parts[len(handed.entry.parts) :]
                    yield from self._likely(handed.place, entry, "/".join((handed.place.file[-1], *own)))
        except UnreadableError as error:
            self.tell(f"{handed.entry.path}: {error}")

    def _likely(self, place: Place, entry: Entry, path: str) -> Iterator[Candidate]:
        """The file, unless its name says that it is something else."""
        file = path.rpartition("/")[2].strip()
        surely = NOTEBOOK.fullmatch(file)
        match = surely or PERHAPS.fullmatch(file)
        if match is None:
            self.aside.append(path)
            return
        version = VERSION.fullmatch(match["stem"])
        stem, number = (version["stem"], int(version["a"] or version["b"] or 0)) if version else ("", 0)
        wanted = notebook_name(self.topic).casefold()
        named = stem.casefold() == wanted or stem.casefold().endswith((f" - {wanted}", f"_{wanted}", f"-{wanted}"))
        yield Candidate(entry, place, path, surely is not None, named, number)
