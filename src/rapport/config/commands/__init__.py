"""The sub-commands of `rapport`, one a file."""
