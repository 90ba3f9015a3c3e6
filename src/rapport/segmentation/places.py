"""Places by money among the people of a branch: who brings most (VAL-A, VAL-5)."""

from __future__ import annotations

from django.db import connection

from rapport.criteria.sql import Sql
from rapport.segmentation.aside import count_on
from rapport.segmentation.models import PatientFacts, PlaceByMoney
from rapport.segmentation.rows import PLACES, Rows, clear_places
from rapport.segmentation.scope import Scope

_FACTS, _STEPS = (f'"{model._meta.db_table}"' for model in (PatientFacts, PlaceByMoney))


def place(rows: Rows) -> None:
    """Put the places of everyone in `rows`, all people of their branches, into `PLACES`."""
    clear_places()
    told = rows.select(("p.id AS patient_id", "p.branch_id AS branch_id", f"{rows.facts['spend']} AS spend"))
    _rank(told, rows.scope)


def rank_again(scope: Scope) -> None:
    """Places of everyone in `scope` by the facts as they stand, when no fact of theirs was worked out."""
    clear_places()
    spent = (
        f"SELECT f.patient_id, p.branch_id, f.spend FROM {_FACTS} f "  # noqa: S608
        f"JOIN people_patient p ON p.id = f.patient_id WHERE {scope.in_branches('p.branch_id')}"
    )
    _rank(Sql(spent), scope)
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {_FACTS} SET spend_rank = m.spend_rank, spend_place = m.spend_place, brings_80 = m.brings_80 "  # noqa: S608
            f"FROM {PLACES} m WHERE m.patient_id = {_FACTS}.patient_id AND ("
            f"{_FACTS}.spend_rank IS DISTINCT FROM m.spend_rank OR {_FACTS}.brings_80 <> m.brings_80 "
            f"OR {_FACTS}.spend_place IS DISTINCT FROM m.spend_place)"
        )


def somebody_unranked() -> bool:
    """Whether anybody has spent something since places were last worked out."""
    with connection.cursor() as cursor:
        # said in words, since SQLite reads an index with a condition for no parameter; in order, since PostgreSQL
        # would look for the first by reading everyone
        cursor.execute(
            f"SELECT 1 FROM {_FACTS} WHERE spend > 0 AND spend_rank IS NULL ORDER BY spend_rank LIMIT 1"  # noqa: S608
        )
        return cursor.fetchone() is not None


def _rank(spent: Sql, scope: Scope) -> None:
    """Places among `spent` (person, branch, spend), who brings the first 80 % of the money, and what it takes to
    be among the first per cents.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            INSERT INTO {PLACES} (patient_id, spend_rank, spend_place, brings_80, branch_id, spend)
            WITH spent AS MATERIALIZED (SELECT * FROM ({spent.text}) everyone WHERE spend > 0),
                 branch AS MATERIALIZED (
                     SELECT branch_id, count(*) AS everyone, sum(spend) AS total FROM spent GROUP BY branch_id
                 )
            SELECT patient_id, place, (place * 100 + everyone - 1) / everyone, money - spend < 0.8 * total,
                   ranked.branch_id, spend
            FROM (
                SELECT patient_id, branch_id, spend, row_number() OVER ordered AS place,
                       sum(spend) OVER ordered AS money
                FROM spent
                WINDOW ordered AS (PARTITION BY branch_id ORDER BY spend DESC, patient_id ROWS UNBOUNDED PRECEDING)
            ) ranked JOIN branch ON branch.branch_id = ranked.branch_id
            ORDER BY patient_id""",  # noqa: S608
            spent.params,
        )
        count_on(PLACES)
        cursor.execute(f"DELETE FROM {_STEPS} WHERE {scope.in_branches('branch_id')}")  # noqa: S608
        cursor.execute(
            f"INSERT INTO {_STEPS} (branch_id, place, least) "  # noqa: S608
            f"SELECT branch_id, spend_place, min(spend) FROM {PLACES} GROUP BY branch_id, spend_place"
        )
