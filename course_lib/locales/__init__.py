"""Catalogues of translations: one .po per family of files, and the .mo compiled from it, which learners get.

    python -m course_lib.locales

compiles every catalogue, then lists the sentences of course_lib that no catalogue translates. Needs babel.
"""
