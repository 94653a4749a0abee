"""Exams proven by machine: every right answer of the banks, changed in one place at a time, must lose a mark.

``python -m tests.mutants TOPIC[/EXERCISE]`` makes the mutants, puts each to the exam in this process, and looks closer
at those that get full marks: 2,000 inputs of the statement's kinds tell an equivalent mutant from a hole in the exam.
No list of survivors is kept yet, and no test repeats a share of them: what is printed is for a person to look at.
"""
