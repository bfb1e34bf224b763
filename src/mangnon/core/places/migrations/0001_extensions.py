from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    initial = False
    dependencies = []
    operations = [BtreeGistExtension(), TrigramExtension()]
