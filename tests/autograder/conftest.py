"""One warm template for all tests of a worker, which is what costs; and a runner that runs nothing."""

from collections.abc import Callable, Iterator

import pytest
from tiny_course import PaperRunner

from autograder.desk import Desk
from autograder.sandbox.limits import Limits
from autograder.sandbox.process import Template
from autograder.sandbox.tiers import best_tier
from autograder.session import Session

QUICK = Limits(cell_cpu_s=2, question_cpu_s=1, memory_mb=1024)


@pytest.fixture(scope="session")
def template() -> Iterator[Template]:
    """A warm template of the best tier that this machine offers."""
    with Template(best_tier()) as warm:
        yield warm


@pytest.fixture
def open_session(template: Template) -> Iterator[Callable[..., Session]]:
    """Opens sessions on fresh boxes, with short limits, and closes them."""
    opened: list[Session] = []

    def open_one(source: str = "", limits: Limits = QUICK, forbidden: list[str] | None = None) -> Session:
        session = Session(template.spawn(limits), limits, forbidden)
        opened.append(session)
        if source:
            result = session.run_cell(source)
            assert result.error is None, result
        return session

    yield open_one
    for session in opened:
        session.close()


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Who has been examined, in order."""
    names: list[str] = []
    monkeypatch.setattr(Desk, "runner", lambda self, *_: PaperRunner(names))
    return names
