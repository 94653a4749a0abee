"""Download a corpus: by nltk's own downloader, or file by file, each checked before it is kept."""

import hashlib
import os
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

from course_lib.corpora.table import CORPORA, Source

TIMEOUT_S = 20.0
LARGEST_BYTES = 20_000_000
INSTALL = "python -m pip install nltk"


def fetch(name: str, data_dir: str | Path | None = None) -> Path:
    """Download a corpus into data_dir (~/nltk_data unless given), where `load` finds it; returns its folder or archive.

    Raises ValueError for a file that is not what it should be, of which nothing is kept, and ConnectionError where
    there is no network.
    """
    if name not in CORPORA:
        raise ValueError(f"expected one of {', '.join(CORPORA)}, got {name!r}")
    corpus, folder = CORPORA[name], Path(data_dir or Path.home() / "nltk_data") / "corpora"
    folder.mkdir(parents=True, exist_ok=True)
    if not corpus.sources:
        return _by_nltk(corpus.folder, folder.parent)
    (folder / corpus.folder).mkdir(exist_ok=True)
    for file, source in corpus.sources.items():
        _keep(folder / corpus.folder / file, _checked(_download(source), source))
    return folder / corpus.folder


def _by_nltk(corpus: str, data_dir: Path) -> Path:
    try:
        import nltk
    except ImportError:
        raise ImportError(f"expected the package nltk, which fetches {corpus}, got none: run `{INSTALL}`") from None
    # It checks the archive against the checksum of its own index, and says whether it has it now.
    if not nltk.download(corpus, download_dir=str(data_dir), quiet=True):
        raise ConnectionError(f"expected a network to fetch {corpus} with nltk's downloader, got none: try again later")
    return data_dir / "corpora" / f"{corpus}.zip"


def _download(source: Source) -> bytes:
    request = urllib.request.Request(source.url, headers={"User-Agent": "course_lib"})
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_S) as response:
            content: bytes = response.read(LARGEST_BYTES + 1)
    except (urllib.error.URLError, TimeoutError, ConnectionError) as error:
        raise ConnectionError(f"expected {source.url} over a network, got {error}: try where there is one") from None
    if len(content) > LARGEST_BYTES:
        raise ValueError(
            f"expected at most {LARGEST_BYTES:,} bytes from {source.url}, got more: is it another file now?"
        )
    return content


def _checked(content: bytes, source: Source) -> bytes:
    found = hashlib.sha256(content).hexdigest()
    if found != source.sha256:
        raise ValueError(
            f"expected SHA-256 {source.sha256} from {source.url}, got {found} ({len(content):,} bytes): "
            "it was cut short or has changed, and is not kept; try again"
        )
    return content


def _keep(file: Path, content: bytes) -> None:
    """Write in one move: nobody ever reads half a file."""
    handle, half_written = tempfile.mkstemp(dir=file.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
    os.replace(half_written, file)
