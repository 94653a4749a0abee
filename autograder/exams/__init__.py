"""The hidden wing: a folder for each topic, in it a folder for each exercise.

``TOPIC/topic.toml``: order and limits. ``TOPIC/EXERCISE/exam.py``: what is asked; ``exam.toml``: what it is worth;
``right/``, ``wrong/``, ``forbidden/``: the bank of answers that proves it.
"""
