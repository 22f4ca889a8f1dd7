"""The locations: five levels from the country to the desa, each searchable."""

from pages.shell.sections.locations import block
from pages.shell.start import start

view = start("lokasi", asks_klpd=False)
trail = block.trail(view)

block.selects(view, trail)
block.answer(view, trail)
block.chosen(view, trail)
block.level(view, trail)
