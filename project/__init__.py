"""The composition root: settings, doors, supervision."""

VERSION = "0.1.0"
