"""Names, places, words and prices of the demo clinic. Invented; phones lie in ranges that nobody is given."""


def words(text: str, mark: str | None = None) -> list[str]:
    """The words of a table, parted by spaces or by `mark`."""
    return [word.strip() for word in text.split(mark)]
