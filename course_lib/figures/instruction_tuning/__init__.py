"""Figures of notebook 07: spans and labels, what PPO clips, curves of training, over-optimisation, kinds of prompts."""

from course_lib.figures.bert.inputs import masking_rows
from course_lib.figures.charts import bars, intervals
from course_lib.figures.instruction_tuning.ppo import clipped_objective, credit, over_optimisation, training_curves
from course_lib.figures.instruction_tuning.published import examples, prompt_kinds

__all__ = [
    "bars",
    "clipped_objective",
    "credit",
    "examples",
    "intervals",
    "masking_rows",
    "over_optimisation",
    "prompt_kinds",
    "training_curves",
]
