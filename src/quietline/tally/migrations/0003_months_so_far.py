"""The sums by month begin with what was counted so far."""

from collections import Counter
from typing import Any

from django.db import migrations


def add_up(apps: Any, schema_editor: Any) -> None:
    tallies = apps.get_model("tally", "Tally").objects.using(schema_editor.connection.alias)
    sums = Counter[tuple[Any, ...]]()
    for row in tallies.exclude(count=0).iterator(chunk_size=5_000):
        month = row.on.replace(day=1)
        sums[row.measure, "way", month, row.channel, row.outcome] += row.count
        sums[row.measure, "area", month, row.area, ""] += row.count
        sums[row.measure, "caller_group", month, row.caller_group, ""] += row.count
        sums[row.measure, "answer", month, row.field, row.option] += row.count
    month_sum = apps.get_model("tally", "MonthSum")
    month_sum.objects.using(schema_editor.connection.alias).bulk_create(
        (
            month_sum(measure=measure, along=along, month=month, one=one, other=other, count=count)
            for (measure, along, month, one, other), count in sums.items()
        ),
        batch_size=1_000,
    )


class Migration(migrations.Migration):
    dependencies = [("tally", "0002_months")]
    operations = [migrations.RunPython(add_up, migrations.RunPython.noop)]
