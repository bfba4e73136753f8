"""The sheet that every chart is drawn on: matplotlib without its global state, the same bytes for the same numbers.

A chart is drawn in the colours of the light page. In the text of the SVG each of them becomes a variable of CSS with
that colour to fall back to: in a page it follows the reader's light or dark, alone it stands on paper of its own. It is
as wide as a phone, so that its letters stay readable there, and grows with the page.
"""

from __future__ import annotations

import io
import re
import warnings
from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import TYPE_CHECKING, Literal
from xml.sax.saxutils import quoteattr

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH = 360
"""Units of the drawing, each a CSS pixel on a phone."""
TEXT = 10.5
SMALL = 9

Tone = Literal["better", "worse", "unknown"]

# Blue and vermilion differ to every common kind of colour blindness; position and filling say the same once more.
PAPER, INK, SOFT, LINE = "#fbfaf8", "#1c1e21", "#5a6068", "#dedbd5"
TONES: dict[Tone, str] = {"better": "#0063a3", "worse": "#b34700", "unknown": "#656a72"}
_VARIABLES = {PAPER: "paper", INK: "ink", SOFT: "soft", LINE: "line", **{code: tone for tone, code in TONES.items()}}

_RC = {
    "svg.fonttype": "none",  # letters stay letters: small, searchable, in the page's own font
    "svg.hashsalt": "tweet_assets",
    "text.parse_math": False,  # a topic may hold a dollar sign
    "font.size": TEXT,
    "text.color": INK,
    "axes.edgecolor": LINE,
    "axes.labelcolor": SOFT,
    "axes.labelsize": SMALL,
    "xtick.color": SOFT,
    "ytick.color": INK,
    "xtick.labelsize": SMALL,
    "ytick.labelsize": TEXT,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.spines.left": False,
    "xtick.major.size": 0,
    "ytick.major.size": 0,
    "hatch.linewidth": 0.6,
}


def drawn(height: float, described: str, draw: Callable[[Axes], None]) -> str:
    """One chart as an <svg> element of WIDTH x height units; `described` is read to whoever does not see it."""
    from matplotlib import rc_context
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    with rc_context(_RC), warnings.catch_warnings():  # type: ignore[arg-type]
        # The letters are drawn by the reader's browser, which has other fonts than the one they are measured with.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=(WIDTH / 72, height / 72), layout="constrained")
        FigureCanvasSVG(figure)
        figure.get_layout_engine().set(w_pad=2 / 72, h_pad=2 / 72)  # type: ignore[union-attr, call-arg]
        draw(figure.subplots())
        text = io.StringIO()
        figure.savefig(text, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return _element(text.getvalue(), height, described)


def picture(svg: str) -> str:
    """A chart as an address that an image can have, for places that show pictures and no SVG of ours."""
    _, box, rest = re.split(r'(viewBox="[^"]*")', svg, maxsplit=1)
    inside = rest.replace(">", f'><rect width="100%" height="100%" style="fill:{PAPER}"/>', 1)
    alone = f'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" {box}{inside}'
    return "data:image/svg+xml;base64," + b64encode(alone.encode()).decode()


def _element(svg: str, height: float, described: str) -> str:
    inside = svg[svg.index("<svg") :]
    inside = inside[inside.index(">") + 1 :]
    # Its style sheet would be the whole page's, and its fonts are not the reader's.
    inside = re.sub(r"<!--.*?-->|<metadata>.*?</metadata>|<style.*?</style>", "", inside, flags=re.DOTALL)
    inside = re.sub(r"'DejaVu Sans'[^;\"]*sans-serif", "system-ui, sans-serif", inside)
    inside = re.sub(r' transform="rotate\(-0 [^"]*\)"', "", inside)
    inside = re.sub("|".join(_VARIABLES), lambda found: f"var(--{_VARIABLES[found[0]]}, {found[0]})", inside)
    head = f'<svg viewBox="0 0 {WIDTH} {height:g}" role="img" aria-label={quoteattr(described)}>'
    return head + re.sub(r"\s*\n\s*", "\n", _own_names(inside)).strip()


def _own_names(svg: str) -> str:
    """Names that no other chart of a page has; those that nothing refers to are left out."""
    mark = sha256(svg.encode()).hexdigest()[:8]
    wanted = set(re.findall(r'(?:url\(#|href="#)([\w.-]+)', svg))

    def name(found: re.Match[str]) -> str:
        return f' id="{found[1]}-{mark}"' if found[1] in wanted else ""

    svg = re.sub(r' id="([\w.-]+)"', name, svg)
    return re.sub(r'(url\(#|href="#)([\w.-]+)', rf"\1\2-{mark}", svg)
