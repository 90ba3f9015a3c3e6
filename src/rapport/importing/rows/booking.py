"""Rows about appointments."""

from datetime import date, datetime, time, timedelta

from rapport.importing.rows.cells import Cells
from rapport.importing.rows.records import AppointmentRow
from rapport.importing.values.dates import SPAN, ends_of, read_time
from rapport.importing.values.numbers import read_minutes
from rapport.importing.values.words import Status, read_answer, read_status
from rapport.lib.unreadable import Unreadable

_LONGEST = timedelta(hours=12)


def appointment_row(cells: Cells) -> AppointmentRow | None:
    """A booking; None without a person or a day."""
    patient = cells.who()
    moment = cells.key_day(past=False)
    if not patient or moment is None:
        return None
    day, clock = moment
    starts_at, ends_at = _planned(cells, day, clock)
    checked_in, started, ended = (cells.moment(field, day) for field in ("checked_in", "started", "ended"))
    if started and ended and ended < started:
        cells.note("time_order", "ended", cells.texts("ended")[0])
        ended = None
    return AppointmentRow(
        external_id=cells.key("external_id"),
        patient=patient,
        date=day,
        starts_at=starts_at,
        duration_minutes=_duration(cells, starts_at, ends_at),
        dentist=cells.text("dentist"),
        chair=cells.text("chair"),
        service=cells.text("service"),
        status=_by_now(_status(cells), day, cells.setting.today),
        booked_on=cells.day("booked_on", past=True),
        checked_in_at=checked_in,
        started_at=started,
        ended_at=ended,
        waiting_minutes=_waiting(cells, checked_in, started),
        notes=cells.text("notes", "\n"),
        branch=cells.text("branch"),
    )


def _by_now(status: Status, day: date, today: date) -> Status:
    """Who has arrived (пришёл, 已到) on a day that is over has been treated: files say no more of it. Who has not
    come (未到) on a day that is yet to be has booked."""
    if day > today and status == Status.NO_SHOW:
        return Status.BOOKED
    return Status.DONE if status == Status.ARRIVED and day < today else status


def _status(cells: Cells) -> Status:
    """As written, or as a column of yes and no tells; a "no" to "missed?" is not yet a visit."""
    if texts := cells.raw("status"):
        return cells.reading("status", texts[0], read_status) or Status.UNKNOWN
    came = cells.answer("attended", _came)
    if came is None:
        return Status.NO_SHOW if cells.answer("no_show", read_answer) else Status.UNKNOWN
    return came


def _came(text: str) -> Status:
    try:
        return read_status(text)
    except Unreadable:
        return Status.DONE if read_answer(text) else Status.NO_SHOW


def _planned(cells: Cells, day: date, clock: time | None) -> tuple[datetime | None, datetime | None]:
    """When it begins and ends; a cell may hold both (10:00–10:30), beside the day too."""
    texts = cells.texts("time") or [found[0] for text in cells.texts("date")[:1] if (found := SPAN.search(text))]
    if texts and (ends := ends_of(texts[0])):
        first, last = (cells.reading("time", part, read_time) for part in ends)
        return _on(cells, day, first), _on(cells, day, last)
    begins = cells.moment("time", day) if texts else None
    return begins or _on(cells, day, clock), cells.moment("end", day)


def _on(cells: Cells, day: date, clock: time | None) -> datetime | None:
    return datetime.combine(day, clock, cells.setting.zone) if clock else None


def _duration(cells: Cells, starts_at: datetime | None, ends_at: datetime | None) -> int | None:
    minutes = cells.value("duration", read_minutes)
    if minutes is not None or starts_at is None or ends_at is None:
        return minutes
    if not timedelta() < ends_at - starts_at <= _LONGEST:
        cells.note("time_order", "end", "–".join(cells.texts("end") or cells.texts("time")))
        return None
    return round((ends_at - starts_at).total_seconds() / 60)


def _waiting(cells: Cells, checked_in: datetime | None, started: datetime | None) -> int | None:
    """Minutes from arrival to chair (BOO-4), as written or as the two moments tell."""
    minutes = cells.value("waiting_minutes", read_minutes)
    if minutes is not None or checked_in is None or started is None:
        return minutes
    waited = started - checked_in
    return round(waited.total_seconds() / 60) if timedelta() <= waited <= _LONGEST else None
