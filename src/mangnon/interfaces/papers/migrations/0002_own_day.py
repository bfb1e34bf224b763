"""A paper's own day beside the moment its number was taken."""

from __future__ import annotations

from django.db import migrations, models

FROM_MOMENT = "UPDATE papers_printedpaper SET \"on\" = (at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"


class Migration(migrations.Migration):
    dependencies = [("papers", "0001_register")]

    operations = [
        migrations.AddField("printedpaper", "on", models.DateField(null=True)),
        migrations.RunSQL(FROM_MOMENT, migrations.RunSQL.noop),
        migrations.AlterField(
            "printedpaper",
            "on",
            models.DateField(help_text="the paper's own day; when its number was taken is ``at``"),
        ),
    ]
