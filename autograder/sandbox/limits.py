"""What one submission may use."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Time is judged by the session, the rest is enforced by the sandbox.

    ``cell_cpu_s``, ``question_cpu_s``, ``exercise_cpu_s``, ``notebook_cpu_s``: CPU seconds of one cell, one question,
    all questions of one exercise, of the whole notebook in all its boxes; by the clock, ``wall_factor`` times as many.
    ``memory_mb``: of the whole box, as ``meter.py`` counts it. ``processes``: processes and threads together.
    ``disk_mb``: of all files of the box, deleted ones that are still open included.
    ``output_kb``: what one cell may show; sixteen times as much for all together.
    """

    cell_cpu_s: float = 20.0
    question_cpu_s: float = 10.0
    exercise_cpu_s: float = 30.0
    notebook_cpu_s: float = 240.0
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
