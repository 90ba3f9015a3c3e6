"""Where everyone stands, in sets: grades by the policies in force, what is kept from moving, and the history.

Facts come first (`refresh`). Then one pass asks the five policies of everyone in a time zone, keeps those for whom
something differs in a table of the connection, and from there come the history, the standings and the moves that
wait for a person. Who does not move costs a comparison.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from rapport.criteria.sql import Sql
from rapport.criteria.tree import Rows, leaves
from rapport.people.models import GradeByHand, HeldMove, Patient, Standing, StandingChange
from rapport.people.models.standing import GRADES, Scheme
from rapport.segmentation.aside import clear_table
from rapport.segmentation.models import PatientFacts
from rapport.segmentation.policies.force import InForce, policies_in_force
from rapport.segmentation.policies.grading import UNHAPPY, grade_sql
from rapport.segmentation.policies.policy import Policy
from rapport.segmentation.scope import Scope

_FACTS, _STANDING, _PATIENT, _HAND, _HELD, _CHANGE = (
    f'"{model._meta.db_table}"'
    for model in (PatientFacts, Standing, Patient, GradeByHand, HeldMove, StandingChange)
)
_MOVES = "standing_move"


def restand(scope: Scope) -> int:
    """Bring the standings of `scope` to what the policies in force say of its facts; how many people moved.

    To be called in the transaction that wrote the facts.
    """
    policies = policies_in_force()
    with connection.cursor() as cursor:
        if not _find_moves(cursor, policies, scope):
            _forget_held(cursor, scope)
            return 0
        for in_force in _moving(cursor, policies):
            _write_history(cursor, in_force)
        moved = _write_standings(cursor, policies)
        for in_force in policies:
            if in_force.policy.safeguards.jump or in_force.policy.safeguards.step_down_waits:
                _write_held(cursor, in_force.policy.scheme, scope)
        return moved


def _find_moves(cursor: Any, policies: Sequence[InForce], scope: Scope) -> int:
    """Fill `_MOVES` with everyone for whom something may have to be written; how many they are."""
    columns = ", ".join(f"{p.scheme}_{part} varchar(10)" for p in policies for part in ("old", "rule", "new"))
    clear_table(_MOVES, f"patient_id bigint, day date, known bigint, {columns}")
    ruled = _ruled([in_force.policy for in_force in policies], scope)
    told = ", ".join(f"{p.scheme}_old, {p.scheme}_rule, {_final(p.policy)}" for p in policies)
    differs = " OR ".join(f"{p.scheme}_old <> {p.scheme}_rule" for p in policies)
    cursor.execute(
        f"INSERT INTO {_MOVES} SELECT patient_id, day, known, {told} FROM ({ruled.text}) ruled "  # noqa: S608
        f"WHERE known IS NULL OR {differs} "
        f"OR patient_id IN (SELECT patient_id FROM {_HAND} WHERE ended_at IS NULL)",
        ruled.params,
    )
    return int(cursor.rowcount)


def _moving(cursor: Any, policies: Sequence[InForce]) -> list[InForce]:
    """The policies by which anybody who stood somewhere moves."""
    moves = ", ".join(f"max(CASE WHEN {p.scheme}_old <> {p.scheme}_new THEN 1 ELSE 0 END)" for p in policies)
    cursor.execute(f"SELECT {moves} FROM {_MOVES} WHERE known IS NOT NULL")  # noqa: S608
    return [policy for policy, some in zip(policies, cursor.fetchone(), strict=True) if some]


def _ruled(policies: Sequence[Policy], scope: Scope) -> Sql:
    """Everyone in scope with the grades they have and those that the rules give."""
    columns: list[str] = []
    params: list[Any] = [scope.as_of.day]
    for policy in policies:
        grade = grade_sql(policy, scope.as_of.day)
        columns.append(
            f"COALESCE(s.{policy.scheme}, '') AS {policy.scheme}_old, {grade.text} AS {policy.scheme}_rule"
        )
        params += grade.params
    text = (
        f"SELECT f.patient_id, %s AS day, s.patient_id AS known, ({UNHAPPY}) AS dissatisfied, "  # noqa: S608
        f"{', '.join(columns)} "
        f"FROM {scope.people} JOIN {_FACTS} f ON f.patient_id = p.id "
        f"LEFT JOIN {_STANDING} s ON s.patient_id = p.id WHERE {scope.in_branches('p.branch_id')}"
    )
    return Sql(text, tuple(params))


def _final(policy: Policy) -> str:
    """The grade that counts: one set by hand, else the old one while the move waits, else the rule's."""
    name = policy.scheme
    by_hand = (
        f"(SELECT h.grade FROM {_HAND} h WHERE h.patient_id = ruled.patient_id AND h.scheme = '{name}' "  # noqa: S608
        "AND h.ended_at IS NULL AND h.until >= ruled.day)"
    )
    waits = _waits(policy)
    rule = f"CASE WHEN {waits} THEN {name}_old ELSE {name}_rule END" if waits else f"{name}_rule"
    return f"COALESCE({by_hand}, {rule})"


