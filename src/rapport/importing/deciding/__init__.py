"""What a row becomes, given the base and the rows before it. Read from the database, never written to."""
