"""Rules that hold for every file of the repository."""

import re

from tests.project.tree import ROOT, files, relative

LONGEST = 400
UNFINISHED = re.compile(r"\b(?:" + "|".join(["TO" + "DO", "FIX" + "ME", "lorem " + "ipsum"]) + r")\b")
PERSONAL_FOLDER = re.compile(r"(?<![\w.])/(?:home|Users)/\w+/|(?<![\w./])/root/\w")


def test_hand_written_python_files_stay_short() -> None:
    long = {
        relative(path): count
        for path in files(".py")
        if "migrations" not in path.parts and (count := len(path.read_text().splitlines())) > LONGEST
    }

    assert long == {}, f"longer than {LONGEST} lines"


def test_no_file_names_a_folder_of_the_machine_it_was_written_on() -> None:
    here = re.compile(re.escape(str(ROOT)) + r"(?![\w-])") if len(ROOT.parts) > 2 else None

    named = [
        relative(path)
        for path in files()
        if PERSONAL_FOLDER.search(text := path.read_text(errors="replace")) or (here and here.search(text))
    ]

    assert named == []


def test_nothing_is_marked_as_unfinished() -> None:
    marked = [relative(path) for path in files(".py", ".html", ".js", ".css") if UNFINISHED.search(path.read_text())]

    assert marked == []


def test_no_drawer_modules() -> None:
    drawers = [relative(path) for path in files(".py") if path.name in {"utils.py", "helpers.py", "common.py"}]

    assert drawers == []
