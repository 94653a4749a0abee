"""What goes wrong in the sandbox itself."""


class SandboxError(RuntimeError):
    """A fault of ours or of the machine, never the learner's. ``remedy``: what to do about it, often a command."""

    def __init__(self, problem: str, remedy: str = "") -> None:
        super().__init__(f"{problem}\n  → {remedy}" if remedy else problem)
        self.problem, self.remedy = problem, remedy
