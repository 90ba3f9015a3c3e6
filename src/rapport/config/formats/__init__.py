"""How days and hours are written, by language; otherwise Django's own formats."""
