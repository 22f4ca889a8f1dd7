"""Embed an SVG drawing in HTML of a page as a picture: Streamlit removes SVG elements from HTML."""

from __future__ import annotations

from urllib.parse import quote


def svg_image(body: str, *, width: float, height: float, stretched: bool = False) -> str:
    """Return an `<img>` of SVG elements drawn in a box of `width` x `height` units.

    stretched: the drawing fills the picture whatever its shape. The picture has no text of its own;
    what surrounds it names it.
    """
    ratio = ' preserveAspectRatio="none"' if stretched else ""
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}"{ratio}>'
        f"{body}</svg>"
    )
    return f'<img alt="" src="data:image/svg+xml,{quote(svg)}">'
