"""List the corpora, or fetch some: python -m course_lib.corpora [NAME …]"""

import argparse

from course_lib.corpora import CORPORA, CorpusMissingError, fetch, languages


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m course_lib.corpora", description="List corpora, or fetch some.")
    parser.add_argument("name", nargs="*", help=", ".join(CORPORA))
    for name in parser.parse_args().name:
        try:
            print(f"{name}: {fetch(name)}")
        except (ValueError, ConnectionError, ImportError) as error:
            raise SystemExit(str(error)) from None
    for name, corpus in CORPORA.items():
        print(f"{name:18} {_state(name):28} {corpus.terms}")


def _state(name: str) -> str:
    try:
        found = languages(name)
    except CorpusMissingError:
        return "not here"
    return f"here, {len(found)} language{'s' if len(found) > 1 else ''}"


if __name__ == "__main__":
    main()
