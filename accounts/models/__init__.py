from accounts.models.user import Density, DirectionPalette, Theme, User

__all__ = ["Density", "DirectionPalette", "Theme", "User"]
