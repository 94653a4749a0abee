"""Exercises of the start page: checked as the others are, and examined nowhere."""
