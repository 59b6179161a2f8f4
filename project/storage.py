"""Static files with a content hash in their names, ES-module imports included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Rewrite ``import … from "./x.js"`` in our own modules, which Django leaves as it is unless told.

    Django's own switch for this covers vendored files too, and those hold text that looks like an import but is none.
    """

    # Each pass settles the names of at least one more level of modules that import each other.
    max_post_process_passes = 20
    patterns = (
        *CompressedManifestStaticFilesStorage.patterns,
        (
            "js/*.js",
            (
                (
                    r"""(?P<matched>(?P<prefix>(?:import|export)[^;"']*?from\s*)["'](?P<url>\./[^"']+)["'])""",
                    """%(prefix)s"%(url)s\"""",
                ),
            ),
        ),
    )
