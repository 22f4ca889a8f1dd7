from pages.shell.answers.package import paket
from pages.shell.read import read
from pages.shell.reading.progress import when_read
from pages.shell.sections.packages.package import ask, package
from pages.shell.start import start
from services.analysis.frames import HISTORY, PAKET, PROGRAM

view = start("paket", trail=True)
data = read(view, HISTORY, PAKET, PROGRAM, if_stored=paket.LISTS, every_year=True)
if view.state.kode:
    with when_read(data):
        package(data)
else:
    ask(view)
