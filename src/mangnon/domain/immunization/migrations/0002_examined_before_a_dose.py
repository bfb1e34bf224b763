"""Whether a child was examined before a dose gets its own column; it stood as words in the source."""

from django.db import migrations, models

FROM_WORDS = """
UPDATE immunization_dose SET examined = true, source = regexp_replace(source, '; đã khám sàng lọc$', '')
WHERE source LIKE '%; đã khám sàng lọc'
"""
TO_WORDS = "UPDATE immunization_dose SET source = source || '; đã khám sàng lọc' WHERE examined AND length(source) < 180"


class Migration(migrations.Migration):
    dependencies = [
        ("immunization", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="dose",
            name="examined",
            field=models.BooleanField(
                help_text="null: nobody said whether the child was examined before it",
                null=True,
                verbose_name="đã khám sàng lọc trước tiêm",
            ),
        ),
        migrations.RunSQL(FROM_WORDS, TO_WORDS),
    ]
