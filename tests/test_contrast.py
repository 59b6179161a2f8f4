"""Every colour pair that carries meaning, in both themes and all direction palettes, by WCAG 2's contrast ratio."""

import re
from itertools import product

import pytest

from tests.sources import ROOT

TOKENS = (ROOT / "static" / "css" / "tokens.css").read_text()
THEMES = ("dark", "light")
PALETTES = ("default", "blue", "classic")
SURFACES = ("bg", "surface-1", "surface-2", "surface-3", "surface-hover")
WORDS = ("text", "text-2", "text-3", "accent", "up", "down", "warn", "crit", "ok", "info")
MARKS = ("control-line", "accent", "warn-fill", "s1", "s2", "s3", "s4", "s5")
CHIPS = (("accent", "accent-soft"), ("warn", "warn-soft"), ("crit", "crit-soft"))
# The flash of a tick and the bars of depth, behind words.
GROUNDS = ("up-soft", "down-soft", "up-depth", "down-depth")
Colour = tuple[float, float, float, float]
LOOKS = [(theme, palette) for theme in THEMES for palette in PALETTES]


def blocks() -> list[tuple[set[str], dict[str, str]]]:
    """Return every rule of the sheet: its selectors without quotes, and the tokens that it declares."""
    text = re.sub(r"/\*.*?\*/", "", TOKENS, flags=re.S).replace('"', "")
    rules = re.findall(r"([^{};]+)\{([^{}]*)\}", text)
    return [
        ({part.strip() for part in selectors.split(",")}, dict(re.findall(r"--([\w-]+):\s*([^;]+);", body)))
        for selectors, body in rules
    ]


BLOCKS = blocks()


def declared(*selectors: str) -> dict[str, str]:
    """Return the tokens that hold where all these selectors match, later rules first."""
    return {name: value for names, rule in BLOCKS if names & set(selectors) for name, value in rule.items()}


def tokens(theme: str, palette: str) -> dict[str, Colour]:
    """Return every token that is a colour, as the browser computes it."""
    raw = declared(":root", "[data-theme=dark]", f"[data-theme={theme}]", "[data-theme]", f"[data-updown={palette}]")
    return {name: found for name in raw if (found := computed(raw, raw[name])) is not None}


def computed(raw: dict[str, str], value: str) -> Colour | None:
    if reference := re.fullmatch(r"var\(--([\w-]+)\)", value):
        return computed(raw, raw[reference[1]])
    if mixed := re.fullmatch(r"color-mix\(in srgb, (var\(--[\w-]+\)) var\(--([\w-]+)\), transparent\)", value):
        of = computed(raw, mixed[1])
        assert of
        return of[0], of[1], of[2], float(raw[mixed[2]].removesuffix("%")) / 100
    return colour(value) if value.startswith("#") else None


def colour(value: str) -> Colour:
    digits = value.removeprefix("#")
    if len(digits) in {3, 4}:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[place : place + 2], 16) / 255 for place in range(0, len(digits), 2)]
    return parts[0], parts[1], parts[2], parts[3] if len(parts) == 4 else 1.0


def over(top: Colour, below: Colour) -> Colour:
    mixed = [top[part] * top[3] + below[part] * (1 - top[3]) for part in range(3)]
    return mixed[0], mixed[1], mixed[2], 1.0


def luminance(of: Colour) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in of[:3])
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(first: Colour, second: Colour) -> float:
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def weak(theme: str, palette: str, pairs: list[tuple[str, tuple[str, ...]]], least: float) -> list[str]:
    """Return the pairs below ``least``; a ground of several names is painted from the last to the first."""
    known = tokens(theme, palette)
    found = []
    for ink, grounds in pairs:
        below = known[grounds[-1]]
        for layer in reversed(grounds[:-1]):
            below = over(known[layer], below)
        measured = ratio(over(known[ink], below), below)
        if measured < least:
            found.append(f"{ink} on {' over '.join(grounds)} is {measured:.2f}")
    return found


def test_black_on_white_is_21_and_a_published_pair_agrees() -> None:
    """Source: WCAG 2.2, relative luminance; #767676 on white is the lightest grey that passes, at 4.54."""
    assert ratio(colour("#000"), colour("#fff")) == pytest.approx(21)
    assert ratio(colour("#767676"), colour("#ffffff")) == pytest.approx(4.54, abs=0.005)


@pytest.mark.parametrize(("theme", "palette"), LOOKS)
def test_words_can_be_read_on_every_surface(theme: str, palette: str) -> None:
    assert weak(theme, palette, [(word, (surface,)) for word, surface in product(WORDS, SURFACES)], 4.5) == []


@pytest.mark.parametrize(("theme", "palette"), LOOKS)
def test_marks_and_borders_of_controls_can_be_seen(theme: str, palette: str) -> None:
    pairs = [(mark, (surface,)) for mark, surface in product(MARKS, ("surface-1", "surface-2"))]
    assert weak(theme, palette, pairs, 3.0) == []


@pytest.mark.parametrize(("theme", "palette"), LOOKS)
def test_chips_and_depth_bars_can_be_read(theme: str, palette: str) -> None:
    chips = [(ink, (ground, surface)) for (ink, ground), surface in product(CHIPS, ("surface-1", "surface-hover"))]
    inks = {ground: ("text", "text-3", ground.partition("-")[0]) for ground in GROUNDS}
    depths = [(ink, (ground, "surface-1")) for ground in GROUNDS for ink in inks[ground]]
    assert weak(theme, palette, chips + depths, 4.5) == []


@pytest.mark.parametrize("theme", THEMES)
def test_the_words_of_a_primary_button_can_be_read(theme: str) -> None:
    fills = ("accent-fill", "accent-fill-hover")
    assert weak(theme, "default", [("on-accent", (fill,)) for fill in fills], 4.5) == []


def test_light_dark_and_system_declare_the_same_tokens() -> None:
    dark, light, system = (declared(f"[data-theme={theme}]") for theme in ("dark", "light", "system"))
    assert dark.keys() == light.keys()
    assert system == light


def test_each_direction_palette_has_colours_of_its_own() -> None:
    for theme in THEMES:
        pairs = {(tokens(theme, palette)["up"], tokens(theme, palette)["down"]) for palette in PALETTES}
        assert len(pairs) == len(PALETTES)
