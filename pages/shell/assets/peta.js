// A strip of dots, a map and a ranked list of the same places. What is pointed at or focused in one
// of the three is outlined in all; a click or Enter goes to the place. All text is set as text.
const SVG = "http://www.w3.org/2000/svg";
const WIDE = 760; // pixels of the component above which map and list stand side by side
const LEAST = 0.0025; // of the scale, with which every value above zero is drawn at least
const WAITING = 300, UNANSWERED = 8000;
const STEPS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
const SHIFT = { start: "0", middle: "-50%", end: "-100%" };
const made = new WeakMap();

function element(name, attributes = {}, text = "") {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text) node.textContent = text;
  return node;
}

function shape(name, attributes = {}, text = "") {
  const node = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
  if (text) node.textContent = text;
  return node;
}

const percent = (share) => `${(100 * share).toFixed(3)}%`;

function frame(root) {
  const parts = {
    strip: element("div", { class: "jalur" }),
    body: element("div", { class: "badan" }),
    picture: element("div", { class: "gambar" }),
    canvas: element("div", { class: "kanvas" }),
    shapes: shape("svg", { class: "bentuk", role: "group" }),
    over: shape("svg", { class: "sorot", "aria-hidden": "true" }),
    names: element("div", { class: "nama", "aria-hidden": "true" }),
    legend: element("ul", { class: "legenda" }),
    aboutMap: element("div", { class: "catatan" }),
    list: element("div", { class: "daftar" }),
    heads: element("div", { class: "kepala", "aria-hidden": "true" }),
    rows: element("ol"),
    rest: element("p", { class: "sisa" }),
    aboutList: element("div", { class: "catatan" }),
    tip: element("div", { class: "keterangan", "aria-hidden": "true", hidden: "" }),
    status: element("p", { class: "status", role: "status" }),
  };
  parts.canvas.append(parts.shapes, parts.over, parts.names);
  parts.picture.append(parts.canvas, parts.legend, parts.aboutMap);
  parts.list.append(parts.heads, parts.rows, parts.rest, parts.aboutList);
  parts.body.append(parts.picture, parts.list);
  root.replaceChildren(parts.strip, parts.body, parts.tip, parts.status);
  return parts;
}

function focusable(node, code, place) {
  node.dataset.kode = code;
  node.setAttribute("role", "button");
  node.setAttribute("aria-label", place.sebut);
  node.setAttribute("tabindex", "-1");
  return node;
}

// One node of a part can be reached by Tab, the others by arrow keys from there.
function reachable(nodes, order) {
  const codes = order.filter((code) => nodes.has(code));
  if (codes.length && ![...nodes.values()].some((node) => node.tabIndex === 0))
    nodes.get(codes[0]).setAttribute("tabindex", "0");
}

function drawMap(state) {
  const { parts, data } = state, { peta, tempat, warna } = data;
  parts.picture.hidden = !peta;
  if (!peta) return;
  const box = state.wide ? [0, 0, peta.lebar, peta.tinggi] : peta.darat;
  for (const svg of [parts.shapes, parts.over]) svg.setAttribute("viewBox", box.join(" "));
  parts.canvas.style.aspectRatio = `${box[2]} / ${box[3]}`;
  parts.shapes.setAttribute("aria-label", data.teks.peta);
  if (state.version !== peta.versi) {
    state.version = peta.versi;
    state.paths = new Map(peta.bentuk.map(([code, d]) => [code, focusable(shape("path", { d }), code, tempat[code])]));
    state.lines = shape("g", { class: "garis", "aria-hidden": "true" });
    parts.shapes.replaceChildren(patterns(), ...state.paths.values(), state.lines);
  }
  for (const [code, path] of state.paths) {
    const { isi, sebut } = tempat[code];
    path.setAttribute("aria-label", sebut);
    path.style.fill = warna[isi]?.isi ?? `url(#${isi})`;
    path.style.stroke = warna[isi]?.tepi ?? "";
  }
  const own = [...state.paths].filter(([code]) => tempat[code].milik);
  parts.over.replaceChildren(
    ...own.map(([, path]) => shape("path", { class: "milik", d: path.getAttribute("d") })),
    (state.outline = shape("path", { class: "aktif" })),
  );
  reachable(state.paths, state.order);
  drawNames(state);
}

