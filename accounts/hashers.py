"""Password hashing at the strength OWASP asks for."""

from django.contrib.auth.hashers import Argon2PasswordHasher


class Argon2Hasher(Argon2PasswordHasher):
    """19 MiB, two passes, one lane: Django's default takes 100 MiB a sign-in, so twenty at once take 2 GB.

    Source: OWASP Password Storage Cheat Sheet, Argon2id minimum.
    """

    time_cost = 2
    memory_cost = 19_456
    parallelism = 1
