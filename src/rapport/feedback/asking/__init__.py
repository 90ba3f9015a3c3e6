"""Asking everyone who was treated how it went (AFT-2, AFT-3): who, when, by whom, and how asking ended."""
