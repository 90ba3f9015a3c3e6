"""Places by money among the people of a branch: who brings most (VAL-A, VAL-5)."""

from __future__ import annotations

from django.db import connection

from rapport.segmentation.aside import count_on
from rapport.segmentation.models import PatientFacts, PlaceByMoney
from rapport.segmentation.rows import PLACES, ROWS, clear_places

_FACTS, _STEPS = (f'"{model._meta.db_table}"' for model in (PatientFacts, PlaceByMoney))


def rank_everyone(rows: str = ROWS) -> None:
    """Places of all people in `rows`, who brings the first 80 % of the money, and what it takes to be among the
    first per cents.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {PLACES} (patient_id, spend_rank, spend_place, brings_80)
            SELECT patient_id, place, (place * 100 + everyone - 1) / everyone, money - spend < 0.8 * total
            FROM (
                SELECT patient_id, spend, row_number() OVER ordered AS place, sum(spend) OVER ordered AS money,
                       count(*) OVER branch AS everyone, sum(spend) OVER branch AS total
                FROM {rows} WHERE spend > 0
                WINDOW branch AS (PARTITION BY branch_id),
                       ordered AS (PARTITION BY branch_id ORDER BY spend DESC, patient_id ROWS UNBOUNDED PRECEDING)
            ) ranked
            ORDER BY patient_id"""  # noqa: S608
        )
        count_on(PLACES)
        cursor.execute(f"DELETE FROM {_STEPS}")  # noqa: S608
        cursor.execute(
            f"INSERT INTO {_STEPS} (branch_id, place, least) SELECT r.branch_id, m.spend_place, min(r.spend) "  # noqa: S608
            f"FROM {rows} r JOIN {PLACES} m ON m.patient_id = r.patient_id GROUP BY r.branch_id, m.spend_place"
        )


def rank_again() -> None:
    """Places of everyone by the facts as they stand, when no fact of theirs was worked out."""
    clear_places()
    rank_everyone(
        f"(SELECT f.patient_id, p.branch_id, f.spend FROM {_FACTS} f "  # noqa: S608
        "JOIN people_patient p ON p.id = f.patient_id) everyone"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_FACTS} SET spend_rank = m.spend_rank, spend_place = m.spend_place, brings_80 = m.brings_80 "  # noqa: S608
            f"FROM {PLACES} m WHERE m.patient_id = {_FACTS}.patient_id AND ("
            f"{_FACTS}.spend_rank IS DISTINCT FROM m.spend_rank OR {_FACTS}.brings_80 <> m.brings_80 "
            f"OR {_FACTS}.spend_place IS DISTINCT FROM m.spend_place)"
        )


def place_among_steps() -> None:
    """Where the people in `ROWS` stand among the others of their branch, by the steps of the last pass over
    everyone. The exact place of who spent more since then is known after the next one.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {PLACES} (patient_id, spend_rank, spend_place, brings_80)
            SELECT r.patient_id, CASE WHEN f.spend = r.spend THEN f.spend_rank END,
                   CASE WHEN f.spend = r.spend THEN f.spend_place WHEN r.spend > 0 THEN COALESCE(
                       (SELECT min(s.place) FROM {_STEPS} s
                        WHERE s.branch_id = r.branch_id AND s.least <= r.spend), 100) END,
                   COALESCE(f.brings_80, false)
            FROM {ROWS} r LEFT JOIN {_FACTS} f ON f.patient_id = r.patient_id"""  # noqa: S608
        )


def somebody_unranked() -> bool:
    """Whether anybody has spent something since places were last worked out."""
    return PatientFacts.objects.filter(spend__gt=0, spend_rank=None).exists()
