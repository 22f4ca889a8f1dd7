// The ranked list: draws the rows that Python sends, and sends back what the reader wants to see.
// Nodes are made once per row and kept in a WeakMap by the component's parent, so that focus and
// scroll outlive every rerun. Python's data decide everything; texts are set as text, never as HTML.
const STATES = new WeakMap();
const SHAPES = new Set(["lalu", "titik", "lingkar", "wajik", "acuan"]); // keys of the legend that are no colour
const WORDS_AFTER = 300, GIVE_UP_AFTER = 8000; // ms until "loading", and until "no answer yet"

const el = (tag, cls, ...kids) => {
  const made = document.createElement(tag);
  if (cls) made.className = cls;
  made.append(...kids);
  return made;
};
const put = (node, text) => { if (node.textContent !== text) node.textContent = text; };
const colour = (name, data) => data.colours[name] ?? "var(--st-primary-color)";
// A line inside a mark, since some fills are too pale for the background.
const edged = (part, name, data) => { if (data.edges[name]) part.style.boxShadow = `inset 0 0 0 1px ${data.edges[name]}`; };

// ---- cells

const NS = "http://www.w3.org/2000/svg";
function line(values) {
  const svg = document.createElementNS(NS, "svg");
  svg.setAttribute("viewBox", "0 0 100 100");
  svg.setAttribute("preserveAspectRatio", "none");
  let path = "", pen = "M";
  values.forEach((value, at) => {
    if (value === null) { pen = "M"; return; }
    path += `${pen}${values.length > 1 ? (100 * at) / (values.length - 1) : 50} ${100 - value}`;
    pen = "L";
  });
  const drawn = document.createElementNS(NS, "path");
  drawn.setAttribute("d", path);
  svg.append(drawn);
  return svg;
}

function mark(column, cell, data) {
  const field = el("span", "bidang"), box = (cls, left, width, name) => {
    const made = el("i", cls);
    made.style.left = `${left}%`;
    if (width !== undefined) made.style.width = `${width}%`;
    if (name) { made.style.background = colour(name, data); edged(made, name, data); }
    field.append(made);
  };
  if (cell.p) {
    let left = 0;
    for (const [name, width] of cell.p) { box("bagian", left, width, name); left += width; }
    if (cell.l !== undefined) box("tahun-lalu", cell.l);
  } else if (cell.d) {
    const [last, now] = cell.d;
    box("tali", Math.min(last ?? 0, now ?? 0), Math.abs((now ?? 0) - (last ?? 0)));
    if (last !== null) box("lalu", last);
    if (now !== null) box("kini", now);
  } else if (cell.g) {
    field.append(line(cell.g));
    field.classList.add("garis");
  } else if (cell.m) {
    box("rel", 0, 100);
    for (const [shape, left] of cell.m) box(shape, left);
  } else {
    if (cell.b) box("isi", 0, cell.b, cell.f);
    if (cell.l !== undefined) box("tahun-lalu", cell.l);
    if (cell.t) field.append(el("small", "kata", cell.t));
  }
  if (data.reference != null && (cell.p || (cell.b !== undefined && !cell.t))) box("acuan", data.reference);
  if (cell.v) {
    const figure = el("span", "angka", named(column), cell.v);
    figure.style.left = `calc(${cell.b ?? 0}% + 6px)`;
    field.classList.add("berangka");
    field.append(figure);
  }
  return field;
}

function named(column) { // for screen readers, and where there is no head
  const label = column.s || column.l;
  return el("span", "sebut", label ? `${label} ` : "");
}

function figure(column, cell) {
  const [text, small, plain] = Array.isArray(cell) ? cell : [cell, ""];
  const kids = [named(column), el("span", "nilai", text)];
  if (plain) kids[0].classList.add("tetap");
  if (small) kids.push(el("small", "", small));
  return kids;
}

function cells(row, data) {
  const drawn = [];
  data.columns.forEach((column, at) => {
    const cell = row.c?.[at], marks = column.k !== "angka";
    const made = el("span", `${marks ? "batang" : "num"} ${column.r} ${column.b ? "kuat" : ""}`);
    if (marks && !cell?.v && !cell?.t) made.setAttribute("aria-hidden", "true");
    if (cell !== undefined && cell !== "") made.append(...(marks ? [mark(column, cell, data)] : figure(column, cell)));
    drawn.push(made);
  });
  return drawn;
}

