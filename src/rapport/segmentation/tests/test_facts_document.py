"""docs/facts.md says what the catalogue says."""

from pathlib import Path

from django.utils import translation

from rapport.segmentation.catalogue_table import as_markdown


def test_the_document_of_the_facts_is_what_the_catalogue_says() -> None:
    """Made anew by `python -m rapport.config.facts`."""
    with translation.override("en"):
        assert Path("docs/facts.md").read_text(encoding="utf-8") == as_markdown()
