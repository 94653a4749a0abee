"""The host's end of a box that runs prober.py."""

import json
from pathlib import Path

from autograder.sandbox.limits import Limits

REPOSITORY = Path(__file__).parents[3]
SMALL = Limits(memory_mb=600, processes=24, open_files=64, disk_mb=8)


class Inside:
    """Runs code in a box."""

    def __init__(self, box) -> None:
        self.box = box
        box.channel.settimeout(120)
        self._stream = box.channel.makefile("rw")

    def send(self, source: str) -> None:
        self._stream.write(json.dumps(source) + "\n")
        self._stream.flush()

    def run(self, source: str) -> dict:
        """{"value": r} or {"raised": class name, "text": message}; EOFError if the box is gone."""
        try:
            self.send(source)
            answer = self._stream.readline()
        except (BrokenPipeError, ConnectionResetError):
            answer = ""
        if not answer:
            raise EOFError("the box is gone")
        return json.loads(answer)

    def value(self, source: str):
        answer = self.run(source)
        assert "value" in answer, answer
        return answer["value"]
