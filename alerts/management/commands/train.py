"""Fit the scorer's weights to the written texts."""

import argparse
from pathlib import Path

from django.core.management.base import BaseCommand

from alerts.analysis import model
from alerts.analysis.training import digest_of_examples, fit, load_examples

PACKAGED = Path(model.__file__).with_name(model.PACKAGED)


class Command(BaseCommand):
    help = "Fit the packaged weights to the written texts; the same texts give the same file."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, default=PACKAGED, help="write the weights to this file instead")

    def handle(self, *args: object, **options: object) -> None:
        examples = load_examples()
        weights = {**fit(examples), "examples_digest": digest_of_examples()}
        path = Path(str(options["to"]))
        path.write_text(model.as_text(weights))
        self.stdout.write(f"Fitted {len(weights['weights'])} weights to {len(examples)} texts, in {path}.")
