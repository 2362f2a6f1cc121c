#!/usr/bin/env python3
"""govlab: ธรรมาภิบาลและการต่อต้านการทุจริต · good governance and anti-corruption.

python3 run.py [--wheels DIR] [VERB [ARGUMENTS]]        (Windows: py run.py …)

  setup      ติดตั้งอย่างเดียว · only install, into the folder .venv (also without a verb)
  workshop   งานหลัก · the main job: results, report and certificates in out/workshop
  lab        เปิดสมุดงานใน JupyterLab · open the notebooks in JupyterLab
  test       ทดสอบระบบ · run the tests; arguments go to pytest
  bench      วัดความเร็ว · run the benchmarks
  อื่น ๆ      คำสั่งของ govlab เช่น datasets list · any other verb of the command govlab

  --help     ข้อความนี้ · this text; "run.py VERB --help" explains a verb
  --wheels DIR
             ติดตั้งจากโฟลเดอร์ ไม่ใช้อินเทอร์เน็ต · install from a folder, without internet. Fill it on
             a connected machine of the same kind and Python (for test: locks/dev.txt):
             python3 -m pip download --no-deps -r locks/workshop.txt -d DIR

ครั้งแรกจะติดตั้งให้เอง ครั้งต่อไปเริ่มงานทันที ต้องใช้ Python 3.11 ถึง 3.14
The first run installs what is needed, later runs start at once. Needs Python 3.11 to 3.14.
"""

# Any Python 3.8 or newer must be able to read this file, if only to find a newer one.
from __future__ import annotations

import contextlib
import errno
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from typing import BinaryIO

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "govlab-stamp.json"
OLDEST, NEWEST = (3, 11), (3, 14)
DOWNLOADS = "https://www.python.org/downloads/"

# A lock that holds another serves for it too: `workshop` after `test` installs nothing.
SERVED_BY = {"workshop": ("workshop", "dev"), "dev": ("dev",)}

BAD_USAGE = 2
ENVIRONMENT_FAULT = 3
INTERRUPTED = 130
# Less than this free after a failed install, and the disk is the likely reason.
ENOUGH_SPACE = 500_000_000

# The locks have wheels for 64-bit CPython with its global lock, and for no other; Windows on
# ARM runs the x64 one.
PROBE = (
    "import platform, struct, sys, sysconfig;"
    "print(platform.python_implementation() == 'CPython' and struct.calcsize('P') == 8"
    " and sysconfig.get_platform() != 'win-arm64'"
    " and not sysconfig.get_config_var('Py_GIL_DISABLED'), *sys.version_info[:2])"
)


class FaultError(Exception):
    """The machine is in the way; says in Thai and English what it is and what to do."""

    def __init__(self, thai: str, english: str) -> None:
        super().__init__(f"{thai}\n{english}")


def say(thai: str, english: str) -> None:
    """Print a line of progress; standard output belongs to the verb."""
    print(f"{thai} · {english}", file=sys.stderr, flush=True)


# Which Python ---------------------------------------------------------------------------


