"""One helper, so that word lists read as text."""


def listed(text: str) -> tuple[str, ...]:
    """The words of a text: listed("dog cat") == ("dog", "cat")."""
    return tuple(text.split())
