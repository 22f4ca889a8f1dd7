// The timeline of a family of codes: lanes, marks and links as placed by services/charts/timeline.
const NS = "http://www.w3.org/2000/svg";
const TOP = 26, REACH = 12, ANSWER = 8000;
const STATE = new WeakMap();

function node(tag, attributes = {}, text) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

function shape(tag, attributes = {}) {
  const made = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
}

const percent = (share) => `${100 * share}%`;

// The widest format whose least width the box has.
function chosen(data, width) {
  return data.gambar.findLast((format) => format.mulai <= width) ?? data.gambar[0];
}

function sign(data, name) {
  const svg = shape("svg", { width: 24, height: 18, viewBox: "-12 -9 24 18", "aria-hidden": "true" });
  if (data.bentuk[name]) svg.append(shape("path", { d: data.bentuk[name], class: `bentuk ${name}` }));
  else if (name === "silang") svg.append(shape("line", { y1: -8, y2: 8, class: "sambungan SATUKESATU putus" }));
  else svg.append(shape("line", { x1: -11, x2: 11, class: `jalur ${name}` }));
  return svg;
}

function legend(data) {
  const list = node("ul", { class: "arti" });
  for (const [name, text] of data.arti) {
    const item = node("li");
    item.append(sign(data, name), text);
    list.append(item);
  }
  return list;
}

// A link that asks Python, and is an address of its own for another tab.
function link(state, tag, attributes, code) {
  const made = tag === "a" ? node("a", attributes) : shape("a", attributes);
  made.setAttribute("href", state.data.alamat.join(encodeURIComponent(code)));
  made.dataset.kode = code;
  return made;
}

function title(mark, data) {
  const acts = mark.kejadian.map((at) => data.kejadian[at]);
  const main = acts.findLast((event) => event.jenis === mark.bentuk);
  return mark.judul || !main
    ? { judul: mark.judul ?? "", waktu: "", rincian: acts.map((event) => `${event.waktu} · ${event.ringkas}`) }
    : { ...main, rincian: [
      ...acts.filter((event) => event !== main).map((event) => `${event.waktu} · ${event.ringkas}`), ...main.rincian] };
}

function markName(mark, data) {
  const names = mark.kejadian.map((at) => data.kejadian[at].nama);
  return mark.judul ? `${mark.judul}: ${names.join(". ")}` : names.join(". ");
}

function plot(state, format) {
  const { data } = state, high = data.kode.length * format.tinggi;
  const middle = (row) => TOP + (row + 0.5) * format.tinggi;
  const svg = shape("svg", { class: "bidang", height: TOP + high, role: "presentation" });
  for (const [x, text] of format.bulan) {
    svg.append(shape("line", { x1: percent(x), x2: percent(x), y1: TOP - 6, y2: TOP + high, class: "bulan" }));
    if (!text) continue;
    const label = shape("text", { x: percent(x), y: TOP - 11, class: "bulan" });
    label.textContent = text;
    svg.append(label);
  }
  for (const [x, top, bottom, kind, dotted] of format.sambungan) {
    const at = { x1: percent(x), x2: percent(x), y1: middle(top), y2: middle(bottom) };
    svg.append(shape("line", { ...at, class: `sambungan ${kind}${dotted ? " putus" : ""}` }));
  }
  format.garis.forEach((lines, row) => {
    for (const [left, right, style] of lines) {
      const at = { x1: percent(left), x2: percent(right), y1: middle(row), y2: middle(row) };
      svg.append(shape("line", { ...at, class: `jalur ${style}` }));
    }
  });
  format.tanda.forEach((marks, row) => marks.forEach((mark, at) => {
    const place = shape("svg", { x: percent(mark.x), y: middle(row), overflow: "visible" });
    const own = link(state, "svg", { class: "tanda", tabindex: -1, "aria-label": markName(mark, data) }, data.kode[row].kode);
    own.dataset.kunci = `${data.kode[row].kode} ${at}`;
    own.dataset.x = mark.x;
    own.append(
      shape("circle", { r: REACH, class: "kena" }), shape("path", { d: data.bentuk[mark.bentuk], class: `bentuk ${mark.bentuk}` }));
    if (mark.n) {
      const number = shape("text", { y: 4, "text-anchor": "middle", class: "jumlah" });
      number.textContent = mark.n;
      own.append(number);
    }
    own.mark = mark;
    state.lanes[row].push(own);
    place.append(own);
    svg.append(place);
  }));
  return svg;
}

