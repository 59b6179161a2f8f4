"""Delete an account for somebody who asks for it and cannot sign in."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.deletion import delete_account
from accounts.models import User
from project.common.errors import TidewatchError


class Command(BaseCommand):
    help = "Delete an account with everything that belongs to it, for good."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--yes", action="store_true", help="Do not ask for the name again.")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"There is no account {options['username']}.")
        question = f"Write {user.username} again to delete it for good: "
        if not options["yes"] and input(question) != user.username:
            raise CommandError("Nothing was deleted.")
        try:
            delete_account(user, actor=None)
        except TidewatchError as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"{options['username']} is deleted.")
