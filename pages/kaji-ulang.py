from pages.shell.answers import kaji_ulang
from pages.shell.blocks import answer, beside, figures, heading, note, section, source
from pages.shell.charts import chart
from pages.shell.filters import code_box, own
from pages.shell.reading import read
from pages.shell.start import start
from pages.shell.tables import Drill, folded, table
from services.analysis.frames import HISTORY

OPENS = Drill(column="kd_rup", field="kode")
SATKERS = ("nama_satker", "tindakan", "revisi", "kode", "pembatalan", "batal_bersih")
TRAIL = ("tgl_kaji_ulang", "kd_rup_lama", "kd_rup_baru", "jenis_revisi", "alasan_kajiulang")

view = start("kaji_ulang")
data = read(view, HISTORY)
own(view, "jenis", kaji_ulang.kinds(view))
answer(kaji_ulang.sentence(data))
figures(kaji_ulang.row(data))
note(kaji_ulang.duty(view))

if view.state.kode:
    section()
    heading(view.say("kaji_ulang.family", kode=view.state.kode))
    trail, states = data.table("jejak"), kaji_ulang.codes(data)
    chart(
        view,
        "lineage_graph",
        trail,
        key="family",
        code=view.state.kode,
        states=states,
        drill=("kode",),
    )
    table(data, "jejak", columns=TRAIL, first=True)
    source(data, HISTORY)

section()
satkers = data.now("kaji-ulang-per-satker", satker="")
left, right = beside()
with left:
    heading(view.say("kaji_ulang.bars"))
    chart(view, "stacked_types", satkers, key="gross", drill=("satker",), limit=12)
with right:
    heading(view.say("kaji_ulang.net"))
    net = {"value": "batal_bersih", "unit": "jumlah", "limit": 12}
    chart(view, "ranked_bars", satkers, key="net", by="satker", drill=("satker",), **net)
heading(view.say("kaji_ulang.bars_all"))
table(data, "kaji-ulang-per-satker", columns=SATKERS, order="-tindakan", first=not view.state.kode)
source(data, HISTORY)

section()
heading(view.say("kaji_ulang.months"))
chart(view, "months_by_type", data.now("kaji-ulang-per-bulan"), key="months")
folded(data, "kaji-ulang-per-bulan")
heading(view.say("kaji_ulang.days"))
days = kaji_ulang.days(data)
chart(view, "day_calendar", days, key="days")
folded(data, "per-hari", days, datasets=(HISTORY,))
source(data, HISTORY)

section()
left, right = beside()
with right:
    heading(view.say("kaji_ulang.reasons_all"))
    table(
        data, "alasan", columns=("kelompok", "jenis_revisi", "revisi"), order="-revisi", half=True
    )
with left:
    heading(view.say("kaji_ulang.reasons"))
    kinds = {"series": "jenis_revisi", "meaning": "jenis", "value": "revisi", "limit": 12}
    reasons = data.now("alasan")
    chart(view, "stacked_bars", reasons, key="reasons", code="kelompok", name="kelompok", **kinds)
source(data, HISTORY)

section()
heading(view.say("kaji_ulang.codes"))
code_box(
    view, "kode", label=view.say("kaji_ulang.code"), placeholder=view.words("kaji_ulang.code_hint")
)
table(data, "keadaan", drill=OPENS)
source(data, HISTORY)
