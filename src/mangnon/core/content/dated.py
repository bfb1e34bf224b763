"""Reads dated versions of rules from a YAML file of content."""

from __future__ import annotations

import yaml

from mangnon.core.content import content_root
from mangnon.vocab.dated import Version
from mangnon.vocab.errors import MangnonError


class ContentError(MangnonError):
    """A content file cannot be used."""

    code = "content"


def read_versions(relative: str) -> tuple[Version, ...]:
    """Read a file's versions, oldest first.

    Args:
        relative: the file's path under the content folder, as in ``nutrition/rounds.yaml``.

    Raises:
        ContentError: the file is missing or a version lacks its name or dates; the sentence names it.
    """
    file = content_root() / relative
    try:
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
        versions = tuple(
            Version(str(each["version"]), each["valid_from"], each.get("valid_to"), each)
            for each in document["versions"]
        )
    except (OSError, yaml.YAMLError, KeyError, TypeError) as error:
        raise ContentError(f"Không đọc được quy định {relative} ({error}); hãy khôi phục tệp này.") from error
    return tuple(sorted(versions, key=lambda version: version.valid_from))
