"""A policy written out as text: the way back from `reading`."""

from __future__ import annotations

import re
from collections.abc import Mapping

import yaml

from rapport.segmentation.policies.reading import Sheet


class _Block(str):
    """A condition of several lines, which stands as it was written."""


_GRADE = re.compile(r"- grade: '?(\w+)")


class _Writer(yaml.SafeDumper):
    pass


_Writer.add_representer(
    _Block, lambda writer, text: writer.represent_scalar("tag:yaml.org,2002:str", str(text), style="|")
)


def policy_text(sheet: Sheet) -> str:
    """The text of `sheet`; reading it gives `sheet` again. Remarks at other places than at the beginning, above a
    grade and in a condition are not kept.
    """
    guards = sheet.safeguards
    told = {
        "scheme": str(sheet.scheme),
        "applies": _condition(sheet.applies),
        "grades": [_rung(grade, when) for grade, when in sheet.rungs],
        "safeguards": {
            "step_down_waits": guards.step_down_waits,
            "jump": guards.jump,
            "by_hand_days": guards.by_hand_days,
        },
    }
    written = yaml.dump(told, Dumper=_Writer, sort_keys=False, allow_unicode=True, width=110)
    return "".join(f"{_above(line, sheet.remarks)}{line}" for line in written.splitlines(keepends=True))


def _above(line: str, remarks: Mapping[str, str]) -> str:
    """The remark that stands above `line`, if it begins the text or a grade."""
    begins = _GRADE.match(line)
    remark = remarks.get(begins[1] if begins else "", "") if begins or line.startswith("scheme:") else ""
    return f"{remark}\n" if remark else ""


def _rung(grade: str, when: str) -> dict[str, str]:
    return {"grade": grade, "when": _condition(when)} if when else {"grade": grade}


def _condition(text: str) -> str:
    lines = "\n".join(line.rstrip() for line in text.strip().splitlines())
    return _Block(lines) if "\n" in lines else lines
