"""Writes docs/facts.md: python -m rapport.config.facts"""

from pathlib import Path

from rapport.config import ready

if __name__ == "__main__":
    ready.set_up()
    from django.utils import translation

    from rapport.segmentation.catalogue_table import as_markdown

    with translation.override("en"):
        Path("docs/facts.md").write_text(as_markdown(), encoding="utf-8")
