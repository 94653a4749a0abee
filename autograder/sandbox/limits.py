"""What one submission may use."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Time is judged by the session, the rest is enforced by the sandbox.

    ``cell_cpu_s``, ``question_cpu_s``: CPU seconds of one cell, of one question; ``wall_factor`` times as much by the
    clock. ``memory_mb``: proportional set size of the whole box. ``processes``: processes and threads together.
    ``disk_mb``: size of the work folder's file system (lite tier: of one file). ``output_kb``: all a notebook prints.
    """

    cell_cpu_s: float = 20.0
    question_cpu_s: float = 10.0
    wall_factor: float = 3.0
    memory_mb: int = 2048
    processes: int = 64
    open_files: int = 256
    disk_mb: int = 64
    output_kb: int = 1024

    def __post_init__(self) -> None:
        for name, value in vars(self).items():
            if not value > 0:
                raise ValueError(f"{name} must be positive, got {value}")
