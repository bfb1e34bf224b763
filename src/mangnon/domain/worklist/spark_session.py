"""A Spark session that keeps children's data to itself: private folders, loopback, signed and sealed connections."""

from __future__ import annotations

import ipaddress
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from mangnon.core.store.private import private_folder
from mangnon.domain.worklist.on_spark import code_archive
from mangnon.vocab.errors import MangnonError, UsageError

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOOPBACK = "127.0.0.1"
WORKER_PATIENCE_S = 120
# The secret that master, workers and this driver share, in a file that only its owner may read.
SECRET_FILE = "MANGNON_SPARK_SECRET_FILE"
# The JVMs only move small results: children are read and derived in the Python processes beside them.
_JVM_MEMORY = "512m"
_JVM_OPTIONS = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto"
_LOG = """rootLogger.level = error
rootLogger.appenderRef.stderr.ref = console
appender.console.type = Console
appender.console.name = console
appender.console.target = SYSTEM_ERR
appender.console.layout.type = PatternLayout
appender.console.layout.pattern = %p %c: %m%n
"""


class SparkMissingError(MangnonError):
    """Spark or the Java that it runs on is not on this machine."""

    code = "worklist.spark_missing"


class SparkFailedError(MangnonError):
    """The cluster could not be reached, or gave up."""

    code = "worklist.spark_failed"


@contextmanager
def spark_session(*, master: str) -> Iterator[SparkSession]:
    """Have a session on a cluster while inside.

    Args:
        master: ``local[N]`` (N processes of this machine) or ``spark://host:port``.

    Raises:
        SparkMissingError: pyspark or Java is missing here.
        UsageError: the master is none, or its secret is missing.
        SparkFailedError: the cluster cannot be reached.
    """
    check_spark(master)
    from py4j.protocol import Py4JError
    from pyspark import SparkContext
    from pyspark.errors import PySparkException
    from pyspark.java_gateway import launch_gateway
    from pyspark.sql import SparkSession

    with private_folder() as folder, _environment(folder, master), (folder / "spark.log").open("wb") as log:
        try:
            SparkContext._ensure_initialized(gateway=launch_gateway(popen_kwargs={"stdout": log, "stderr": log}))
            session = SparkSession.builder.appName("mangnon dues").getOrCreate()
            _wait_for_a_worker(session, master)
        except Exception as error:
            _end_gateway(SparkContext)
            raise SparkFailedError(
                f"Không nối được với cụm Spark «{master}»; hãy xem cụm có chạy, còn máy rảnh và khóa có đúng không."
            ) from error
        try:
            yield session
        except (PySparkException, Py4JError) as error:
            raise SparkFailedError(
                f"Cụm Spark «{master}» dừng giữa chừng ({_reason(str(error))}); chưa ghi gì cả, hãy chạy lại."
            ) from error
        finally:
            with suppress(Exception):  # a lost cluster cannot be told goodbye
                session.stop()
            _end_gateway(SparkContext)


def check_spark(master: str) -> None:
    """Refuse, before any work, what could not run.

    Raises:
        SparkMissingError: pyspark or Java is missing here.
        UsageError: the master is none, or its secret is missing.
    """
    if not _is_local(master) and urlsplit(master).scheme != "spark":
        raise UsageError(f"Cụm Spark «{master}» phải viết như spark://may-chu:7077 hoặc local[2].")
    try:
        import pyspark  # noqa: F401
    except ImportError as error:
        raise SparkMissingError("Máy này chưa có Spark (pyspark); hãy chạy tools/spark rồi chạy lại lệnh.") from error
    if not _java():
        raise SparkMissingError(
            "Máy này chưa có Java 17 trở lên mà Spark cần; hãy cài (Debian: apt install openjdk-17-jre-headless)."
        )
    if not _is_local(master):
        _secret()


def _wait_for_a_worker(session: SparkSession, master: str) -> None:
    """Spark itself would wait for ever where no worker is free."""
    if _is_local(master):
        return
    context = session.sparkContext._jsc.sc()
    for _ in range(WORKER_PATIENCE_S * 10):
        if context.getExecutorMemoryStatus().size() > 1:  # the driver counts as one
            return
        time.sleep(0.1)
    raise TimeoutError


