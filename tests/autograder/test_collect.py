"""Archives as platforms export them, and as nobody should: everyone lands where they belong, nothing elsewhere."""

import io
import os
import stat
import struct
import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from autograder import archives
from autograder.archives import ArchiveError
from autograder.collect import Report, collect, learner_id
from autograder.reading import MAX_NOTEBOOK_MB

TOPIC, FILE = "04_transformers", "transformers.ipynb"
Tree = dict[str, bytes]


def zipped(tree: Tree, time: tuple[int, ...] = (2026, 3, 1, 10, 0, 0)) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in tree.items():
            archive.writestr(zipfile.ZipInfo(name, time), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def collected(tmp_path: Path, data: bytes, name: str = "export.zip") -> tuple[Report, Tree]:
    """Collect a zip; what it wrote, as learner → notebook. Nothing may appear anywhere else."""
    (tmp_path / name).write_bytes(data)
    before = {path for path in tmp_path.rglob("*") if "submitted" not in path.parts}
    report = collect(tmp_path / name, TOPIC, tmp_path / "submitted")
    assert {path for path in tmp_path.rglob("*") if "submitted" not in path.parts} == before
    return report, tree_of(tmp_path / "submitted")


def tree_of(submitted: Path) -> Tree:
    tree = {}
    for path in submitted.rglob("*"):
        assert not path.is_symlink()
        if path.is_file():
            learner, topic, file = path.relative_to(submitted).parts
            assert topic == TOPIC and file in (FILE, "timestamp.txt")
            if file == FILE:
                tree[learner] = path.read_bytes()
    return tree


def test_moodle(tmp_path: Path) -> None:
    tree = {
        "María Núñez_12345_assignsubmission_file_/transformers.ipynb": b"1",
        "Li Wei_22_assignsubmission_file_/Transformers (2).ipynb": b"2",
        "Ana Gil_7_assignsubmission_file_transformers.ipynb": b"3",
        "Bob Ray_8_assignsubmission_onlinetext_/onlinetext.html": b"text",
        "Eva Sol_9_assignsubmission_file_/homework/sub/other.ipynb": b"4",
    }
    report, written = collected(tmp_path, zipped(tree))
    assert written == {"maria-nunez": b"1", "li-wei": b"2", "ana-gil": b"3", "eva-sol": b"4"}
    assert [(each.learner, each.name) for each in report.collected][-1] == ("maria-nunez", "María Núñez")
    assert len(report.problems) == 1 and "bob-ray (Bob Ray): handed in no notebook" in report.problems[0]
    assert list((tmp_path / "submitted/bob-ray" / TOPIC).iterdir()) == [], "graded as unreadable, not absent"


def test_canvas_takes_the_newest_version_and_says_so(tmp_path: Path) -> None:
    tree = {
        "nunezmaria_11_901_transformers-2.ipynb": b"newest",
        "nunezmaria_11_900_transformers-1.ipynb": b"older",
        "nunezmaria_11_899_transformers.ipynb": b"oldest",
        "raybob_late_12_902_transformers.ipynb": b"late",
        "gilana_13_903_notes.pdf": b"pdf",
    }
    report, written = collected(tmp_path, zipped(tree))
    assert written == {"nunezmaria": b"newest", "raybob": b"late"}
    assert "took nunezmaria_11_901_transformers-2.ipynb" in report.notes[0] and "3 notebooks" in report.notes[0]
    assert report.notes[1] == "raybob (raybob): late, says the platform"
    assert "gilana (gilana): handed in no notebook" in report.problems[0]


@pytest.mark.parametrize(
    ("names", "learners"),
    [
        (["ana/{}", "luis/{}"], ["ana", "luis"]),
        (["class/ana/{}", "class/luis/{}"], ["ana", "luis"]),
        (["ana/04_transformers/{}", "luis/04_transformers/{}"], ["ana", "luis"]),
        (["04_transformers/ana/{}", "04_transformers/luis/{}"], ["ana", "luis"]),
        (["ana/project/{}", "luis/project/{}"], ["ana", "luis"]),
        (["a/ana/{}", "a/eva/{}", "b/luis/{}"], ["ana", "eva", "luis"]),
        (["ana.ipynb", "luis.ipynb"], ["ana", "luis"]),
        (["class/ana.ipynb", "class/luis.ipynb"], ["ana", "luis"]),
        (["ana/work.ipynb", "luis/mine.ipynb"], ["ana", "luis"]),
        (["ana/{}"], ["ana"]),
        (["ana/work.ipynb", "ana/torch.py"], ["ana"]),
        (["luis.ipynb", "ana/{}"], ["ana", "luis"]),
    ],
    ids=str,
)
def test_plain_layouts(tmp_path: Path, names: list[str], learners: list[str]) -> None:
    tree = {name.format(FILE): name.encode() for name in names}
    report, written = collected(tmp_path, zipped(tree))
    assert sorted(written) == learners and report.problems == []
    for path, data in tree.items():
        target = tmp_path / "folder" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    collect(tmp_path / "folder", TOPIC, tmp_path / "again" / "submitted")
    assert tree_of(tmp_path / "again" / "submitted") == written


def test_a_notebook_that_is_nobodys_is_reported(tmp_path: Path) -> None:
    report, written = collected(tmp_path, zipped({FILE: b"1"}))
    assert written == {} and "whose is it" in report.problems[0]


def test_zips_of_learners_are_opened_one_level_deep(tmp_path: Path) -> None:
    inner = zipped({f"work/{FILE}": b"1", "work/torch.py": b"x"})
    deeper = zipped({"inner.zip": inner})
    tree = {"ana.zip": inner, "luis.zip": inner, "eva.zip": deeper, "bad.zip": b"PK no zip", "empty.zip": zipped({})}
    report, written = collected(tmp_path, zipped(tree))
    assert written == {"ana": b"1", "luis": b"1"}
    assert not (tmp_path / "submitted/ana/04_transformers/timestamp.txt").exists(), "the learner could forge it"
    assert len(report.problems) == 3
    assert any("empty.zip: an empty zip" in each for each in report.problems)
    assert any("a zip in a zip" in each for each in report.problems)
    assert any("bad.zip: cannot be opened" in each for each in report.problems)


def test_times_are_written_when_the_archive_tells(tmp_path: Path) -> None:
    collected(tmp_path, zipped({f"ana/{FILE}": b"1"}))
    stamp = tmp_path / "submitted/ana/04_transformers/timestamp.txt"
    written = datetime.strptime(stamp.read_text().strip(), "%Y-%m-%d %H:%M:%S.%f UTC").timestamp()
    assert written == datetime(2026, 3, 1, 10).timestamp()
    report, _ = collected(tmp_path, zipped({f"ana/{FILE}": b"2"}, (1980, 1, 1, 0, 0, 0)))
    assert report.collected[0].time is None and not stamp.exists()


def test_collecting_again(tmp_path: Path) -> None:
    first = zipped({f"ana/{FILE}": b"1", f"luis/{FILE}": b"1"})
    assert [each.outcome for each in collected(tmp_path, first)[0].collected] == ["new", "new"]
    assert [each.outcome for each in collected(tmp_path, first)[0].collected] == ["unchanged", "unchanged"]
    later = zipped({f"ana/{FILE}": b"2"}, (2026, 3, 2, 10, 0, 0))
    report, written = collected(tmp_path, later)
    assert written == {"ana": b"2", "luis": b"1"} and "replaced" in report.notes[0]
    report, written = collected(tmp_path, first)
    assert written["ana"] == b"2" and "newer" in report.notes[0]


@pytest.mark.parametrize(
    "name",
    [
        f"../../escaped/{FILE}",
        f"/abs/{FILE}",
        f"ana/../../x/{FILE}",
        f"..\\..\\ana\\{FILE}",
        f"C:/ana/{FILE}",
        f"a\nb/{FILE}",
        f"a\x1b[31m/{FILE}",
        f"{'_1' * 30_000}/{FILE}",
    ],
)
def test_names_that_lead_elsewhere_are_left_out(tmp_path: Path, name: str) -> None:
    report, written = collected(tmp_path, zipped({name: b"evil", f"luis/{FILE}": b"1", f"eva/{FILE}": b"1"}))
    assert set(written) == {"luis", "eva"}
    assert len(report.problems) == 1 and report.problems[0].isprintable()


@pytest.mark.parametrize("name", ["..", ".", "-rf", "a*b", ".hidden", "=1+1", "a,b", "x" * 200, "\u202egnp.ana"])
def test_odd_folders_get_safe_ids(tmp_path: Path, name: str) -> None:
    safe = learner_id(name)
    assert safe.replace("-", "").isalnum() and safe.isascii() and not safe.startswith("-") and len(safe) < 80
    if name not in ("..", "."):
        _, written = collected(tmp_path, zipped({f"{name}/{FILE}": b"1", f"luis/{FILE}": b"1"}))
        assert set(written) == {safe, "luis"}


def test_ids_are_stable_and_never_shared(tmp_path: Path) -> None:
    assert learner_id("María José Ñu") == "maria-jose-nu"
    assert learner_id("李明") == learner_id("李明") != learner_id("李敏")
    assert learner_id("user_1@uni.es") == "user_1@uni.es"
    tree = {
        "José Pérez_1_assignsubmission_file_/transformers.ipynb": b"1",
        "Jose Perez_2_assignsubmission_file_/transformers.ipynb": b"2",
    }
    assert collected(tmp_path, zipped(tree))[1] == {"jose-perez-1": b"1", "jose-perez-2": b"2"}


def test_letter_case_does_not_merge_two_learners(tmp_path: Path) -> None:
    _, written = collected(tmp_path, zipped({f"Ana/{FILE}": b"1", f"ana/{FILE}": b"2"}))
    assert sorted(written.values()) == [b"1", b"2"]
    assert len({learner.casefold() for learner in written}) == 2


def test_a_name_twice_in_one_zip_is_two_versions(tmp_path: Path) -> None:
    buffer = io.BytesIO(zipped({f"ana/{FILE}": b"1", f"luis/{FILE}": b"1"}))
    with zipfile.ZipFile(buffer, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(zipfile.ZipInfo(f"ana/{FILE}", (2026, 3, 5, 0, 0, 0)), b"2")
    report, written = collected(tmp_path, buffer.getvalue())
    assert written["ana"] == b"2" and "2 notebooks" in report.notes[0]


def test_bombs_are_not_unpacked(tmp_path: Path) -> None:
    bomb = zipped({f"ana/{FILE}": b"0" * (30 * 2**20), f"luis/{FILE}": b"1", f"eva/{FILE}": os.urandom(2**20)})
    report, written = collected(tmp_path, bomb)
    assert set(written) == {"luis", "eva"} and "bomb" in report.problems[0] and "ana" in report.problems[0]
    large = os.urandom(2**20) * (MAX_NOTEBOOK_MB + 1)
    report, _ = collected(tmp_path, zipped({f"ana/{FILE}": large, f"luis/{FILE}": b"1"}))
    assert "larger than 20 MB" in report.problems[0]


def test_a_lying_size_is_found_out(tmp_path: Path) -> None:
    data = bytearray(zipped({f"ana/{FILE}": b"0" * (30 * 2**20), f"luis/{FILE}": b"1"}))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.index(signature) + offset
        data[at : at + 4] = struct.pack("<I", 10)  # says: ten bytes
    report, written = collected(tmp_path, bytes(data))
    assert set(written) == {"luis"} and "ana" in report.problems[0]


def test_too_many_files_or_bytes_end_the_collection(tmp_path: Path) -> None:
    (tmp_path / "export.zip").write_bytes(zipped({f"{n}/{FILE}": b"12345" for n in range(4)}))
    for walk in (archives.Walk(entries_left=3), archives.Walk(bytes_left=12)):
        with pytest.raises(ArchiveError, match="more than"), walk:
            for entry in walk.entries(tmp_path / "export.zip"):
                entry.read(100)


def test_links_in_zips_and_folders_are_left_out(tmp_path: Path) -> None:
    buffer = io.BytesIO(zipped({f"luis/{FILE}": b"1", f"eva/{FILE}": b"1"}))
    with zipfile.ZipFile(buffer, "a") as archive:
        link = zipfile.ZipInfo(f"ana/{FILE}")
        link.external_attr = (stat.S_IFLNK | 0o777) << 16
        archive.writestr(link, "/etc/passwd")
    report, written = collected(tmp_path, buffer.getvalue())
    assert set(written) == {"luis", "eva"} and "a link" in report.problems[0]
    folder = tmp_path / "folder"
    (folder / "ana").mkdir(parents=True)
    (folder / "luis").mkdir()
    (folder / "ana" / FILE).symlink_to("/etc/passwd")
    (folder / "luis" / FILE).write_bytes(b"1")
    (folder / "eva").symlink_to(folder / "luis")
    os.mkfifo(folder / "pipe.ipynb")
    report = collect(folder, TOPIC, tmp_path / "out" / "submitted")
    assert set(tree_of(tmp_path / "out" / "submitted")) == {"luis"} and len(report.problems) == 3


def test_links_in_the_target_are_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    target = tmp_path / "submitted" / "luis" / TOPIC
    target.mkdir(parents=True)
    (target / FILE).symlink_to(elsewhere / "gradebook.db")
    (tmp_path / "submitted" / "ana").symlink_to(elsewhere)
    (tmp_path / "export.zip").write_bytes(zipped({f"ana/{FILE}": b"1", f"luis/{FILE}": b"1"}))
    report = collect(tmp_path / "export.zip", TOPIC, tmp_path / "submitted")
    assert list(elsewhere.iterdir()) == []
    assert (target / FILE).read_bytes() == b"1" and not (target / FILE).is_symlink()
    assert "is a link" in report.problems[0]


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\x03\x04" + b"\0" * 50])
def test_what_is_no_archive_says_so(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "export.zip").write_bytes(data)
    with pytest.raises(ArchiveError, match="neither a folder nor a zip"):
        collect(tmp_path / "export.zip", TOPIC, tmp_path / "submitted")


def test_a_broken_member_is_one_learners_problem(tmp_path: Path) -> None:
    data = bytearray(zipped({f"ana/{FILE}": os.urandom(500), f"luis/{FILE}": b"1"}))
    at = data.index(FILE.encode()) + len(FILE) + 100
    data[at : at + 50] = b"\0" * 50
    report, written = collected(tmp_path, bytes(data))
    assert set(written) == {"luis"} and "ana (ana): ana/transformers.ipynb: cannot be unpacked" in report.problems[0]