def _waits(policy: Policy) -> str:
    """When a move has to wait for a person, as SQL; '' where nothing has to."""
    name, guards = policy.scheme, policy.safeguards
    fall = f"({_rank(name, f'{name}_rule')} - {_rank(name, f'{name}_old')})"
    reasons = []
    if guards.jump:
        reasons.append(f"abs({fall}) >= {guards.jump}")
    if guards.step_down_waits:
        reasons.append(f"({fall} > 0 AND dissatisfied)")
    if not reasons:
        return ""
    confirmed = (
        f"EXISTS (SELECT 1 FROM {_HELD} m WHERE m.patient_id = ruled.patient_id AND m.scheme = '{name}' "  # noqa: S608
        f"AND m.after = {name}_rule AND m.confirmed_at IS NOT NULL)"
    )
    # where a grade set by hand ends, the rules decide again, however far the way back
    from_hand = (
        f"(SELECT c.by_hand_id FROM {_CHANGE} c WHERE c.patient_id = ruled.patient_id AND c.scheme = '{name}' "  # noqa: S608
        "ORDER BY c.day DESC, c.id DESC LIMIT 1) IS NOT NULL"
    )
    moves = f"{name}_old <> '' AND {name}_rule <> '' AND {name}_old <> {name}_rule"
    return f"{moves} AND ({' OR '.join(reasons)}) AND NOT {confirmed} AND NOT {from_hand}"


def _rank(scheme: str, column: str) -> str:
    cases = " ".join(f"WHEN '{grade}' THEN {place}" for place, grade in enumerate(GRADES[scheme]))
    return f"CASE {column} {cases} END"


def _write_history(cursor: Any, in_force: InForce) -> None:
    """A line for everyone who moves; where somebody stands when they are first looked at is no move."""
    name = in_force.policy.scheme
    hand = (
        f"(SELECT h.id FROM {_HAND} h WHERE h.patient_id = m.patient_id AND h.scheme = '{name}' "  # noqa: S608
        "AND h.ended_at IS NULL AND h.until >= m.day)"
    )
    cursor.execute(
        f"INSERT INTO {_CHANGE} (patient_id, scheme, before, after, day, policy_version, by_hand_id, figures) "  # noqa: S608
        f"SELECT m.patient_id, '{name}', m.{name}_old, m.{name}_new, m.day, %s, {hand}, "
        f"{_figures(in_force.policy)} "
        f"FROM {_MOVES} m JOIN {_FACTS} f ON f.patient_id = m.patient_id "
        f"JOIN {_PATIENT} p ON p.id = m.patient_id "
        f"WHERE m.known IS NOT NULL AND m.{name}_old <> m.{name}_new",
        [in_force.version],
    )


def _figures(policy: Policy) -> str:
    """A JSON object of the facts that the policy names, as SQL."""
    terms = {
        leaf.term.name: leaf.term
        for node in policy.conditions()
        for leaf in leaves(node)
        if not isinstance(leaf, Rows) and (leaf.term.bits is not None or not leaf.term.is_rows)
    }
    pairs = ", ".join(f"'{name}', {terms[name].sql}" for name in sorted(terms))
    return f"{'jsonb_build_object' if connection.vendor == 'postgresql' else 'json_object'}({pairs})"


def _write_standings(cursor: Any, policies: Sequence[InForce]) -> int:
    names = [in_force.policy.scheme for in_force in policies]
    columns = ", ".join(f"{name}, {name}_since, {name}_version" for name in names)
    told = ", ".join(
        f"m.{name}_new, CASE WHEN m.{name}_new <> '' THEN m.day END, CASE WHEN m.{name}_new <> '' THEN %s END"
        for name in names
    )
    renewed = ", ".join(
        f"{name} = excluded.{name}, {_if_moved(name, 'since')}, {_if_moved(name, 'version')}" for name in names
    )
    moves = " OR ".join(f"m.{name}_old <> m.{name}_new" for name in names)
    cursor.execute(
        f"INSERT INTO {_STANDING} (patient_id, {columns}) SELECT m.patient_id, {told} FROM {_MOVES} m "  # noqa: S608
        f"WHERE m.known IS NULL OR {moves} ON CONFLICT (patient_id) DO UPDATE SET {renewed}",
        [in_force.version for in_force in policies],
    )
    return int(cursor.rowcount)


def _if_moved(name: str, part: str) -> str:
    """What belongs to a grade stays as long as the grade does."""
    return (
        f"{name}_{part} = CASE WHEN {_STANDING}.{name} = excluded.{name} THEN {_STANDING}.{name}_{part} "
        f"ELSE excluded.{name}_{part} END"
    )


def _forget_held(cursor: Any, scope: Scope) -> None:
    """The rules ask for no other grade than people have: nobody waits."""
    here = f"SELECT id FROM {_PATIENT} WHERE {scope.where('id', 'branch_id')}"  # noqa: S608
    cursor.execute(f"DELETE FROM {_HELD} WHERE patient_id IN ({here})")  # noqa: S608


def _write_held(cursor: Any, name: Scheme, scope: Scope) -> None:
    """The moves that wait are exactly those that the rules ask for and did not get."""
    waiting = f"m.{name}_new = m.{name}_old AND m.{name}_rule <> m.{name}_old AND m.{name}_rule <> ''"
    not_by_hand = (
        f"NOT EXISTS (SELECT 1 FROM {_HAND} h WHERE h.patient_id = m.patient_id AND h.scheme = '{name}' "  # noqa: S608
        "AND h.ended_at IS NULL AND h.until >= m.day)"
    )
    cursor.execute(
        f"DELETE FROM {_HELD} WHERE scheme = '{name}' "  # noqa: S608
        f"AND patient_id IN (SELECT id FROM {_PATIENT} WHERE {scope.where('id', 'branch_id')}) "
        f"AND NOT EXISTS (SELECT 1 FROM {_MOVES} m WHERE m.patient_id = {_HELD}.patient_id AND {waiting} "
        f"AND m.{name}_rule = {_HELD}.after AND {not_by_hand})"
    )
    cursor.execute(
        f"INSERT INTO {_HELD} (patient_id, scheme, before, after, since) "  # noqa: S608
        f"SELECT m.patient_id, '{name}', m.{name}_old, m.{name}_rule, m.day FROM {_MOVES} m "
        f"WHERE {waiting} AND {not_by_hand} ON CONFLICT (patient_id, scheme) DO NOTHING"
    )
