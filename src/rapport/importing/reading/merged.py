"""Merged cells: the one value they show, for every cell they cover."""

from collections.abc import Iterable, Iterator

Place = tuple[int, int]


class MergedCells:
    """Fills rows that arrive from top to bottom. Rows and columns count from 0."""

    def __init__(self, ranges: Iterable[tuple[Place, Place]]) -> None:
        self._waiting = sorted(ranges, reverse=True)
        self._open: list[tuple[Place, Place, str]] = []

    def fill(self, row: int, cells: list[str]) -> tuple[list[int], list[int]]:
        """Write the merged values into `cells`; say which columns were filled from above and which from the
        left.
        """
        self._open = [merged for merged in self._open if merged[1][0] >= row]
        down: list[int] = []
        across: list[int] = []
        for (_, left), (_, right), value in self._open:
            filled = list(_write(cells, range(left, right + 1), value))
            down.extend(filled)
            across.extend(column for column in filled if column > left)
        for start, end in self._starting(row):
            value = cells[start[1]] if start[1] < len(cells) else ""
            if not value:
                continue
            across.extend(_write(cells, range(start[1] + 1, end[1] + 1), value))
            if end[0] > row:
                self._open.append((start, end, value))
        return down, across

    def _starting(self, row: int) -> Iterator[tuple[Place, Place]]:
        while self._waiting and self._waiting[-1][0][0] <= row:
            start, end = self._waiting.pop()
            if start[0] == row:
                yield start, end


def _write(cells: list[str], columns: range, value: str) -> Iterator[int]:
    for column in columns[: max(0, len(cells) - columns.start)]:
        if not cells[column]:
            cells[column] = value
            yield column
