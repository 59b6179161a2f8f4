"""What a round says of the sources that it left to rest."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("alerts", "0003_alert_search"),
    ]

    operations = [
        migrations.AddField(
            model_name="monitoringsession",
            name="feeds_resting",
            field=models.PositiveIntegerField(default=0, help_text="Left alone, because they failed and wait."),
        ),
        migrations.AddField(
            model_name="monitoringsession",
            name="rests_until",
            field=models.DateTimeField(blank=True, help_text="When the last of those is read again.", null=True),
        ),
    ]
