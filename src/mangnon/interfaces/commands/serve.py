"""``mangnon serve``: the web application on loopback, with its background worker."""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

from mangnon.interfaces.commands.kept import STOP_SECONDS, KeptProcess, end_family, start
from mangnon.vocab.errors import UsageError

HOST = "127.0.0.1"
DEFAULT_PORT = 8000
MOST_WORKERS = 64


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's words."""
    parser.add_argument("--port", type=int, default=int(os.environ.get("MANGNON_PORT", DEFAULT_PORT)))
    parser.add_argument("--workers", type=int, default=2, help="processes that answer pages")


def run(args: argparse.Namespace, *, greeting: str = "") -> int:
    """Serve until told to stop; the greeting is printed once pages answer."""
    if not 1 <= args.workers <= MOST_WORKERS:
        raise UsageError(f"Số tiến trình (--workers) phải từ 1 đến {MOST_WORKERS}.")
    check_port(args.port)
    from django.core.management import call_command

    from mangnon.interfaces.commands.static_files import collect_if_new

    collect_if_new(call_command)
    _look_at_vault()
    environment = {**os.environ, "MANGNON_DB_PURPOSE": "web", "DJANGO_SETTINGS_MODULE": "mangnon.config.settings"}
    environment["MANGNON_PORT"] = str(args.port)
    words = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST, "--port", str(args.port),
        "--workers", str(args.workers), "--blocking-threads", "4", "--backpressure", "64", "--no-ws",
        "--workers-kill-timeout", "5", "--log-level", "warning", "--respawn-failed-workers",
        "mangnon.config.wsgi:application",
    ]  # fmt: skip
    worker = KeptProcess(
        words=[sys.executable, "-m", "mangnon.interfaces.commands.work"],
        environment={**environment, "MANGNON_DB_PURPOSE": "service"},
        name="tiến trình chạy nền",
    )
    with _child(words, environment) as web, contextlib.ExitStack() as ends:
        ends.callback(worker.stop)
        worker.look(at=time.monotonic())
        stopping = _stop_gently(web, worker)
        if not _answers(args.port, web):
            return 0 if stopping else 1
        print(greeting or f"Măng Non: http://{HOST}:{args.port}/", "(dừng bằng Ctrl-C)", sep="\n", flush=True)
        _wait(web, worker, stopping)
    if not stopping:
        print("mangnon serve: máy chủ web dừng bất ngờ; xem các dòng lỗi phía trên rồi chạy lại.", file=sys.stderr)
    return 0 if stopping else 1


def _look_at_vault() -> None:
    """Have a master key from the first start on; without one that is needed, all but what is sealed is served."""
    from mangnon.core.vault.errors import VaultError
    from mangnon.core.vault.services import ready_masters

    try:
        ready_masters()
    except VaultError as error:
        print(f"mangnon serve: {error.sentence}", file=sys.stderr)


def _wait(web: subprocess.Popen[bytes], worker: KeptProcess, stopping: list[float]) -> None:
    """Wait for the web processes, and keep the worker; those that do not end in time once told to are ended."""
    while web.poll() is None:
        time.sleep(0.2)
        if not stopping:
            worker.look(at=time.monotonic())
        elif time.monotonic() > stopping[0] + STOP_SECONDS:
            end_family(web)


def _answers(port: int, web: subprocess.Popen[bytes]) -> bool:
    """Wait until the health check answers, or the web processes are gone."""
    for _ in range(600):
        if web.poll() is not None:
            print("mangnon serve: máy chủ web dừng ngay khi khởi động; xem các dòng lỗi phía trên.", file=sys.stderr)
            return False
        with contextlib.suppress(OSError), urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=5):
            return True
        time.sleep(0.1)
    return True


def check_port(port: int) -> None:
    """Refuse a port that cannot be served on, with a sentence that says why."""
    if not 0 < port < 65536:
        raise UsageError(f"Cổng {port} không hợp lệ; hãy chọn một số từ 1 đến 65535.")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise UsageError(
                f"Cổng {port} đang có chương trình khác dùng (có thể Măng Non đã chạy rồi: mở http://{HOST}:{port}/); "
                "hãy dừng nó hoặc chọn cổng khác bằng --port."
            ) from error


@contextlib.contextmanager
def _child(words: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    process = start(words, environment)
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                end_family(process)


def _stop_gently(web: subprocess.Popen[bytes], worker: KeptProcess) -> list[float]:
    """Pass a request to stop on to the web processes and the worker; the list returned then holds when it came."""
    asked: list[float] = []

    def stop(_number: int, _frame: object) -> None:
        asked.append(time.monotonic())
        web.terminate()
        worker.ask_to_stop()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    return asked
