"""The administration: users, plans, keys, usage and the audit log; what holds secrets is hidden."""

from accounts.admin import audit, billing, exports, foreign, keys, site, usage, users

__all__ = ["audit", "billing", "exports", "foreign", "keys", "site", "usage", "users"]
