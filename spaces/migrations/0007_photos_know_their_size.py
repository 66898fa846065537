from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("spaces", "0006_bookings_say_when_they_moved")]

    operations = [
        migrations.AddField(
            model_name="space",
            name="photo_height",
            field=models.PositiveSmallIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="space",
            name="photo_width",
            field=models.PositiveSmallIntegerField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="space",
            name="photo",
            field=models.ImageField(
                blank=True,
                height_field="photo_height",
                upload_to="places",
                verbose_name="Photo",
                width_field="photo_width",
            ),
        ),
    ]
