"""Static files under names that hold their contents, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Storage(CompressedManifestStaticFilesStorage):
    # Also the scripts that a script imports get such a name.
    support_js_module_import_aggregation = True
