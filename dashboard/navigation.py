"""Which pages the navigation offers. A page stands here once it works."""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the navigation; ``pages`` are the address names under which it is marked as current.

    ``words`` are what the palette finds it by besides its label.
    """

    label: str
    name: str
    icon: str
    pages: tuple[str, ...]
    keys: str = ""
    needs_staff: bool = False
    words: str = ""

    @property
    def url(self) -> str:
        return reverse(self.name)


@dataclass(frozen=True, slots=True)
class Group:
    label: str
    places: tuple[Place, ...]


DATA_PAGES = ("your_data", "delete_account")
SOURCE_PAGES = ("sources", "source", "new_source", "delete_source")
COMPANY_PAGES = (
    "companies",
    "company",
    "new_company",
    "edit_company",
    "delete_company",
    "import_companies",
    "test_company",
)
PLAN_PAGES = ("plan", "change_plan", "cancel_plan")
LAUNCH_PAGES = ("launches", "make_calendar_key")
KEY_PAGES = ("keys", "new_key", "rotate_key", "revoke_key")
SECURITY_PAGES = (
    "security",
    *("account_change_password", "account_set_password", "account_email", "account_reauthenticate"),
    *("socialaccount_connections", "usersessions_list"),
    *("mfa_index", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_reauthenticate"),
    *("mfa_view_recovery_codes", "mfa_generate_recovery_codes"),
    *("mfa_list_webauthn", "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn"),
)
SECURITY_WORDS = "password e-mail google sessions two-step authenticator passkey recovery codes"
KEYS = Place("API keys", "keys", "key-round", KEY_PAGES, "g k", words="usage quota calls")

GROUPS = (
    Group(
        "Market",
        (
            Place("Overview", "overview", "layout-dashboard", ("overview",), "g o"),
            Place("Markets", "markets", "chart-candlestick", ("markets", "instrument", "market_flow"), "g m"),
            Place("Alerts", "alerts", "bell-ring", ("alerts", "alert"), "g a"),
            Place("Launches", "launches", "rocket", LAUNCH_PAGES, "g l", words="calendar token airdrop listing ical"),
            Place(
                "Companies",
                "companies",
                "building-2",
                COMPANY_PAGES,
                "g c",
                words="watched aliases tickers import match",
            ),
            Place("Track record", "track_record", "chart-line", ("track_record",), words="hit rate calibration"),
        ),
    ),
    Group(
        "System",
        (
            Place("Sources", "sources", "radio-tower", SOURCE_PAGES, words="feeds health monitoring x rss webhook"),
            KEYS,
            Place("Scorer", "scorer", "sigma", ("scorer",), needs_staff=True, words="model versions training weights"),
            Place("Patterns", "patterns", "blocks", ("patterns",), needs_staff=True),
            Place("Administration", "admin:index", "database", (), needs_staff=True),
        ),
    ),
)

ACCOUNT_SECTIONS = (
    Place("Preferences", "preferences", "settings-2", ("preferences",), words="theme density time zone"),
    Place("Profile", "profile", "user-round", ("profile",), words="name username"),
    Place("Security", "security", "shield-check", SECURITY_PAGES, words=SECURITY_WORDS),
    KEYS,
    Place("Plan", "plan", "wallet", PLAN_PAGES, words="billing subscription invoices upgrade"),
    Place("Notifications", "notifications", "bell", ("notifications",), words="mail notices"),
    Place("Your data", "your_data", "file-text", DATA_PAGES, words="export copy download privacy delete account"),
)
ACCOUNT_PLACES = (*ACCOUNT_SECTIONS, Place("Documentation", "docs", "book-open", ("docs", "doc")))


def groups_for(*, is_staff: bool) -> list[Group]:
    return [
        Group(group.label, tuple(place for place in group.places if is_staff or not place.needs_staff))
        for group in GROUPS
    ]


def tab_places() -> list[Place]:
    """Return the four pages of the phone's bottom bar."""
    return [*GROUPS[0].places[:3], GROUPS[1].places[0]]
