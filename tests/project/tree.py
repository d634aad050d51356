"""The files of the project as a reader of the repository sees them: without environments, caches and outputs."""

import os
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NOT_OURS = {
    ".git", ".venv", "node_modules", "var", "staticfiles", "screenshots", "__pycache__", ".pytest_cache", ".ruff_cache",
    ".mypy_cache", ".hypothesis", ".import_linter_cache", ".grimp_cache", ".schemathesis", "htmlcov",
}  # fmt: skip
TEXT = {
    "", ".py", ".html", ".css", ".js", ".svg", ".md", ".txt", ".in", ".toml", ".yml", ".yaml", ".json", ".po", ".sh",
}  # fmt: skip


def files(*suffixes: str) -> Iterator[Path]:
    """Every file of the project with one of these suffixes (all text files when none is named), in a fixed order."""
    wanted = set(suffixes) or TEXT
    for folder, names, found in os.walk(ROOT):
        names[:] = sorted(name for name in names if name not in NOT_OURS)
        for name in sorted(found):
            path = Path(folder) / name
            if path.suffix in wanted and not path.is_symlink():
                yield path


def relative(path: Path) -> str:
    """The path as written in a message."""
    return path.relative_to(ROOT).as_posix()