function patterns() {
  const defs = shape("defs");
  const area = { width: 6, height: 6, patternUnits: "userSpaceOnUse" };
  const hatched = shape("pattern", { id: "belum", ...area, patternTransform: "rotate(45)" });
  hatched.append(shape("rect", { width: 6, height: 6 }), shape("line", { y2: 6 }));
  const dotted = shape("pattern", { id: "tanpa", ...area });
  dotted.append(shape("rect", { width: 6, height: 6 }), shape("circle", { cx: 3, cy: 3, r: 0.9 }));
  defs.append(hatched, dotted);
  return defs;
}

// Where the map is wide, more names have room.
function drawNames({ parts, data, lines, roomy }) {
  const { peta, tempat, warna } = data, names = peta.nama[roomy ? 0 : 1];
  const leaders = names.filter(({ garis }) => garis).map(({ garis: [x1, y1, x2, y2] }) => ({ x1, y1, x2, y2 }));
  lines.replaceChildren(
    ...leaders.map((line) => shape("line", { class: "alas", ...line })),
    ...leaders.map((line) => shape("line", line)),
  );
  parts.names.replaceChildren(
    ...names.map(({ kode, baris, nilai, x, y, sisi, garis, tebal }) => {
      const name = element("div", { class: tebal ? "tebal" : "" });
      name.style.left = percent(x / peta.lebar);
      name.style.top = percent(y / peta.tinggi);
      name.style.translate = `${SHIFT[sisi]} -50%`;
      name.style.textAlign = { start: "left", middle: "center", end: "right" }[sisi];
      const ink = garis ? undefined : warna[tempat[kode].isi];
      if (ink) name.style.color = ink.tinta;
      name.style.setProperty("--pinggir", ink ? ink.isi : "var(--st-background-color)");
      for (const line of baris) name.append(element("b", {}, line));
      if (nilai) name.append(element("span", {}, nilai));
      return name;
    }),
  );
}

function drawStrip(state) {
  const { parts, data } = state;
  const strip = data.jalur?.[state.wide && !state.paper ? 0 : 1];
  parts.strip.hidden = !strip;
  const focused = state.dots && [...state.dots].find(([, dot]) => dot.matches(":focus"))?.[0];
  state.dots = new Map();
  if (!strip) return;
  const svg = shape("svg", { height: strip.tinggi, role: "group", "aria-label": data.teks.jalur });
  svg.append(shape("line", { class: "sumbu", x1: percent(strip.ujung[0]), x2: percent(strip.ujung[1]), y1: strip.sumbu, y2: strip.sumbu }));
  for (const [x, text, side] of strip.angka) {
    svg.append(
      shape("line", { class: "sumbu", x1: percent(x), x2: percent(x), y1: strip.sumbu, y2: strip.sumbu + 5 }),
      shape("text", { class: "angka", x: percent(x), y: strip.sumbu + 19, "text-anchor": side }, text),
    );
  }
  if (strip.median) svg.append(...median(strip));
  for (const { garis } of strip.nama) {
    if (garis) svg.append(shape("line", { class: "garis", x1: percent(garis[0]), y1: garis[1], x2: percent(garis[2]), y2: garis[3] }));
  }
  for (const [code, x, y] of strip.titik) {
    const place = data.tempat[code];
    const dot = focusable(shape("circle", { cx: percent(x), cy: y, r: strip.jari }), code, place);
    dot.style.fill = data.warna[place.isi]?.isi ?? "";
    dot.style.stroke = data.warna[place.isi]?.lingkar ?? "";
    dot.classList.toggle("milik", place.milik);
    state.dots.set(code, dot);
  }
  svg.append(...state.dots.values());
  for (const { teks, nilai, x, y, sisi } of strip.nama) {
    const name = shape("text", { class: nilai ? "tebal" : "", x: percent(x), y: y + 4.5, "text-anchor": sisi });
    name.textContent = nilai ? `${teks} ${nilai}` : teks;
    svg.append(name);
  }
  parts.strip.replaceChildren(svg);
  reachable(state.dots, state.order);
  if (focused) state.dots.get(focused)?.focus({ preventScroll: true });
}

function median({ median: [x, text, side, at], sumbu }) {
  const words = shape("text", { x: percent(x), y: 12, dx: side === "start" ? 6 : -6, "text-anchor": side }, text);
  if (at) words.append(shape("tspan", { class: "redup" }, ` (${at})`));
  return [shape("line", { class: "median", x1: percent(x), x2: percent(x), y1: 4, y2: sumbu }), words];
}

