from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('organisation', '0005_norm_message'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='mail_digest',
            field=models.BooleanField(default=True, verbose_name='mail with new messages'),
        ),
    ]
