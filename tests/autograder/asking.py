"""Plain questions to any name in a session, for tests of the session itself."""

from collections.abc import Sequence
from typing import Any

import torch

from autograder.session import Session
from course_lib.asking.questions import Kept, Remote


class Ask:
    """Each method is one question."""

    def __init__(self, session: Session, forbidden: Sequence[str] = ()) -> None:
        self._session, self._forbidden = session, list(forbidden)

    def call(self, name: str, *args: Any, **kwargs: Any) -> Any:
        return self._session.question("call", name, args, kwargs, forbidden=self._forbidden)

    def make(self, name: str, *args: Any, **kwargs: Any) -> Remote:
        remote = self._session.question("call", name, args, kwargs, forbidden=self._forbidden, keep=True)
        remote.forbidden = self._forbidden
        return remote

    def keep(self, value: Any) -> tuple[Kept, Remote]:
        return Kept(-1, value), Remote(self._session, -1)

    def call_with_grads(self, name: str, args: tuple, wrt: list[int], cotangents: list[torch.Tensor]) -> tuple:
        return self._session.question("call", name, args, None, cotangents, wrt=wrt, forbidden=self._forbidden)

    def call_keeping_arguments(self, name: str, *args: Any, **kwargs: Any) -> tuple:
        return self._session.question("call", name, args, kwargs, arguments_after=True, forbidden=self._forbidden)
