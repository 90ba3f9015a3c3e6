"""Malformed files, and whether bringing them in ends well."""
