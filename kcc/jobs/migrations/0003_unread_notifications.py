from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('jobs', '0002_messages'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='notification',
            index=models.Index(condition=models.Q(('read_at__isnull', True)), fields=['key'], name='notification_unread'),
        ),
        # Names and labels only; nothing changes in the database.
        migrations.AlterField(
            model_name='outboxmessage',
            name='kind',
            field=models.CharField(max_length=60, verbose_name='kind'),
        ),
        migrations.AlterField(
            model_name='outboxmessage',
            name='state',
            field=models.CharField(choices=[('waiting', 'To be sent'), ('sending', 'Being sent'), ('sent', 'Sent'), ('failed', 'Failed'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=10, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='outboxmessage',
            name='created_at',
            field=models.DateTimeField(verbose_name='made'),
        ),
        migrations.AlterField(
            model_name='outboxmessage',
            name='available_at',
            field=models.DateTimeField(verbose_name='not before'),
        ),
        migrations.AlterField(
            model_name='outboxmessage',
            name='attempts',
            field=models.PositiveSmallIntegerField(default=0, verbose_name='attempts'),
        ),
        migrations.AlterField(
            model_name='outboxmessage',
            name='error',
            field=models.CharField(blank=True, max_length=300, verbose_name='why not'),
        ),
    ]