function drawList(state) {
  const { parts, data } = state, { daftar, tempat, teks } = data;
  parts.rows.setAttribute("aria-label", teks.daftar);
  parts.list.classList.toggle("tanpa-urut", !daftar.urut);
  parts.list.classList.toggle("tanpa-batang", !daftar.batang);
  parts.list.classList.toggle("dengan-lain", Boolean(daftar.kepala[2]));
  const [name, value, other] = daftar.kepala;
  parts.heads.replaceChildren(
    element("span", { class: "tempat" }, name),
    element("span", { class: "nilai" }, value),
    ...(other ? [element("span", { class: "lain" }, other)] : []),
  );
  const before = state.rows ?? new Map();
  state.rows = new Map(daftar.baris.map((row) => [row.kode, before.get(row.kode) ?? element("li")]));
  for (const [code, row] of before) if (!state.rows.has(code)) row.remove();
  const focused = [...state.rows].find(([, row]) => row.firstChild?.matches(":focus"))?.[0];
  daftar.baris.forEach((line, at) => {
    const row = state.rows.get(line.kode);
    fillRow(row, line, tempat[line.kode], daftar, teks);
    if (parts.rows.children[at] !== row) parts.rows.insertBefore(row, parts.rows.children[at] ?? null);
  });
  if (focused) state.rows.get(focused).firstChild.focus({ preventScroll: true });
  parts.rest.replaceChildren(...(daftar.sisa ? rest(daftar.sisa) : []));
}

function fillRow(row, line, place, { kepala, batang }, teks) {
  const button = row.firstChild ?? element("button", { type: "button" });
  button.dataset.kode = row.dataset.baris = line.kode;
  row.classList.toggle("milik", place.milik);
  const labelled = (css, label, text, shown = text) => {
    const cell = element("span", { class: css });
    cell.append(element("span", { class: "dengar" }, `${label} ${text}. `), element("span", { "aria-hidden": "true" }, shown));
    return cell;
  };
  const bar = element("span", { class: "batang", "aria-hidden": "true" });
  if (batang && line.batang) {
    const fill = bar.appendChild(element("i"));
    fill.style.width = `${100 * Math.max(line.batang, LEAST)}%`;
  }
  const cells = [
    line.urut ? labelled("urut", teks.urut, line.urut) : element("span", { class: "urut", "aria-hidden": "true" }, "–"),
    element("span", { class: "tempat" }, place.nama),
    bar,
    labelled(line.redup ? "nilai redup" : "nilai", kepala[1], line.nilai),
    ...(kepala[2] ? [labelled("lain", kepala[2], line.lain)] : []),
    element("span", { class: "panah", "aria-hidden": "true" }),
  ];
  button.replaceChildren(...cells);
  if (!row.firstChild) row.append(button);
}

function rest([before, bold, link]) {
  const words = element("span", {}, `${before} `);
  words.append(element("b", {}, bold));
  return link ? [words, element("button", { type: "button", "data-sisa": "" }, link)] : [words];
}

function drawNotes({ parts, data }) {
  const { legenda, catatan, warna } = data;
  parts.legend.replaceChildren(
    ...legenda.map(([isi, text]) => {
      const entry = element("li"), swatch = shape("svg", { width: 14, height: 12, "aria-hidden": "true" });
      const box = swatch.appendChild(shape("rect", { x: 0.5, y: 0.5, width: 13, height: 11 }));
      box.style.fill = warna[isi]?.isi ?? `url(#${isi})`;
      box.style.stroke = warna[isi]?.lingkar ?? "";
      entry.append(swatch, text);
      return entry;
    }),
  );
  parts.aboutMap.replaceChildren(...catatan.peta.map((text) => element("p", {}, text)));
  parts.aboutList.replaceChildren(...catatan.daftar.map((text) => element("p", {}, text)));
}

function nodesOf(state, code) {
  return [state.dots?.get(code), state.paths?.get(code), state.rows?.get(code)].filter(Boolean);
}

function point(state, code, at) {
  if (state.active !== code) {
    for (const node of nodesOf(state, state.active)) delete node.dataset.aktif;
    for (const node of nodesOf(state, code)) node.dataset.aktif = code;
    state.outline?.setAttribute("d", state.paths?.get(code)?.getAttribute("d") ?? "");
    state.active = code;
  }
  explain(state, at);
}

// The words beside the pointer, or beside what is focused; the list needs none.
function explain({ parts, data, active, root }, at) {
  parts.tip.hidden = !at || !active;
  if (parts.tip.hidden) return;
  const place = data.tempat[active];
  const lines = place.rinci.map((text, n) => element(n ? "span" : "b", {}, text));
  parts.tip.replaceChildren(...lines);
  const home = root.getBoundingClientRect(), own = parts.tip.getBoundingClientRect();
  const left = Math.min(Math.max(0, at[0] - home.left + 14), Math.max(0, home.width - own.width));
  const above = at[1] - home.top - own.height - 12;
  parts.tip.style.left = `${left}px`;
  parts.tip.style.top = `${above < 0 ? at[1] - home.top + 18 : above}px`;
}

