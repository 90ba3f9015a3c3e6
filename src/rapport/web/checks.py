"""What every start looks at: without the built assets the pages come without look or script."""

from typing import Any

from django.contrib.staticfiles import finders
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.staticfiles)
def assets_are_built(**_options: Any) -> list[CheckMessage]:
    """An error if the folder that the build hook fills is not there."""
    if finders.find("vendor/.stamp"):
        return []
    mend = "In a checkout: uv sync --reinstall-package rapport-dental. Otherwise install the package again."
    return [Error("The styles, scripts and icons of the pages are missing.", hint=mend, id="rapport.E001")]
