from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0011_texts")]

    operations = [
        migrations.AddField(
            model_name="parkedform",
            name="read_alone",
            field=models.BooleanField(db_default=False, default=False),
        ),
    ]
