"""The process that opens one file: bounded in memory and time, without any right to write."""

from __future__ import annotations

import json
import resource
import sys
import warnings

from mangnon.core.content.attachments import AttachmentLimits
from mangnon.core.vault.cleaning.content import clean_content
from mangnon.core.vault.errors import AttachmentBrokenError, AttachmentRefusedError, AttachmentTooHeavyError
from mangnon.core.vault.kinds import AttachmentKind


def main() -> int:
    """Clean what comes in; every end but a crash is told on standard output."""
    kind, limits = AttachmentKind(sys.argv[1]), AttachmentLimits(**json.loads(sys.argv[2]))
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, limits.seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    warnings.simplefilter("ignore")
    try:
        told = b"+" + clean_content(sys.stdin.buffer.read(), kind=kind, limits=limits)
    except AttachmentRefusedError as refusal:
        told = b"-" + refusal.code.encode()
    except MemoryError:
        told = b"-" + AttachmentTooHeavyError.code.encode()
    except Exception:  # a decoder fed with anything may fail with anything
        told = b"-" + AttachmentBrokenError.code.encode()
    sys.stdout.buffer.write(told)
    return 0


if __name__ == "__main__":
    sys.exit(main())
