"""What a password must have beside its length."""

from django.core.exceptions import ValidationError

TEXT = "Add a character that is neither a letter nor a digit; a space will do."


class SpecialCharacterValidator:
    def validate(self, password: str, user: object = None) -> None:
        if password.isalnum():
            raise ValidationError(TEXT, code="password_no_special")

    def get_help_text(self) -> str:
        return TEXT
