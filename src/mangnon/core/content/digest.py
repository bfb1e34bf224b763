"""What content was in force, in a few letters."""

from __future__ import annotations

import hashlib

from mangnon.core.content import content_root


def content_digests() -> dict[str, str]:
    """Return a digest of each area of content: SHA-256 over its files' names and bytes."""
    digests = {}
    for area in sorted(path for path in content_root().iterdir() if path.is_dir()):
        digest = hashlib.sha256()
        for file in sorted(path for path in area.rglob("*") if path.is_file()):
            digest.update(str(file.relative_to(area)).encode() + b"\0" + file.read_bytes())
        digests[area.name] = digest.hexdigest()
    return digests
