"""Writes what rows become, through the actions of people, care and appointments, and keeps the journal of it."""
