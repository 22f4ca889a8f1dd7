"""Make the font of the pictures from the one that Streamlit carries; run by hand, with fontTools.

    pip install fonttools brotli && python services/preview/fonts/make_font.py FILE.woff2

The renderer of the pictures reads TTF, Streamlit carries WOFF2 (SourceSansVF-Upright). Letters
and signs of our texts are kept, in all weights: some 60 kB in place of 650. The licence allows
this under another name than the original's, so the result is called Lensa Sans.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter  # type: ignore[import-not-found]
from fontTools.ttLib import TTFont  # type: ignore[import-not-found]

FAMILY = "Lensa Sans"
TARGET = Path(__file__).with_name("LensaSans.ttf")
CHARACTERS = (
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *(0x2009, 0x2010, 0x2011, 0x2013, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2026),
    *(0x2032, 0x2033, 0x2190, 0x2192, 0x2212, 0x2248, 0x2264, 0x2265, 0xFFFD),
)
_NAMES = {1: FAMILY, 2: "Regular", 3: FAMILY, 4: FAMILY, 6: "LensaSans", 16: FAMILY, 17: "Regular"}


def main() -> None:
    """Write the font beside this file."""
    font = TTFont(sys.argv[1])
    font.flavor = None
    options = Options()
    options.layout_features = ["kern", "mark", "mkmk", "ccmp"]
    options.hinting = False
    options.notdef_outline = True
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=CHARACTERS)
    subsetter.subset(font)
    for number, text in _NAMES.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    font.save(TARGET)


if __name__ == "__main__":
    main()