function content(row, data) {
  const sub = el("small");
  if (row.k) sub.append(el("span", "kode-sempit", row.s ? `${row.k} · ` : row.k));
  if (row.s) sub.append(row.s);
  const kids = data.coded ? [el("span", "kode", row.k ?? "")] : [];
  const capitals = row.n === row.n.toUpperCase() && row.n.length > 12 ? "nm kapital" : "nm";
  return [...kids, el("span", "nama", el("span", capitals, row.n), sub), ...cells(row, data)];
}

// ---- rows

function makeRow(row) {
  const made = { tag: row.a ? "button" : "div", text: "" };
  made.main = el(made.tag, "baris");
  if (row.a) { made.main.type = "button"; made.main.dataset.path = row.p; }
  made.wait = el("p", "tunggu");
  made.wait.hidden = true;
  made.wait.setAttribute("role", "status");
  made.item = el("li", "", made.main, made.wait);
  return made;
}

function answered(made) {
  clearTimeout(made.slow);
  clearTimeout(made.late);
  made.main.removeAttribute("aria-busy");
  made.wait.hidden = true;
}

function drawRow(made, row, data, state) {
  const text = JSON.stringify([row, data.columns, data.lang, 0], (key, value) => (key === "x" ? undefined : value));
  if (made.text !== text) {
    const arrow = row.a ? [el("span", `panah ${row.a}`)] : [];
    arrow.forEach((node) => node.setAttribute("aria-hidden", "true"));
    made.main.replaceChildren(...content(row, data), ...arrow);
    made.main.classList.toggle("sendiri", Boolean(row.o));
    made.text = text;
  }
  made.hover = row.h ?? "";
  answered(made);
  if (row.a === "buka") made.main.setAttribute("aria-expanded", String(Boolean(row.x)));
  drawPanel(made, row, data, state);
}

function drawPanel(made, row, data, state) {
  if (!row.x) {
    if (!made.panel) return;
    if (made.panel.contains(state.root.getRootNode().activeElement)) made.main.focus({ preventScroll: true });
    made.panel.remove();
    made.panel = null;
    made.main.removeAttribute("aria-controls");
    return;
  }
  if (!made.panel) {
    made.notes = el("div", "catatan");
    made.list = el("ol");
    made.list.setAttribute("role", "list");
    made.end = el("div", "ujung");
    made.rows = new Map();
    made.panel = el("div", "panel", made.notes, made.list, made.end);
    made.panel.id = `panel-${++state.panels}`;
    made.panel.setAttribute("role", "group");
    made.main.setAttribute("aria-controls", made.panel.id);
    made.item.append(made.panel);
  }
  made.panel.setAttribute("aria-label", row.n);
  made.notes.replaceChildren(...[row.x.e, ...row.x.n].filter(Boolean).map((text) => el("p", "", text)));
  drawRows(made.list, row.x.r, made.rows, data, state);
  const links = row.x.l.map(([text, address]) => {
    const link = el("a", "", text);
    link.href = address;
    return link;
  });
  made.end.replaceChildren(...(row.x.s ? [el("p", "", row.x.s)] : []), ...links);
}

function drawRows(list, rows, made, data, state) { // stale rows go first, then only what moved is moved
  const wanted = new Set(rows.map((row) => row.p));
  for (const [path, row] of made) if (!wanted.has(path)) { row.item.remove(); made.delete(path); }
  let at = list.firstElementChild;
  for (const row of rows) {
    let own = made.get(row.p);
    if (own && own.tag !== (row.a ? "button" : "div")) {
      if (own.item === at) at = at.nextElementSibling;
      own.item.remove();
      own = undefined;
    }
    if (!own) made.set(row.p, (own = makeRow(row)));
    state.byPath.set(row.p, own);
    drawRow(own, row, data, state);
    if (own.item === at) { at = at.nextElementSibling; continue; }
    const focused = list.getRootNode().activeElement;
    list.insertBefore(own.item, at);
    if (focused && own.item.contains(focused)) focused.focus({ preventScroll: true });
  }
}

// ---- the list around the rows

