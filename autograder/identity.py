"""Who somebody is, as one safe word: the id that folders, journal and gradebook use.

An id is made from one person's own data alone, so it never depends on who else hands in. Two spellings of one name
(composed or decomposed letters, capitals, a space for a hyphen) give one id; whatever else is lost in making the id
is made up for by a hash of the name. A name that is cut for display is never an id.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass

KEPT = frozenset("._@+-")  # beside letters, digits and marks of any script


@dataclass(frozen=True)
class Owner:
    """Whose file it is, as the platform says.

    ``number`` is the platform's own for this person, ``account`` a name that is unique there. ``exact``: capitals
    tell accounts apart.
    """

    name: str
    number: str = ""
    account: str = ""
    exact: bool = False

    @property
    def id(self) -> str:
        """The learner's id where no roster gives another: the account, else the name with the platform's number."""
        if self.account:
            return learner_id(self.account, exact=self.exact)
        return f"{learner_id(self.name)}-{self.number}" if self.number else learner_id(self.name)


def form(name: str) -> str:
    """The one spelling of a name: composed letters, no capitals, single spaces."""
    composed = unicodedata.normalize("NFC", name)
    return " ".join(unicodedata.normalize("NFC", composed.casefold()).split())


def learner_id(name: str, *, exact: bool = False) -> str:
    """``María José Ñu`` → ``maría-josé-ñu``; letters of any language stay, and what is lost becomes a hash."""
    plain = unicodedata.normalize("NFC", name) if exact else form(name)
    hyphened = plain.replace(" ", "-")
    kept = "".join(char if _stays(char) else "-" for char in hyphened)
    slug = re.sub(r"\.{2,}", ".", re.sub(r"-{2,}", "-", kept)).strip("-.@+")
    return slug if slug == hyphened else f"{slug[:60] or 'learner'}-{_digest(plain)}"


def _stays(char: str) -> bool:
    return char.isalnum() or char in KEPT or unicodedata.category(char).startswith("M")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:8]