function wait(state, code) {
  const { parts, data } = state;
  const say = (text) => { parts.status.textContent = text; };
  state.timers.forEach(clearTimeout);
  const name = data.tempat[code]?.nama ?? "";
  state.timers = [
    setTimeout(say, WAITING, data.teks.memuat.replace("{nama}", name)),
    setTimeout(say, UNANSWERED, data.teks.terlambat),
  ];
}

function go(state, code) {
  wait(state, code);
  state.trigger("pergi", code);
}

const codeOf = ({ target }) => {
  const { dataset } = target.closest?.("[data-kode], [data-baris]") ?? {};
  return dataset?.kode ?? dataset?.baris ?? null;
};
const isDrawn = ({ target }) => target instanceof SVGElement;
const middleOf = (node) => {
  const box = node.getBoundingClientRect();
  return [box.left + box.width / 2, box.top];
};

const HEARD = {
  pointermove(state, event) {
    if (event.pointerType !== "touch") point(state, codeOf(event), isDrawn(event) ? [event.clientX, event.clientY] : null);
  },
  pointerleave: (state) => point(state, null, null),
  focusin(state, event) {
    const beside = isDrawn(event) && event.target.matches(":focus-visible");
    point(state, codeOf(event), beside ? middleOf(event.target) : null);
  },
  focusout: (state) => point(state, null, null),
  click(state, event) {
    if (!event.target.closest("[data-sisa]")) return codeOf(event) && go(state, codeOf(event));
    document.querySelector(".st-key-tempat")?.scrollIntoView({ block: "start" });
    wait(state, "");
    state.trigger("daftar", "ya");
  },
  keydown(state, event) {
    const code = codeOf(event), { key, target } = event;
    if (!isDrawn(event) || !code) return;
    const nodes = state.dots.get(code) === target ? state.dots : state.paths;
    if (key === "Enter" || key === " ") go(state, code);
    else if (STEPS[key]) step(nodes, state.order, code, STEPS[key]);
    else return;
    event.preventDefault();
  },
};

function step(nodes, order, from, by) {
  const codes = order.filter((code) => nodes.has(code));
  const next = nodes.get(codes[(codes.indexOf(from) + by + codes.length) % codes.length]);
  nodes.get(from).setAttribute("tabindex", "-1");
  next.setAttribute("tabindex", "0");
  next.focus();
}

function draw(state) {
  state.order = state.data.daftar.baris.map((row) => row.kode);
  if (state.data.peta) state.order.push(...state.data.peta.bentuk.map(([code]) => code).filter((code) => !state.order.includes(code)));
  state.root.classList.toggle("lebar", state.wide);
  drawStrip(state);
  drawMap(state);
  drawList(state);
  drawNotes(state);
  const { active } = state;
  state.active = null;
  point(state, active in state.data.tempat ? active : null, null);
}

// Draw again where the width has become another kind of width.
function fit(state) {
  const wide = state.root.clientWidth > WIDE, roomy = state.parts.canvas.clientWidth >= state.data.peta?.luas;
  if (!state.root.clientWidth || (wide === state.wide && roomy === state.roomy)) return;
  Object.assign(state, { wide, roomy });
  draw(state);
}

function begin(root) {
  const state = { root, parts: frame(root), timers: [], active: null, ended: new AbortController() };
  state.wide = root.clientWidth > WIDE;
  state.observer = new ResizeObserver(() => fit(state));
  state.observer.observe(root);
  const { signal } = state.ended;
  for (const [name, act] of Object.entries(HEARD)) root.addEventListener(name, (event) => act(state, event), { signal });
  for (const [name, paper] of [["beforeprint", true], ["afterprint", false]]) {
    window.addEventListener(name, () => draw(Object.assign(state, { paper })), { signal });
  }
  return state;
}

export default function ({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".peta");
  try {
    const state = made.get(parentElement) ?? begin(root);
    made.set(parentElement, state);
    state.data = data;
    state.trigger = setTriggerValue;
    state.timers.forEach(clearTimeout);
    state.parts.status.textContent = "";
    draw(state);
    fit(state);
  } catch {
    made.delete(parentElement);
    root.textContent = data.teks.gagal;
  }
  return () => {
    const state = made.get(parentElement);
    state?.ended.abort();
    state?.observer.disconnect();
    state?.timers.forEach(clearTimeout);
    made.delete(parentElement);
  };
}
