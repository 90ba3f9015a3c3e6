"""Readers of single cells: text in, a typed value out, `Unreadable` with its reason where there is none."""
