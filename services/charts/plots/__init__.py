"""Drawings of figures: bars, lines, dots and matrices, as HTML and as SVG."""
