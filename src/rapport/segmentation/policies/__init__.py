"""The rules by which people stand somewhere, as data (PAT-9): read, tried out, put in force, taken back."""