def version_of(command: Sequence[str]) -> str | None:
    """Return the version (``"3.12"``) of the Python that `command` starts, if it fits."""
    try:
        answer = subprocess.run(
            [*command, "-I", "-c", PROBE],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    words = answer.stdout.split()
    if answer.returncode or words[:1] != ["True"]:
        return None
    version = (int(words[1]), int(words[2]))
    return "{}.{}".format(*version) if OLDEST <= version <= NEWEST else None


def candidates() -> Iterator[list[str]]:
    """Yield commands that may start a fitting Python: this one, then the newest first."""
    # The base of a virtual environment, which may be the very one to be made anew.
    yield [getattr(sys, "_base_executable", None) or sys.executable]
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        if os.name == "nt":
            yield ["py", f"-3.{minor}"]
        # All of PATH: a version manager's stand-in may come first and start nothing.
        for folder in os.get_exec_path():
            found = shutil.which(f"python3.{minor}", path=folder)
            if found:
                yield [found]


def choose_python() -> list[str]:
    """Return the command of a fitting Python.

    Raises
    ------
    FaultError
        When the machine has none.
    """
    for command in candidates():
        if version_of(command):
            return command
    running = "{}.{}".format(*sys.version_info[:2])
    thai = (
        f"ต้องใช้ Python 3.11 ถึง 3.14 แบบ 64 บิต (Windows: x64) แต่พบเพียง Python {running}"
        f" ติดตั้งจาก {DOWNLOADS} แล้วสั่งใหม่"
    )
    english = (
        f"Python (={running}) must be 3.11 to 3.14, 64-bit (Windows: x64), and no other is found"
        f" here; install one from {DOWNLOADS} and run this again"
    )
    raise FaultError(thai, english)


# The environment ------------------------------------------------------------------------


def venv_python() -> Path:
    """Return the path of the Python inside ``.venv``."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def child_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """Return `environ` for children: mirrors, proxies and certificates stay as they are."""
    # Without written bytecode every kernel would compile every library anew: 3 s each.
    left_out = {"PYTHONHOME", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE"}
    kept = {k: v for k, v in environ.items() if k not in left_out}
    # Windows would read a checkout's path with Thai letters in the console's encoding.
    kept.setdefault("PYTHONUTF8", "1")
    # "user" in a pip.conf cannot hold inside a virtual environment.
    kept["PIP_USER"] = "0"
    kept.setdefault("PIP_DISABLE_PIP_VERSION_CHECK", "1")
    return kept


def fingerprint(lock: str, python: str) -> dict[str, str]:
    """Return what an installation of `lock` depends on."""
    digest = hashlib.sha256()
    for name in (f"locks/{lock}.txt", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return {"root": str(ROOT), "python": python, "lock": lock, "sha256": digest.hexdigest()}


def read_stamp() -> dict[str, str]:
    """Return the record of the last installation; it is empty until one has ended well."""
    try:
        stamp: dict[str, str] = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stamp


def ready(lock: str) -> bool:
    """Tell whether ``.venv`` holds all of `lock`, for this folder, Python and version."""
    stamp = read_stamp()
    # The files are compared first: starting Python is the dearer question.
    python = stamp.get("python", "")
    if all(stamp != fingerprint(name, python) for name in SERVED_BY[lock]):
        return False
    return version_of([str(venv_python())]) == python


def has_pip() -> bool:
    """Tell whether the Python in ``.venv`` has pip."""
    return not subprocess.call(
        [str(venv_python()), "-I", "-c", "import pip"], stderr=subprocess.DEVNULL
    )


def usable() -> bool:
    """Tell whether ``.venv`` can be installed into, or must be made anew."""
    version = version_of([str(venv_python())])
    if version is None or not has_pip():
        return False
    if not STAMP.exists():  # somebody made it by hand
        return True
    stamp = read_stamp()
    return (stamp.get("root"), stamp.get("python")) == (str(ROOT), version)


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Hold the lock of this folder: a second ``run.py`` waits for the first.

    The installers inherit the lock, so that one that outlives a killed ``run.py`` is
    waited for too.
    """
    place = ROOT / ".cache"
    place.mkdir(exist_ok=True)
    with (place / "run.lock").open("ab") as handle:
        if not try_lock(handle):
            say("รอการติดตั้งอีกหน้าต่างหนึ่งให้เสร็จก่อน", "waiting for another installation to end")
            while not try_lock(handle):
                time.sleep(0.2)
        yield


if sys.platform == "win32":
    import msvcrt

    def try_lock(handle: BinaryIO) -> bool:
        """Take the lock of `handle` if it is free; closing the file gives it back."""
        handle.seek(0)
        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def try_lock(handle: BinaryIO) -> bool:
        """Take the lock of `handle` if it is free; closing the file gives it back."""
        os.set_inheritable(handle.fileno(), True)  # noqa: FBT003 - takes no keyword
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as fault:
            # A network folder without locks is no reason to wait for ever.
            return fault.errno not in {errno.EAGAIN, errno.EACCES}
        return True


# Installing -----------------------------------------------------------------------------


def succeeds(*command: str) -> bool:
    """Run an installer in the root folder; tell whether it ended well."""
    environment = child_environment(os.environ)
    return not subprocess.call(command, cwd=ROOT, env=environment, close_fds=False)


def make_venv() -> None:
    """Make ``.venv`` anew.

    Raises
    ------
    FaultError
        When no Python fits, or it cannot make virtual environments.
    """
    python = choose_python()
    say("สร้างสภาพแวดล้อม .venv", "making the environment .venv")
    if VENV.is_symlink() or VENV.is_file():
        VENV.unlink()
    elif VENV.exists():
        shutil.rmtree(VENV)
    VENV.mkdir()
    STAMP.write_text("{}", encoding="utf-8")
    made = subprocess.run(
        [*python, "-m", "venv", str(VENV)],
        env=child_environment(os.environ),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        close_fds=False,
        check=False,
    )
    if made.returncode:
        print(made.stdout, file=sys.stderr)
        check_space()
        package = f"python{version_of(python)}-venv"
        thai = (
            f"Python ({' '.join(python)}) สร้างสภาพแวดล้อมเสมือนไม่ได้ บน Debian หรือ Ubuntu ให้สั่ง"
            f" apt install {package} บนระบบอื่นให้ติดตั้ง Python จาก {DOWNLOADS}"
        )
        english = (
            f"Python (={' '.join(python)}) must be able to make a virtual environment; on Debian or"
            f" Ubuntu run: apt install {package}; elsewhere install Python from {DOWNLOADS}"
        )
        raise FaultError(thai, english)


def check_space() -> None:
    """Raise a fault when a disk that an installation writes to is nearly full."""
    for place in (str(ROOT), tempfile.gettempdir()):
        if shutil.disk_usage(place).free < ENOUGH_SPACE:
            thai = f"พื้นที่ว่างของ {place!r} เหลือน้อย ต้องมีอย่างน้อย 2 GB ลบไฟล์ที่ไม่ใช้แล้วสั่งใหม่"
            english = f"the disk of {place!r} must have 2 GB free; make room and run this again"
            raise FaultError(thai, english)


def install(lock: str, wheels: str | None) -> None:
    """Install `lock` and govlab itself into ``.venv``.

    With uv where it can be had, else (and when uv cannot fetch: it does not read pip's
    configuration of mirrors and certificates) with pip.

    Raises
    ------
    FaultError
        When neither can.
    """
    say("ติดตั้งชุดโปรแกรม (ครั้งแรกอาจใช้หลายนาที)", "installing (the first time may take minutes)")
    quiet = () if sys.stderr.isatty() else ("--quiet",)
    python = str(venv_python())
    # Like uv, pip leaves compiling to the first import: the start comes sooner.
    pip = (python, "-m", "pip", "install", "--no-compile", "--no-input", *quiet)
    pinned = ("--no-deps", "--require-hashes", "-r")
    itself = ("--no-deps", "--no-build-isolation", "-e", ".")
    wanted = f"locks/{lock}.txt"
    if wheels is not None:
        pip = (*pip, "--no-index", "--find-links", str(Path(wheels).resolve()))
    elif succeeds(*pip, *pinned, "locks/installer.txt"):
        uv = (python, "-m", "uv", "pip", "install", "--python", python, *quiet)
        if succeeds(*uv, *pinned, wanted) and succeeds(*uv, *itself):
            return
        check_space()
        say("uv ติดตั้งไม่สำเร็จ ลองใช้ pip", "uv could not install; trying pip")
    if not (succeeds(*pip, *pinned, wanted) and succeeds(*pip, *itself)):
        check_space()
        thai = (
            "ติดตั้งไม่สำเร็จ (สาเหตุอยู่ในข้อความด้านบน) ตรวจสอบอินเทอร์เน็ตหรือพร็อกซีแล้วสั่งใหม่"
            " หรือติดตั้งจากโฟลเดอร์ด้วย --wheels DIR (ดู run.py --help)"
        )
        english = (
            "installing failed (the lines above say why); check the internet connection or proxy"
            " and run this again, or install from a folder with --wheels DIR (see run.py --help)"
        )
        raise FaultError(thai, english)


def prepare(lock: str, wheels: str | None) -> None:
    """See to it that ``.venv`` holds `lock`; does nothing when it does."""
    if ready(lock):
        return
    with alone():
        if ready(lock):  # the run that was waited for has done it
            return
        if not usable():
            make_venv()
        before = read_stamp()
        STAMP.write_text("{}", encoding="utf-8")  # stays so when this is broken off
        try:
            install(lock, wheels)
        except FaultError:
            # Installers fetch everything before they change anything: without internet,
            # `test` fails and the workshop that was installed goes on working.
            STAMP.write_text(json.dumps(before), encoding="utf-8")
            raise
        stamp = fingerprint(lock, version_of([str(venv_python())]) or "")
        STAMP.write_text(json.dumps(stamp), encoding="utf-8")
        say("ติดตั้งเสร็จแล้ว", "installed")


def prepare_debian() -> None:
    """Install the Debian packages that the tests need, where this is root's to do."""
    if sys.platform == "win32" or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    lines = (ROOT / ".ci/debian-packages.txt").read_text(encoding="utf-8").splitlines()
    for name in (line for line in lines if line and not line.startswith("#")):
        if subprocess.call(
            ("dpkg", "-s", name), stdout=subprocess.DEVNULL, stderr=subprocess.STDOUT
        ):
            say(f"ติดตั้งแพ็กเกจระบบ {name}", f"installing the system package {name}")
            apt = ("apt-get", "install", "-y", "-qq", "--no-install-recommends", name)
            if not (succeeds(*apt) or (succeeds("apt-get", "update", "-qq") and succeeds(*apt))):
                say(f"ติดตั้ง {name} ไม่ได้", f"could not install {name}")


# Verbs ----------------------------------------------------------------------------------


def call(*command: str, cwd: Path | None = None) -> int:
    """Run the verb's own program and return its exit code; Ctrl-C is the program's to answer."""
    child = subprocess.Popen(command, cwd=cwd, env=child_environment(os.environ))
    signal.signal(signal.SIGTERM, lambda *_: child.terminate())
    while True:
        try:
            code = child.wait()
        except KeyboardInterrupt:
            continue
        return code if code >= 0 else 128 - code


def run(verb: str, arguments: Sequence[str], wheels: str | None) -> int:
    """Install what `verb` needs, run it, and return its exit code."""
    python = str(venv_python())
    if verb == "test":
        prepare_debian()
    prepare("dev" if verb in {"test", "bench"} else "workshop", wheels)
    if verb == "setup":
        say("พร้อมใช้งาน คำสั่งต่อไป: run.py workshop", "ready; next: run.py workshop")
        return 0
    if verb == "test":
        # In the order of the folders: the long files do not all come at the end.
        spread = ("-n", "2", "--dist", "loadfile", "--no-loadscope-reorder")
        return call(python, "-m", "pytest", *spread, *arguments, cwd=ROOT)
    if verb == "bench":
        worst = 0
        for file in sorted((ROOT / "benchmarks").glob("[!_]*.py")):
            worst = max(worst, call(python, str(file), *arguments, cwd=ROOT))
            if worst >= INTERRUPTED:
                break
        return worst
    if verb == "lab":
        return call(python, "-m", "jupyterlab", *arguments, cwd=ROOT / "notebooks")
    return call(python, "-m", "govlab", verb, *arguments)


def main(arguments: Sequence[str]) -> int:
    """Read the options before the verb, run the verb, and return the exit code."""
    for stream in (sys.stdout, sys.stderr):
        # A Windows console may not speak Thai; a sign that is lost must not stop the work.
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]
    rest = list(arguments)
    wheels = None
    if rest[:1] == ["--wheels"]:
        wheels, rest = (rest[1:2] or [""])[0], rest[2:]
        if not any(Path(wheels).glob("*.whl")) or not wheels:
            say(
                f"--wheels {wheels!r} ต้องเป็นโฟลเดอร์ที่มีไฟล์ .whl (ดู run.py --help)",
                f"--wheels (={wheels!r}) must name a folder of .whl files (see run.py --help)",
            )
            return BAD_USAGE
    rest = rest or ["setup"]
    if rest[0] in ("-h", "--help"):
        print(__doc__)
        return 0
    if rest[0].startswith("-"):
        say(
            f"ตัวเลือก {rest[0]} ต้องอยู่หลังคำสั่ง เช่น run.py workshop {rest[0]} … (ดู run.py --help)",
            f"option {rest[0]} must stand after the verb: run.py workshop {rest[0]} …"
            " (see run.py --help)",
        )
        return BAD_USAGE
    try:
        return run(rest[0], rest[1:], wheels)
    except FaultError as fault:
        print(fault, file=sys.stderr)
    except OSError as fault:
        where, why = fault.filename or str(ROOT), fault.strerror or str(fault)
        print(
            f"เขียนหรืออ่าน {where!r} ไม่ได้: {why} ตรวจสอบพื้นที่ว่าง สิทธิ์ของโฟลเดอร์"
            " และปิดโปรแกรมที่ใช้ .venv อยู่ หรือคัดลอกทั้งโฟลเดอร์ไปไว้ในที่ที่เขียนได้ แล้วสั่งใหม่\n"
            f"{where!r} must be readable and writable: {why}; see that the disk has space and the"
            " folder is yours, close programs that use .venv, or copy the whole folder to a place"
            " you can write to, and run this again",
            file=sys.stderr,
        )
    except KeyboardInterrupt:
        say("หยุดตามคำสั่ง สั่งใหม่เพื่อทำต่อ", "stopped; run this again to go on")
        return INTERRUPTED
    return ENVIRONMENT_FAULT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
