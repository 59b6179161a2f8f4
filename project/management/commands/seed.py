"""``manage.py seed``: load the catalogues, the sample items and the first administrator."""

from django.core.management.base import BaseCommand, CommandError

from project.common.errors import TidewatchError
from project.seeds import load_seeds


class Command(BaseCommand):
    help = "Load what a new installation starts with. Running it again changes nothing that a person changed."

    def handle(self, *args: object, **options: object) -> None:
        try:
            password = load_seeds()
        except TidewatchError as error:
            raise CommandError(error.message) from error
        if password:
            self.stdout.write(f"Administrator's password, shown only now: {password}")
