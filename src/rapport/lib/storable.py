"""Text from outside as a database takes it."""


def storable(text: str) -> str:
    """Without the signs that PostgreSQL refuses: NUL, and halves of characters (which JSON may carry)."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")