function codes(state, format) {
  const list = node("div", { class: "kode" });
  state.data.kode.forEach((code, row) => {
    const name = link(state, "a", { class: "nama", tabindex: -1 }, code.kode);
    const digits = node("span");
    if (code.awal) digits.append(node("span", { class: "awal" }, code.awal));
    digits.append(node("span", {}, code.akhir), node("span", { class: "tersembunyi" }, `, ${code.nama}`));
    name.append(digits);
    name.dataset.kunci = code.kode;
    name.classList.toggle("ini", code.ini);
    name.classList.toggle("tebal", code.ini || ["aktif", "batal", "lainnya"].includes(code.keadaan));
    if (code.ini) name.setAttribute("aria-current", "true");
    state.lanes[row] = [name];
    list.append(name);
  });
  return list;
}

function ends(data) {
  const list = node("div", { class: "akhir", "aria-hidden": "true" });
  for (const code of data.kode) list.append(node("span", { class: code.keadaan }, code.ujung));
  return list;
}

// The acts as a list, the newest first: what a phone shows below the drawing.
function acts(state) {
  const { data } = state, box = node("section", { class: "daftar", "aria-label": data.teks.tindakan });
  const list = node("ol");
  for (const at of data.tindakan) {
    const event = data.kejadian[at], item = node("li"), words = node("div");
    const own = link(state, "a", { class: "baris" }, event.kode);
    own.textContent = event.ringkas;
    own.dataset.kunci = `daftar ${at}`;
    words.append(own, node("small", {}, event.alasan));
    item.append(node("time", {}, event.waktu), sign(data, event.jenis), words);
    list.append(item);
  }
  box.append(list);
  if (data.lagi_tindakan) box.append(more(state, ...data.lagi_tindakan));
  return box;
}

function more(state, text, value) {
  const button = node("button", { type: "button", class: "lagi" }, text);
  button.dataset.lihat = value;
  button.dataset.kunci = `lihat ${value}`;
  return button;
}

function draw(state) {
  const { data, box } = state, width = box.clientWidth, format = chosen(data, width);
  const focused = box.getRootNode().activeElement?.dataset?.kunci;
  state.format = format;
  state.lanes = [];
  box.style.setProperty("--label", `${format.label}px`);
  box.style.setProperty("--kanan", `${format.kanan}px`);
  box.style.setProperty("--tinggi", `${format.tinggi}px`);
  box.classList.toggle("sempit", format.singkat);
  const area = node("div", { class: "gambar", role: "group", "aria-label": data.teks.alt });
  const side = codes(state, format);
  area.append(side, plot(state, format), ends(data));
  const hint = format.singkat ? data.teks.cara_sentuh : data.teks.cara_tetikus;
  box.replaceChildren(node("p", { class: "tentang" }, `${data.teks.tentang} ${hint}`), legend(data), area);
  for (const [text, value] of data.lagi) box.append(more(state, text, value));
  if (data.teks.sisa) box.append(node("p", { class: "tentang" }, data.teks.sisa));
  if (format.singkat) box.append(acts(state));
  box.append(state.words, state.status);
  const stops = state.lanes.flat();
  const stop = stops.find((one) => one.dataset.kunci === (focused ?? state.stop)) ?? stops.find((one) => one.classList.contains("ini"));
  rest(state, stop ?? stops[0]);
  if (focused) box.querySelector(`[data-kunci="${CSS.escape(focused)}"]`)?.focus();
}

// One stop for Tab: the code or mark where the keyboard stood last.
function rest(state, stop) {
  for (const one of state.lanes.flat()) one.setAttribute("tabindex", one === stop ? 0 : -1);
  if (stop) state.stop = stop.dataset.kunci;
}

function near(lane, from) {
  if (from.mark === undefined || lane.length === 1) return lane[0];
  const x = Number(from.dataset.x);
  return lane.slice(1).reduce((best, one) => (Math.abs(one.dataset.x - x) < Math.abs(best.dataset.x - x) ? one : best));
}

