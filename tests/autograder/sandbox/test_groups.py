"""Control groups: what is written and read where the kernel has them, here as a folder that stands in for the kernel's.

The last test is with the kernel's own, where one can be made.
"""

import os

import pytest
from boxes import SMALL, Inside

from autograder.sandbox import groups
from autograder.sandbox.groups import Group, parent_of_groups

MEMORY = tuple(f"memory.{name}" for name in ("max", "swap.max", "oom.group", "current", "peak", "events"))
FILES = ("cgroup.procs", "cgroup.kill", "cpu.stat", "pids.max", *MEMORY)


@pytest.fixture
def parent(tmp_path, monkeypatch):
    """A folder in which a new one has a group's files at once, and can be removed with them."""
    root = tmp_path / "cgroup"
    (root / "user" / "ours").mkdir(parents=True)
    for name, handed_down in {".": "cpu memory pids", "user": "memory pids", "user/ours": ""}.items():
        folder = root / name
        (folder / "cgroup.subtree_control").write_text(handed_down)
        (folder / "cgroup.procs").write_text("")
    path = type(root)
    make, remove = path.mkdir, path.rmdir

    def make_group(folder, *arguments, **options):
        make(folder, *arguments, **options)
        controlled = (folder.parent / "cgroup.subtree_control").read_text()
        for name in FILES:
            if name.partition(".")[0] in f"{controlled} cgroup cpu":
                (folder / name).write_text("")

    def remove_group(folder):
        if not (folder / "cgroup.procs").read_text().strip():
            for file in folder.iterdir():
                file.unlink()
        remove(folder)

    monkeypatch.setattr(path, "mkdir", make_group)
    monkeypatch.setattr(path, "rmdir", remove_group)
    monkeypatch.setattr(groups, "_above_ours", lambda: [root / "user" / "ours", root / "user", root])
    parent_of_groups.cache_clear()
    yield root
    parent_of_groups.cache_clear()


def test_the_nearest_group_that_hands_memory_down_is_taken(parent):
    assert parent_of_groups() == parent / "user"


def test_groups_that_only_count_seconds_are_better_than_none(parent):
    for folder in (parent, parent / "user"):
        (folder / "cgroup.subtree_control").write_text("")
    assert parent_of_groups() == parent / "user" / "ours"


def test_what_a_killed_grader_left_is_removed_and_what_others_use_is_not(parent):
    left, used = parent / "user" / "autograder-999999999-7", parent / "user" / f"autograder-{os.getpid()}-7"
    for folder in (left, used):
        folder.mkdir()
    assert parent_of_groups() == parent / "user"
    assert used.exists() and not left.exists()


def test_limits_are_written_before_the_box_is_let_in(parent):
    group = Group.around(4711, SMALL, parent / "user")
    (folder,) = (parent / "user").glob("autograder-*-4711")
    assert group.bounds_memory
    assert (folder / "memory.max").read_text() == str(SMALL.memory_mb << 20)
    assert (folder / "memory.swap.max").read_text() == "0"
    assert (folder / "pids.max").read_text() == str(SMALL.processes + 2)
    assert (folder / "cgroup.procs").read_text() == "4711"
    (folder / "cpu.stat").write_text("usage_usec 2500000\nuser_usec 1\n")
    (folder / "memory.current").write_text(f"{300 << 20}\n")
    (folder / "memory.peak").write_text(f"{400 << 20}\n")
    (folder / "memory.events").write_text("oom 1\noom_kill 3\n")
    assert (group.cpu_s(), group.memory_mb(), group.peak_mb()) == (2.5, 300.0, 400.0)
    assert group.ran_out_of_memory()
    (folder / "cgroup.procs").write_text("")
    group.close()
    assert not folder.exists() and group.cpu_s() == 2.5


def test_a_group_that_cannot_be_entered_is_given_up(parent, monkeypatch):
    def refuse(*_):
        raise PermissionError("no")

    monkeypatch.setattr(Group, "_write", refuse)
    assert Group.around(4711, SMALL, parent / "user") is None
    assert not list((parent / "user").glob("autograder-*"))
    assert Group.around(4711, SMALL, None) is None


def test_seconds_of_the_kernels_own_count_are_the_boxs(template):
    """Where a group can be made here: as root, or delegated."""
    if parent_of_groups() is None:
        pytest.skip("no control group can be made here")
    with template.spawn(SMALL) as box:
        folder = box._group._folder
        burn = "import os, time\nend = time.process_time() + 0.3\nwhile time.process_time() < end: pass\n"
        Inside(box).run(f"{burn}if os.fork() == 0: time.sleep(60)")
        assert box.usage().cpu_s >= 0.3
        assert len((folder / "cgroup.procs").read_text().split()) >= 2
    assert not folder.exists()
