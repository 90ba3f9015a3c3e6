from datetime import datetime, time
from zoneinfo import ZoneInfo

from django.db import migrations

AT_ONCE = 500


def move(apps, schema_editor):
    """Every plan gets its one option and its first step; the day it was thought over until becomes a row."""
    plans = apps.get_model("care", "Plan").objects.select_related("branch").order_by("pk")
    batch = []
    for plan in plans.iterator(chunk_size=AT_ONCE):
        batch.append(plan)
        if len(batch) == AT_ONCE:
            _write(apps, batch)
            batch = []
    _write(apps, batch)


def _write(apps, plans):
    Option, Line, Step, Thinking = (
        apps.get_model("care", name) for name in ("PlanOption", "PlanLine", "PlanStep", "ThinkingTime")
    )
    options = Option.objects.bulk_create(
        Option(
            plan=plan,
            position=0,
            name=plan.title[:120],
            price=plan.amount,
            accepted_on=plan.presented_on if plan.state in ("accepted", "done") else None,
        )
        for plan in plans
    )
    Line.objects.bulk_create(
        Line(option=option, teeth=option.plan.teeth, category_id=option.plan.category_id, name=option.plan.title)
        for option in options
    )
    Step.objects.bulk_create(
        Step(
            plan=option.plan,
            state=option.plan.state,
            option=option if option.accepted_on else None,
            on=option.plan.presented_on,
            at=_noon(option.plan),
        )
        for option in options
    )
    Thinking.objects.bulk_create(
        Thinking(
            patient_id=plan.patient_id,
            plan=plan,
            ground="presented",
            starts_on=plan.presented_on,
            ends_on=plan.thinking_until,
            recorded_at=_noon(plan),
        )
        for plan in plans
        if plan.thinking_until and plan.thinking_until > plan.presented_on
    )


def _noon(plan):
    return datetime.combine(plan.presented_on, time(12), ZoneInfo(plan.branch.time_zone))


class Migration(migrations.Migration):
    dependencies = [("care", "0005_findings_options_courses")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop, elidable=True)]