function step(state, from, key) {
  const row = state.lanes.findIndex((lane) => lane.includes(from)), lane = state.lanes[row], at = lane.indexOf(from);
  if (key === "ArrowRight") return lane[at + 1];
  if (key === "ArrowLeft") return lane[at - 1];
  if (key === "Home") return lane[0];
  if (key === "End") return lane.at(-1);
  const next = state.lanes[row + { ArrowDown: 1, ArrowUp: -1 }[key]];
  return next && near(next, from);
}

function explain(state, mark) {
  const { box, words, data } = state, { judul, waktu, rincian } = title(mark.mark, data);
  const head = node("p");
  head.append(node("b", {}, judul), waktu ? ` · ${waktu}` : "");
  const last = mark.mark.judul ? -1 : rincian.length - 1; // what followed
  const lines = rincian.map((line, at) => node("p", { class: at === last ? "redup" : "" }, line));
  words.replaceChildren(head, ...lines);
  words.hidden = false;
  const at = mark.getBoundingClientRect(), frame = box.getBoundingClientRect(), size = words.getBoundingClientRect();
  const middle = at.left + at.width / 2 - frame.left;
  words.style.left = `${Math.max(0, Math.min(middle - size.width / 2, frame.width - size.width))}px`;
  const below = at.bottom - frame.top + 6, above = at.top - frame.top - size.height - 6;
  const room = at.bottom + size.height + 12 < innerHeight || at.top - size.height - 12 < 0;
  words.style.top = `${room ? below : above}px`;
}

function hide(state) {
  state.words.hidden = true;
}

function ask(state, name, value) {
  state.setTriggerValue(name, value);
  clearTimeout(state.waiting);
  state.waiting = setTimeout(() => { state.status.textContent = state.data.teks.diam; }, ANSWER);
}

function listen(state) {
  const { box } = state;
  const mark = (event) => event.target.closest?.(".tanda");
  box.addEventListener("pointerdown", (event) => { state.touch = event.pointerType === "touch"; });
  box.addEventListener("pointerover", (event) => { if (event.pointerType === "mouse") mark(event) ? explain(state, mark(event)) : hide(state); });
  box.addEventListener("pointerleave", (event) => { if (event.pointerType === "mouse") hide(state); });
  box.addEventListener("focusin", (event) => {
    if (event.target.closest(".gambar")) rest(state, event.target.closest("a"));
    mark(event) ? explain(state, mark(event)) : hide(state);
  });
  box.addEventListener("focusout", () => hide(state));
  box.addEventListener("click", (event) => {
    const own = event.target.closest("a"), button = event.target.closest("button");
    if (button) return ask(state, "lihat", button.dataset.lihat);
    if (!own || event.ctrlKey || event.metaKey || event.shiftKey) return undefined;
    event.preventDefault();
    if (state.touch && own.classList.contains("tanda")) return explain(state, own);
    if (own.dataset.kode === state.data.halaman) return undefined;
    return ask(state, "pergi", own.dataset.kode);
  });
  box.addEventListener("keydown", (event) => {
    state.touch = false;
    if (event.key === "Escape") hide(state);
    const own = event.target.closest?.(".gambar a");
    if (!own || !["ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown", "Home", "End"].includes(event.key)) return;
    event.preventDefault();
    step(state, own, event.key)?.focus();
  });
}

function begin(parentElement) {
  const box = parentElement.querySelector(".garis");
  const state = {
    box, words: node("div", { class: "kata", role: "tooltip", hidden: "" }), status: node("p", { class: "tentang", role: "status" }),
    lanes: [], stop: undefined,
  };
  listen(state);
  state.watch = new ResizeObserver(() => {
    if (state.data && chosen(state.data, box.clientWidth) !== state.format) draw(state);
  });
  state.watch.observe(box);
  STATE.set(parentElement, state);
  return state;
}

export default function ({ parentElement, data, setTriggerValue }) {
  const state = STATE.get(parentElement) ?? begin(parentElement);
  try {
    Object.assign(state, { data, setTriggerValue });
    clearTimeout(state.waiting);
    state.status.textContent = "";
    hide(state);
    draw(state);
  } catch {
    state.box.textContent = data?.teks?.gagal ?? "";
  }
  return () => { state.watch.disconnect(); clearTimeout(state.waiting); STATE.delete(parentElement); };
}
