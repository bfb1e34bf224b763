from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0003_states"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrun",
            name="begun_at",
            field=models.DateTimeField(help_text="when the worker took up what was queued last", null=True),
        ),
    ]
