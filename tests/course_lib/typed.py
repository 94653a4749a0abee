"""Checks signatures while tests run, as a type checker reads them: a whole number is a float too (PEP 484)."""

from beartype import BeartypeConf, beartype

checked = beartype(conf=BeartypeConf(is_pep484_tower=True))
