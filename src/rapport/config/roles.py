"""Writes docs/roles.md: python -m rapport.config.roles"""

from pathlib import Path

from rapport.config import ready

if __name__ == "__main__":
    ready.set_up()
    from django.utils import translation

    from rapport.web.audit.table import as_markdown

    with translation.override("en"):
        Path("docs/roles.md").write_text(as_markdown(), encoding="utf-8")
