"""What is shown can be had, and what is not shown is refused (BOO-1, BOO-2)."""

from hypothesis import given, settings
from hypothesis import strategies as some

from rapport.appointments.booking.rules import Book, Lasting, Offer, Opening, Reason, decide, free_starts
from rapport.appointments.booking.spans import Taken, without

OPEN, CLOSE = 540, 720
ANYTHING = Offer(0, 10_000, 10_000, 15)

_spans = some.lists(
    some.tuples(some.integers(OPEN - 30, CLOSE), some.integers(5, 60)).map(lambda s: (s[0], s[0] + s[1])),
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(
    dentist=_spans,
    chairs=some.lists(_spans, max_size=2),
    person=_spans,
    lasting=some.builds(Lasting, some.sampled_from([15, 30, 45]), some.sampled_from([0, 10])),
    offer=some.builds(
        Offer,
        some.integers(OPEN - 60, CLOSE),
        some.integers(OPEN, CLOSE),
        some.integers(OPEN, CLOSE),
        some.just(15),
    ),
    kept=some.integers(0, 90),
    chair=some.sampled_from([None, 0]),
)
def test_what_is_shown_is_what_can_be_had(
    dentist: list[tuple[int, int]], chairs: list[list[tuple[int, int]]], person: list[tuple[int, int]],
    lasting: Lasting, offer: Offer, kept: int, chair: int | None,
) -> None:  # fmt: skip
    """BOO-1: at every minute of the day, the list and the decision say the same."""
    book = Book(
        {7: [Opening(OPEN, CLOSE, chair if chairs else None, CLOSE - kept)]},
        {7: Taken(dentist)},
        {number: Taken(spans) for number, spans in enumerate(chairs)},
        Taken(person),
    )
    shown = set(free_starts(book, 7, lasting, offer))
    had = {start for start in range(OPEN - 60, CLOSE + 60) if decide(book, 7, start, lasting, offer).allowed}
    assert shown == had


def test_two_stretches_that_touch_are_apart() -> None:
    book = Book({7: [Opening(OPEN, CLOSE, None, CLOSE)]}, {7: Taken([(600, 630)])}, {})
    assert decide(book, 7, 630, Lasting(30), ANYTHING).allowed
    assert decide(book, 7, 570, Lasting(30), ANYTHING).allowed
    assert decide(book, 7, 570, Lasting(30, 5), ANYTHING).reasons == (Reason.DENTIST_TAKEN,)
    assert decide(book, 7, 615, Lasting(30), ANYTHING).reasons == (Reason.DENTIST_TAKEN,)


def test_all_reasons_are_told() -> None:
    book = Book(
        {7: [Opening(OPEN, CLOSE, None, CLOSE - 60)]}, {}, {1: Taken([(OPEN, CLOSE)])}, Taken([(680, 690)])
    )
    decision = decide(book, 7, 677, Lasting(30), Offer(0, 10_000, 0, 15))
    assert decision.reasons == (Reason.PATIENT_TAKEN, Reason.NOT_OFFERED, Reason.KEPT, Reason.CHAIR_TAKEN)
    assert decide(book, 8, 677, Lasting(30), ANYTHING).reasons == (Reason.CLOSED, Reason.PATIENT_TAKEN)


def test_what_is_left_of_a_day() -> None:
    assert without([(0, 10), (20, 30)], [(5, 22), (28, 28), (29, 40)]) == [(0, 5), (22, 29)]
