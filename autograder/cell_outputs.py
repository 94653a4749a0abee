"""What one cell shows, as it arrives from the box: bounded, joined as in a notebook, and only what nbformat allows."""

from typing import Any

_OVERHEAD = 16  # bytes that an object costs besides its text


class CellOutputs:
    """The outputs of one cell, bounded, with stdout's and stderr's pieces joined as a notebook shows them."""

    def __init__(self, limit_kb: int) -> None:
        self._left = limit_kb * 1024
        self._outputs: list[dict[str, Any]] = []

    def take(self, output: dict[str, Any]) -> bool:
        """Keep one output; False when there has been too much."""
        self._left -= size_of(output)
        match output.get("output_type"):
            case "clear_output":
                self._outputs.clear()
            case "update_display_data":
                shown = [
                    o for o in self._outputs if o.get("display_id") and o["display_id"] == output.get("display_id")
                ]
                for old in shown:
                    old["data"] = output.get("data")
            case _:
                self._outputs.append(output)
        return self._left >= 0

    def joined(self) -> list[dict[str, Any]]:
        joined: list[dict[str, Any]] = []
        for output in filter(None, map(_sound, self._outputs)):
            last = joined[-1] if joined else {}
            if output["output_type"] == "stream" == last.get("output_type") and last["name"] == output["name"]:
                last["text"] += output["text"]
            else:
                joined.append(output)
        return joined


def size_of(value: Any) -> int:
    """About what keeping it costs: a million empty texts are not nothing."""
    if isinstance(value, dict):
        return _OVERHEAD + sum(size_of(key) + size_of(item) for key, item in value.items())
    if isinstance(value, list):
        return _OVERHEAD + sum(map(size_of, value))
    return _OVERHEAD + (len(value) if isinstance(value, str) else 0)


def _sound(output: dict[str, Any]) -> dict[str, Any] | None:
    """A valid nbformat output made from what the box sent, or None: the box may send any dictionary."""
    match output:
        case {"output_type": "stream", "name": "stdout" | "stderr" as name, "text": str(text)}:
            return {"output_type": "stream", "name": name, "text": text}
        case {"output_type": "error", "ename": str(name), "evalue": str(value), "traceback": list(lines)}:
            return {"output_type": "error", "ename": name, "evalue": value, "traceback": [str(line) for line in lines]}
        case {"output_type": "execute_result" | "display_data" as kind, "data": dict(data)}:
            kept = {k: v for k, v in data.items() if k in ("text/plain", "image/png") and isinstance(v, str)}
            more = {"execution_count": None} if kind == "execute_result" else {}
            return {"output_type": kind, "data": kept, "metadata": {}, **more}
    return None