function frame(root) {
  const state = { root, rows: new Map(), byPath: new Map(), number: 0, seen: 0, panels: 0, want: null };
  state.tools = el("div", "alat");
  state.legend = el("div", "legenda");
  state.tools.append(state.legend);
  state.head = el("div", "kop");
  state.head.setAttribute("aria-hidden", "true");
  state.total = el("div", "jumlah");
  state.list = el("ol");
  state.list.setAttribute("role", "list");
  state.rest = el("div", "sisa");
  state.tip = el("div", "petunjuk");
  state.tip.hidden = true;
  state.tip.setAttribute("aria-hidden", "true");
  root.replaceChildren(state.tools, state.head, state.total, state.list, state.rest, state.tip);
  return state;
}

function drawTools(state, data, send) {
  state.tools.hidden = data.filter === undefined && !data.sorts.length && !data.legend.length && !data.views.length;
  if (!state.sorts) {
    state.input = el("input");
    state.input.type = "search";
    state.input.oninput = () => {
      clearTimeout(state.typing);
      state.typing = setTimeout(() => state.send({ saring: state.input.value, hal: 0 }), 300);
    };
    state.sorts = el("div", "urutan");
    state.views = el("div", "pilihan");
    state.views.setAttribute("role", "group");
    state.tools.prepend(state.input, state.views, state.sorts);
  }
  state.send = send;
  state.input.hidden = data.filter === undefined;
  state.input.placeholder = data.words.filter;
  state.input.setAttribute("aria-label", data.words.filter);
  if (state.getFocus() !== state.input) state.input.value = data.filter ?? "";
  const focusedView = state.getFocus()?.dataset?.pandang;
  const views = data.views.map(([value, label]) => {
    const button = el("button", "", label);
    button.type = "button";
    button.dataset.pandang = value;
    button.setAttribute("aria-pressed", String(value === data.view));
    button.onclick = () => send({ pandang: value });
    return button;
  });
  state.views.hidden = !views.length;
  state.views.replaceChildren(...views);
  if (focusedView) views.find((button) => button.dataset.pandang === focusedView)?.focus({ preventScroll: true });
  const chips = data.sorts.map(([value, label]) => {
    const on = data.sort.replace("-", "") === value.replace("-", "");
    const chip = el("button", "", label + (on ? (data.sort.startsWith("-") ? " ↓" : " ↑") : ""));
    chip.type = "button";
    chip.dataset.urut = value;
    chip.setAttribute("aria-pressed", String(on));
    chip.onclick = () => send({ urut: on ? turned(data.sort) : value, hal: 0 });
    return chip;
  });
  const focused = state.getFocus()?.dataset?.urut;
  state.sorts.replaceChildren(...(chips.length ? [el("span", "", data.words.sort), ...chips] : []));
  state.sorts.hidden = !chips.length;
  if (focused) chips.find((chip) => chip.dataset.urut === focused)?.focus({ preventScroll: true });
}
const turned = (sort) => (sort.startsWith("-") ? sort.slice(1) : `-${sort}`);

function drawHead(state, data) {
  const kids = data.coded ? [el("span", "kode", data.words.code)] : [];
  kids.push(el("span", "nama", data.words.name));
  for (const column of data.columns) {
    const cell = el("span", `${column.k === "angka" ? "num" : "batang"} ${column.b ? "kuat" : ""}`, column.t ? "" : column.l);
    for (const [at, text] of column.t ? data.ticks : []) {
      const tick = el("span", "titik", text);
      tick.style.left = `${at}%`;
      cell.append(tick);
    }
    kids.push(cell);
  }
  state.head.replaceChildren(...kids, el("span"));
  state.head.hidden = !state.head.textContent;
}

function drawRest(state, data, send) {
  const focused = state.getFocus()?.dataset?.hal;
  const buttons = data.pages.map(([page, text]) => {
    const button = el("button", "tautan", text);
    button.type = "button";
    button.dataset.hal = page;
    button.onclick = () => send({ hal: page });
    return button;
  });
  const lines = data.rest.map((text) => el("p", "", text));
  if (buttons.length) (lines[0] ?? lines[lines.push(el("p")) - 1]).append(el("span", "", ...buttons));
  state.rest.replaceChildren(...lines);
  if (focused) (buttons.find((button) => button.dataset.hal === focused) ?? buttons[0])?.focus({ preventScroll: true });
}

