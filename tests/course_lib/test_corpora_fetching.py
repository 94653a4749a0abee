"""Downloads, from a server on this machine and with nltk's downloader replaced."""

import hashlib
import http.server
import socket
import sys
import threading
from dataclasses import replace
from functools import partial

import pytest

from course_lib.corpora import CORPORA, __main__, fetch, fetching, load
from course_lib.corpora.table import Source
from tests.course_lib import stand_ins

TEXT = b"First Citizen:\nSpeak.\n\nAll:\nWe know it.\n"


@pytest.fixture
def server(tmp_path):
    """The address of a folder's files."""
    folder = tmp_path / "served"
    folder.mkdir()
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet.of(folder)) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield folder, f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass

    @classmethod
    def of(cls, folder):
        return partial(cls, directory=str(folder))


def publish(monkeypatch, url, content=TEXT):
    """Tiny Shakespeare, as if it were published at that address."""
    source = Source(url, hashlib.sha256(content).hexdigest())
    corpus = replace(CORPORA["tinyshakespeare"], sources={"input.txt": source})
    monkeypatch.setitem(fetching.CORPORA, "tinyshakespeare", corpus)


def test_what_was_fetched_can_be_loaded(server, tmp_path, monkeypatch):
    folder, address = server
    (folder / "input.txt").write_bytes(TEXT)
    publish(monkeypatch, f"{address}/input.txt")
    place = fetch("tinyshakespeare", tmp_path / "data")
    assert [path.name for path in place.iterdir()] == ["input.txt"]
    assert [d.labels["speaker"] for d in load("tinyshakespeare", data_dir=tmp_path / "data")] == [
        "First Citizen",
        "All",
    ]


@pytest.mark.parametrize("served", [TEXT[:-1], TEXT.replace(b"Speak", b"Shout"), b""])
def test_an_altered_or_truncated_file_is_not_kept(server, tmp_path, monkeypatch, served):
    folder, address = server
    (folder / "input.txt").write_bytes(served)
    publish(monkeypatch, f"{address}/input.txt")
    kept = tmp_path / "corpora" / "tinyshakespeare"
    kept.mkdir(parents=True)
    (kept / "input.txt").write_bytes(b"the one from before")
    with pytest.raises(ValueError, match=rf"expected SHA-256 .* got .* \({len(served)} bytes\): it was cut short or"):
        fetch("tinyshakespeare", tmp_path)
    assert [path.read_bytes() for path in kept.iterdir()] == [b"the one from before"]


def test_a_file_too_large_is_not_read_to_its_end(server, tmp_path, monkeypatch):
    folder, address = server
    (folder / "input.txt").write_bytes(b"x" * 2000)
    publish(monkeypatch, f"{address}/input.txt")
    monkeypatch.setattr(fetching, "LARGEST_BYTES", 1000)
    with pytest.raises(ValueError, match=r"expected at most 1,000 bytes from .*, got more"):
        fetch("tinyshakespeare", tmp_path)


def test_a_missing_file_and_a_missing_network_are_told(server, tmp_path, monkeypatch):
    _, address = server
    publish(monkeypatch, f"{address}/nothing.txt")
    with pytest.raises(ConnectionError, match=r"expected .*nothing.txt over a network, got HTTP Error 404"):
        fetch("tinyshakespeare", tmp_path)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        publish(monkeypatch, f"http://127.0.0.1:{unused.getsockname()[1]}/input.txt")
        with pytest.raises(ConnectionError, match=r"over a network, got .*refused"):
            fetch("tinyshakespeare", tmp_path)


def test_nltk_fetches_what_it_has(tmp_path, monkeypatch):
    nltk = pytest.importorskip("nltk")
    asked = []

    def download(name, download_dir, quiet):
        asked.append((name, download_dir, quiet))
        return len(asked) == 1

    monkeypatch.setattr(nltk, "download", download)
    assert fetch("udhr", tmp_path) == tmp_path / "corpora" / "udhr2.zip"
    assert asked == [("udhr2", str(tmp_path), True)]
    with pytest.raises(ConnectionError, match="expected a network to fetch udhr2 with nltk's downloader"):
        fetch("udhr", tmp_path)
    monkeypatch.setitem(sys.modules, "nltk", None)
    with pytest.raises(ImportError, match=r"expected the package nltk.*: run `python -m pip install nltk`"):
        fetch("udhr", tmp_path)


def test_a_wrong_name_is_told():
    with pytest.raises(ValueError, match=r"expected one of tinyshakespeare, .* got 'shakespeare'"):
        fetch("shakespeare")


@pytest.mark.parametrize("name", ["tinyshakespeare", "americasnlp2021"])
def test_the_checksums_are_those_of_the_published_files(name, tmp_path):
    folder = stand_ins.path("published", tmp_path) / name
    for file, source in CORPORA[name].sources.items():
        assert hashlib.sha256((folder / file).read_bytes()).hexdigest() == source.sha256, file


def test_the_command_lists_what_is_here(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("NLTK_DATA", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "corpora" / "udhr2").mkdir(parents=True)
    for language in ("spa", "eng"):
        (tmp_path / "corpora" / "udhr2" / f"{language}.txt").write_text("a")
    monkeypatch.setattr(sys, "argv", ["corpora"])
    __main__.main()
    shown = {line.split()[0]: line for line in capsys.readouterr().out.splitlines()}
    assert shown.keys() == CORPORA.keys()
    assert "here, 2 languages" in shown["udhr"]
    assert "not here" in shown["cess_esp"]
    monkeypatch.setattr(sys, "argv", ["corpora", "shakespeare"])
    with pytest.raises(SystemExit, match="expected one of tinyshakespeare"):
        __main__.main()
