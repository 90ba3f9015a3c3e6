"""Reads the files clinics keep: CSV, TSV, XLSX, XLS, ODS, and web tables saved as .xls. No database, no
settings.

Nothing is imported here: the quarantined process would import it too.
"""
