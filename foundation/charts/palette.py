"""The one place where a tone becomes a color, in light, dark and on paper.

Marks keep 3:1 against the surface and inks (text) 4.5:1 (WCAG 2.2, 1.4.11 and 1.4.3); neighbors of a stack differ in
lightness, so that they can be told apart without color and by readers with a color vision deficiency. Renderers for the
browser write `token:<name>`; the stylesheet's custom property `--chart-<name>` of the same name replaces it.
"""

from enum import StrEnum


class Theme(StrEnum):
    LIGHT = "light"
    DARK = "dark"
    PAPER = "paper"


TONES = ("accent", "neutral", "info", "good", "warn", "bad")
SERIES = ("series-1", "series-2", "series-3", "series-4", "series-5", "series-6")
RAMP = ("step-1", "step-2", "step-3", "step-4", "step-5")
HEAT = ("heat-1", "heat-2", "heat-3", "heat-4", "heat-5", "heat-6", "heat-7")
FRAME = ("surface", "text", "muted", "grid", "axis")
MARKS = (*TONES, *SERIES, *RAMP)
"""Every tone that a series or a mark may carry."""

_SOFT = 0.16  # opacity of areas and uncertainty bands

# fmt: off
_LIGHT = {
    "surface": "#ffffff", "text": "#1b2430", "muted": "#5a6675", "grid": "#e4e8ed", "axis": "#7a8594",
    "accent": "#1a62c5", "neutral": "#828d9b", "info": "#4093c9", "good": "#2b7f4e", "warn": "#c27c0e",
    "bad": "#b3261e",
    "series-1": "#1a62c5", "series-2": "#d3731f", "series-3": "#12806f", "series-4": "#7a3e8f", "series-5": "#6d8fb8",
    "series-6": "#6b4a2b",
    "step-1": "#8592a3", "step-2": "#687689", "step-3": "#556477", "step-4": "#3d4b5d", "step-5": "#263343",
    "heat-1": "#eef3fa", "heat-2": "#d3e1f4", "heat-3": "#afc9ea", "heat-4": "#94b8e4", "heat-5": "#3f76bf",
    "heat-6": "#2560a9", "heat-7": "#123e78",
}
_LIGHT_INKS = {
    "accent": "#1a62c5", "neutral": "#5a6675", "info": "#24708f", "good": "#1f6f43", "warn": "#8d5800",
    "bad": "#b3261e",
    "series-2": "#a04f08", "series-5": "#4a6d98", "step-1": "#5a6675", "step-2": "#5a6675",
}
_DARK = {
    "surface": "#151b23", "text": "#e6ebf1", "muted": "#9aa7b6", "grid": "#2a333f", "axis": "#6f7c8c",
    "accent": "#6ea8fe", "neutral": "#8491a1", "info": "#8ccbe6", "good": "#4fb985", "warn": "#e3a63c",
    "bad": "#f0766c",
    "series-1": "#5c9dff", "series-2": "#f2b374", "series-3": "#2fa08c", "series-4": "#cfa3e2", "series-5": "#7f9fc6",
    "series-6": "#d9c4ad",
    "step-1": "#667384", "step-2": "#8491a1", "step-3": "#9eabba", "step-4": "#bac5d2", "step-5": "#d8e0e9",
    "heat-1": "#1c2733", "heat-2": "#1e3450", "heat-3": "#214673", "heat-4": "#2a5d9c", "heat-5": "#3873b8",
    "heat-6": "#8ab8ef", "heat-7": "#b4d3fa",
}
_DARK_INKS = {"step-1": "#9aa7b6"}
# fmt: on
_PAPER = {**_LIGHT, "grid": "#dde2e8", "text": "#111820", "muted": "#4d5866"}

_MARKS = {Theme.LIGHT: _LIGHT, Theme.DARK: _DARK, Theme.PAPER: _PAPER}
_INKS = {Theme.LIGHT: _LIGHT_INKS, Theme.DARK: _DARK_INKS, Theme.PAPER: _LIGHT_INKS}


def names() -> tuple[str, ...]:
    """Return every token name: the frame, the heat ramp, marks, and of each mark three companions.

    `-ink` is for text in its color, `-soft` for areas and bands, `-on` for text written on it.
    """
    return (*FRAME, *HEAT, *MARKS, *(f"{tone}-{kind}" for kind in ("ink", "soft", "on") for tone in MARKS))


def color(name: str, theme: Theme = Theme.PAPER) -> str:
    """Return the color of a token, as #rrggbb, or rgba() for a soft one. Raises KeyError for an unknown name."""
    if name.endswith("-soft"):
        red, green, blue = rgb(_MARKS[theme][name.removesuffix("-soft")])
        return f"rgba({red}, {green}, {blue}, {_SOFT})"
    if name.endswith("-on"):
        return on(name.removesuffix("-on"), theme)
    if name.endswith("-ink"):
        tone = name.removesuffix("-ink")
        return _INKS[theme].get(tone) or _MARKS[theme][tone]
    return _MARKS[theme][name]


def token(name: str) -> str:
    """Return the placeholder that the browser replaces with the color of its theme."""
    return f"token:{name}"


def on(name: str, theme: Theme = Theme.PAPER) -> str:
    """Return the text color to write on a mark filled with `name`: dark or white, whichever stands out more."""
    dark = _MARKS[Theme.LIGHT]["text"]
    fill = _MARKS[theme][name]
    return "#ffffff" if contrast("#ffffff", fill) >= contrast(dark, fill) else dark


def css() -> str:
    """Return the stylesheet of custom properties for both screen themes, as `static/ui/charts.css` keeps it."""
    lines = [
        f"  --chart-{name}: light-dark({color(name, Theme.LIGHT)}, {color(name, Theme.DARK)});" for name in names()
    ]
    head = "/* The chart colors of foundation.charts.palette, for both themes; a test compares the two. */"
    return "\n".join([head, ":root {", *lines, "}", ""])


def rgb(value: str) -> tuple[int, int, int]:
    """Return the three channels, 0 to 255, of a #rrggbb color."""
    return int(value[1:3], 16), int(value[3:5], 16), int(value[5:7], 16)


def luminance(value: str) -> float:
    """Return the relative luminance, 0 to 1, of a #rrggbb color (WCAG 2.2)."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in (v / 255 for v in rgb(value))]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio, 1 to 21, of two #rrggbb colors (WCAG 2.2)."""
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
