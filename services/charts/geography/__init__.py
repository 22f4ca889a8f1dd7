"""Maps: classes, layout, names of regions, HTML, SVG and pydeck layers."""
