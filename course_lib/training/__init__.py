"""Training, written once for every notebook."""

from course_lib.training.loop import History, TrainingConfig, train

__all__ = ["History", "TrainingConfig", "train"]
