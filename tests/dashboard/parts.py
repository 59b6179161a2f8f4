"""Parts of a page, asked for as htmx does."""


def part(target: str, **headers: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": target, "HX-Request-Type": "partial", **headers}
