"""Static files with the hash of their content in their name, also where one of our modules imports another."""

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]

# Only our own modules: Django's switch for all files trips over what packages ship.
OUR_IMPORTS = ("mangnon/js/*.js", (((r'(?P<matched>from "(?P<url>\./[^"]+)")'), 'from "%(url)s"'),))


class OfficeStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Lets browsers keep every file for good: a changed module has a new name wherever it is named."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, OUR_IMPORTS)