function watch(state, data, send) {
  const rowOf = (event) => {
    const button = event.target.closest("button.baris");
    return button && [button, state.byPath.get(button.dataset.path)];
  };
  state.root.onclick = (event) => {
    const link = event.target.closest("a");
    if (link && !(event.ctrlKey || event.metaKey || event.shiftKey || event.button)) {
      event.preventDefault();
      send({ tautan: link.getAttribute("href") });
      return;
    }
    const found = rowOf(event);
    if (!found) return;
    const [button, made] = found, path = button.dataset.path;
    state.tip.hidden = true;
    button.setAttribute("aria-busy", "true");
    const words = (text) => { put(made.wait, text); made.wait.hidden = false; };
    made.slow = setTimeout(() => words(data.words.loading), WORDS_AFTER);
    made.late = setTimeout(() => { state.want = null; button.removeAttribute("aria-busy"); words(data.words.unanswered); }, GIVE_UP_AFTER);
    if (button.getAttribute("aria-expanded") === null) { send({ pergi: path }); return; }
    const open = new Set(state.want?.buka ?? data.open);
    if (open.has(path)) open.delete(path); else open.add(path);
    send({ buka: [...open] });
  };
  state.root.onkeydown = (event) => {
    if (event.key !== "Escape") return;
    const item = event.target.closest("li"), button = item?.querySelector(":scope > button.baris[aria-expanded=true]");
    if (!button) return;
    event.stopPropagation();
    button.focus();
    button.click();
  };
  state.root.onpointerover = (event) => {
    const found = event.pointerType === "touch" ? null : rowOf(event);
    const text = found?.[0].getAttribute("aria-expanded") === "true" ? "" : found?.[1]?.hover;
    state.tip.hidden = !text;
    if (!text) return;
    const [first, ...more] = text.split("\n");
    state.tip.replaceChildren(el("b", "", first), ...more.map((part) => el("span", "", part)));
    const own = state.root.getBoundingClientRect(), at = found[0].getBoundingClientRect();
    state.tip.style.top = `${at.bottom - own.top - 4}px`;
  };
  state.root.onpointerleave = () => { state.tip.hidden = true; };
}

function draw({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".daftar");
  let state = STATES.get(parentElement);
  if (!state) STATES.set(parentElement, (state = frame(root)));
  state.getFocus = () => root.getRootNode().activeElement;
  if (data.number >= state.number || data.number < state.seen) { state.want = null; state.number = data.number; }
  state.seen = data.number; // smaller than before: another session of the server
  const send = (change) => {
    state.want = { buka: data.open, urut: data.sort, saring: data.filter ?? "", hal: data.page, ...state.want, ...change };
    setTriggerValue("aksi", { nomor: ++state.number, ...state.want });
  };
  root.lang = data.lang;
  root.style.setProperty("--kolom", data.grid);
  const ticks = data.columns.some((column) => column.t) ? data.ticks : [];
  root.style.setProperty("--kisi", ticks.map(([at]) => `linear-gradient(to right, transparent calc(${at}% - 0.5px), var(--st-border-color) calc(${at}% - 0.5px), var(--st-border-color) calc(${at}% + 0.5px), transparent calc(${at}% + 0.5px))`).join(",") || "none");
  root.classList.toggle("ringkas", Boolean(data.compact));
  const isBeside = (column) => column.k === "angka" && ["bawah", "ekor"].includes(column.r);
  root.classList.toggle("berlabel", data.columns.some((column) => column.r === "label") || !data.columns.some(isBeside));
  drawTools(state, data, send);
  state.legend.replaceChildren(...data.legend.map(([name, text, count]) => {
    const key = el("i", name);
    if (!SHAPES.has(name)) { key.style.background = colour(name, data); edged(key, name, data); }
    return el("span", "", key, text, ...(count ? [el("b", "", count)] : []));
  }));
  drawHead(state, data);
  state.total.hidden = !data.total;
  if (data.total) state.total.replaceChildren(el("div", "baris", ...content(data.total, data), el("span")), ...data.notes.map((text) => el("p", "", text)));
  state.list.setAttribute("aria-label", data.words.title);
  state.byPath.clear();
  drawRows(state.list, data.rows, state.rows, data, state);
  drawRest(state, data, send);
  watch(state, data, send);
}

export default function (component) { // what leaves here as an exception would stay on the page as a stack trace
  try {
    draw(component);
  } catch (error) {
    console.error(error);
    STATES.delete(component.parentElement);
    component.parentElement.querySelector(".daftar").replaceChildren(el("p", "", component.data?.words?.failed ?? "Daftar ini gagal digambar."));
  }
}
