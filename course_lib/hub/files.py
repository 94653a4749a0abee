"""Where a published model's files are, and what is in them: config.json and safetensors."""

import re
from collections.abc import Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from safetensors import SafetensorError, safe_open
from torch import Tensor

from course_lib.tokenizers.base import read_json

CONFIG = "config.json"
WEIGHTS = "model.safetensors"
INDEX = "model.safetensors.index.json"  # says which of several files holds which tensor
HUB_NAME = re.compile(r"\w[\w.-]*(/\w[\w.-]*)?")
MOST_LAYERS = 1000  # even an empty model of a billion layers, as a config may ask for, takes hours to make
TIMEOUT_S = 10.0
INSTALL = "python -m pip install huggingface_hub"
FROM_PICKLE = (
    "a pytorch_model.bin is never opened, since unpickling it may run any program, so convert it where you trust it: "
    "transformers' from_pretrained(…).save_pretrained(…) writes safetensors"
)


def find(source: str | Path, *names: str) -> Path | None:
    """The first of these files that the source holds, or None: a folder, or a hub's name.

    Raises FileNotFoundError if the source is neither, or if it can be neither found in the hub's cache nor fetched.
    """
    if Path(source).is_dir():
        return next((Path(source) / name for name in names if (Path(source) / name).is_file()), None)
    if not HUB_NAME.fullmatch(str(source)):
        raise FileNotFoundError(f"expected a folder or a hub name such as 'gpt2', got {str(source)!r}: no such folder")
    hub, repository = hub_package(), str(source)
    for name in names:
        if isinstance(path := hub.try_to_load_from_cache(repository, name), str):
            return Path(path)
    paths = (_fetch(hub, repository, name) for name in names)
    return next((path for path in paths if path), None)


def need(source: str | Path, *names: str) -> Path:
    """As `find`, but FileNotFoundError if there is none."""
    path = find(source, *names)
    if path is None:
        folder = Path(source)
        held = sorted(file.name for file in folder.iterdir()) if folder.is_dir() else "other files"
        hint = FROM_PICKLE if WEIGHTS in names else "is it the right one?"
        raise FileNotFoundError(f"expected {' or '.join(names)} in {source}, got {held}: {hint}")
    return path


def hub_package() -> ModuleType:
    """The `huggingface_hub` package. ImportError with the command that installs it."""
    try:
        import huggingface_hub
    except ImportError:
        raise ImportError(
            f"expected the package `huggingface_hub`, got none: run `{INSTALL}`, or give the folder of a model"
        ) from None
    return huggingface_hub


def _fetch(hub: ModuleType, repository: str, name: str) -> Path | None:
    """Download a file into the hub's cache; None if the hub has none of that name."""
    try:
        # Asked first and once: without a network the download itself would try again for half a minute.
        hub.get_hf_file_metadata(hub.hf_hub_url(repository, name), timeout=TIMEOUT_S)
        return Path(hub.hf_hub_download(repository, name))
    except hub.errors.RemoteEntryNotFoundError:
        return None
    except hub.errors.RepositoryNotFoundError:
        raise FileNotFoundError(
            f"expected a folder or the name of a public model on the hub, got {repository!r}: is it spelled right?"
        ) from None
    except Exception as error:  # no network; each version of the package says so in its own way
        cache, folder = hub.constants.HF_HUB_CACHE, f"models--{repository.replace('/', '--')}"
        raise FileNotFoundError(
            f"expected {repository} in the hub's cache {cache} or a network to fetch it, got neither for {name} "
            f"({type(error).__name__}): where there is a network, run `hf download {repository}`, then copy "
            f"~/.cache/huggingface/hub/{folder} from there to {cache} here"
        ) from None


class Settings:
    """What config.json says, with an error that names the file where it does not say what is needed."""

    def __init__(self, values: Mapping[str, Any], path: Path) -> None:
        self.values = values
        self.path = path

    @classmethod
    def read(cls, source: str | Path) -> "Settings":
        path = need(source, CONFIG)
        values = read_json(path)
        if not isinstance(values, dict):
            raise ValueError(f"expected one JSON object in {path}, got {type(values).__name__}: is it a model's?")
        return cls(values, path)

    def get(self, name: str, default: Any) -> Any:
        """A value, or the default where it is absent or null."""
        value = self.values.get(name)
        return default if value is None else value

    def size(self, name: str, default: int | None = None, *, least: int = 1, most: int | None = None) -> int:
        """A whole number that is not too small, nor too large."""
        value = self.get(name, default)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise ValueError(f"expected {name}, a whole number of at least {least}, in {self.path}, got {value!r}")
        if most is not None and value > most:
            raise ValueError(f"expected {name} of at most {most} in {self.path}, got {value}: is the file damaged?")
        return value

    def number(self, name: str, default: float) -> float:
        value = self.get(name, default)
        if not isinstance(value, int | float):
            raise ValueError(f"expected {name}, a number, in {self.path}, got {value!r}")
        return float(value)

    def require(self, name: str, *allowed: Any, default: Any = None) -> None:
        """ValueError unless the value is one of those that the course's model can do."""
        value = self.get(name, allowed[0] if default is None else default)
        if value not in allowed:
            can = " or ".join(map(repr, allowed))
            raise ValueError(
                f"expected {name} {can} in {self.path}, got {value!r}: the course's model has no other, "
                "so this one needs `transformers`"
            )


class Weights:
    """The tensors of one safetensors file or of several. Names and shapes are read at once, a tensor when asked for."""

    def __init__(self, source: str | Path) -> None:
        self._held: dict[str, tuple[Any, str]] = {}  # name -> the open file, the name in it
        self.shapes: dict[str, tuple[int, ...]] = {}
        self.path = need(source, WEIGHTS, INDEX)
        for path in _shards(source, self.path) if self.path.name == INDEX else [self.path]:
            self._open(path)

    def _open(self, path: Path) -> None:
        try:
            file = safe_open(path, framework="pt")
        except (SafetensorError, OSError) as error:
            raise ValueError(
                f"expected safetensors in {path}, got a broken or truncated file ({error}): fetch or save it again"
            ) from None
        for name in file.keys():  # noqa: SIM118 (no dictionary)
            self._held[name] = file, name
            self.shapes[name] = tuple(file.get_slice(name).get_shape())

    def read(self, name: str) -> Tensor:
        file, inside = self._held[name]
        return file.get_tensor(inside)

    def rename(self, old: str, new: str) -> None:
        """Call a tensor by another name. ValueError if another has it."""
        if old == new:
            return
        if new in self._held:
            raise ValueError(f"expected each tensor once in {self.path}, got both {old} and {new}: which one is meant?")
        self._held[new], self.shapes[new] = self._held.pop(old), self.shapes.pop(old)

    def share(self, name: str, new: str) -> None:
        """Give a tensor a second name."""
        self._held[new], self.shapes[new] = self._held[name], self.shapes[name]

    def drop(self, name: str) -> None:
        del self._held[name], self.shapes[name]


def _shards(source: str | Path, index: Path) -> list[Path]:
    """The files that the index names."""
    content = read_json(index)
    tensors = content.get("weight_map") if isinstance(content, dict) else None
    if not isinstance(tensors, dict) or not all(isinstance(name, str) for name in tensors.values()):
        raise ValueError(f"expected weight_map, from tensor to file, in {index}, got none: fetch or save it again")
    names = sorted(set(tensors.values()))
    if odd := [name for name in names if not re.fullmatch(r"[\w.-]+\.safetensors", name)]:
        raise ValueError(f"expected names of safetensors files beside {index}, got {odd[0]!r}: fetch it again")
    return [need(source, name) for name in names]
