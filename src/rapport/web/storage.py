"""How the pages' own files are served: named after their content, so that a browser may keep them for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage  # type: ignore[import-untyped]


class NamedByContent(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Our scripts import one another by these names too; else a browser could mix an old module with a new one.

    Only ours: scripts of libraries name files that are not there.
    """

    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        ("web/*.js", CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns[1]),
    )