def _reason(told: str) -> str:
    """Return the line that names the error in what Spark told: the worker's own, or the first."""
    lines = [line.strip() for line in told.splitlines() if line.strip()]
    naming = [line for line in lines if line.startswith("mangnon.") and ": " in line]
    return (naming or lines or ["không rõ nguyên nhân"])[0][:300]


def _is_local(master: str) -> bool:
    return master == "local" or (master.startswith("local[") and master.endswith("]"))


def _java() -> str | None:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")


def _secret() -> str:
    named = os.environ.get(SECRET_FILE)
    if not named:
        raise UsageError(f"Cụm Spark phải có khóa chung; hãy cho biết tệp giữ khóa bằng biến {SECRET_FILE}.")
    file = Path(named)
    try:
        if file.stat().st_mode & 0o077:
            raise UsageError(f"Người khác đọc được tệp khóa «{file}»; hãy chạy chmod 600 {file}.")
        secret = file.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"Không đọc được tệp khóa «{file}» của cụm Spark.") from error
    if len(secret) < 32 or any(letter.isspace() for letter in secret):
        raise UsageError(f"Khóa trong «{file}» phải là một từ có ít nhất 32 ký tự.")
    return secret


def _own_address(master: str) -> str:
    """Return the address that workers reach this driver by: loopback, unless the master is on another machine."""
    if _is_local(master):
        return LOOPBACK
    host, port = urlsplit(master).hostname or LOOPBACK, urlsplit(master).port or 7077
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as towards:
        towards.connect((host, port))  # sends nothing; only asks which way it would go
        address = str(towards.getsockname()[0])
        return LOOPBACK if ipaddress.ip_address(address).is_loopback else address
    return LOOPBACK


def _settings(folder: Path, master: str) -> dict[str, str]:
    address = _own_address(master)
    settings = {
        "spark.master": master,
        "spark.submit.pyFiles": str(code_archive(folder)),
        "spark.pyspark.python": sys.executable,
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.eventLog.enabled": "false",
        "spark.driver.bindAddress": address,
        "spark.driver.host": address,
        "spark.authenticate": "true",
        "spark.network.crypto.enabled": "true",
        "spark.io.encryption.enabled": "true",
        "spark.local.dir": str(folder / "local"),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.adaptive.enabled": "false",
        "spark.speculation": "false",
        "spark.task.maxFailures": "8",
        "spark.driver.memory": _JVM_MEMORY,
        "spark.executor.memory": _JVM_MEMORY,
        "spark.driver.extraJavaOptions": _JVM_OPTIONS,
        "spark.executor.extraJavaOptions": _JVM_OPTIONS,
    }
    if not _is_local(master):
        settings["spark.authenticate.secret"] = _secret()
    return settings


@contextmanager
def _environment(folder: Path, master: str) -> Iterator[None]:
    """Have Spark find its settings in a private file while inside: on a command line everybody would see the secret."""
    (folder / "local").mkdir(mode=0o700)
    conf = folder / "conf"
    conf.mkdir(mode=0o700)
    lines = [f"{name} {value}\n" for name, value in _settings(folder, master).items()]
    with open(os.open(conf / "spark-defaults.conf", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.writelines(lines)
    (conf / "log4j2.properties").write_text(_LOG)
    wanted: Mapping[str, str | None] = {
        "SPARK_CONF_DIR": str(conf),
        "SPARK_LOCAL_IP": _own_address(master),
        "SPARK_LOCAL_DIRS": None,
        "SPARK_HOME": None,  # pyspark brings the Spark of its own version
        "PYSPARK_SUBMIT_ARGS": None,
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
    }
    before = {name: os.environ.get(name) for name in wanted}
    _set(wanted)
    try:
        yield
    finally:
        _set(before)


def _set(variables: Mapping[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _end_gateway(context: type) -> None:
    """End the JVM that pyspark started, so that another session may start with other settings and no file is held."""
    gateway = getattr(context, "_gateway", None)
    if gateway is None:
        return
    process: subprocess.Popen[bytes] | None = getattr(gateway, "proc", None)
    with suppress(Exception):
        gateway.shutdown()
    if process is not None:
        if process.stdin:
            process.stdin.close()  # the JVM ends when it has nobody to listen to
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
    context._gateway = context._jvm = None  # type: ignore[attr-defined]
