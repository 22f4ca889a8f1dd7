// A drawing of panels: bars, lines, dots, words, as Python places them in shares of a panel. The
// browser turns shares into pixels at the width it has, so that words keep their size, and leaves
// optional words out where they would cover others. Texts are set as text, never as HTML.
const NS = "http://www.w3.org/2000/svg";
const NEAR = 8, REACH = 28; // px from a dot to its name; px within which a pointer finds a dot
const STATES = new WeakMap();

const el = (tag, cls, ...kids) => {
  const made = document.createElement(tag);
  if (cls) made.className = cls;
  made.append(...kids);
  return made;
};
const ink = (name) => `var(--${name})`;

function shape(parent, tag, attributes, style = {}) {
  const made = document.createElementNS(NS, tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  Object.assign(made.style, style);
  parent.append(made);
  return made;
}

function places(words) { // where words may stand: right, up, anchor
  if (!words.m) return [[words.r ?? 0, words.u ?? 0, words.a]];
  return [[NEAR, -words.s / 3, "start"], [-NEAR, -words.s / 3, "end"], [0, NEAR + 4, "middle"], [0, -NEAR - words.s, "middle"]];
}
const covers = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

function drawWords(svg, words, at, taken, wide) {
  const text = shape(svg, "text", { "font-size": words.s }, { fill: ink(words.i), fontWeight: words.b ? 600 : 400 });
  text.textContent = words.t;
  const width = text.getComputedTextLength();
  const rooms = places(words).map(([right, up, anchor]) => {
    const before = { start: 0, middle: width / 2, end: width }[anchor], y = at.y(words.y ?? 0) - up;
    let x = at.x(words.x ?? 0) + right;
    if (!words.m) x = Math.max(Math.min(x, wide - width + before), before); // they never leave the panel
    const left = x - before;
    return { x, y, anchor, left: left - 2, right: left + width + 2, top: y - words.s, bottom: y + 3 };
  });
  const inside = rooms.filter((room) => room.left >= -2 && room.right <= wide + 2);
  const isFree = (room) => !taken.some((other) => covers(room, other));
  const room = inside.find(isFree) ?? (words.o ? null : inside[0] ?? rooms[0]);
  if (!room) { text.remove(); return; }
  taken.push(room);
  for (const [name, value] of [["x", room.x], ["y", room.y], ["text-anchor", room.anchor]]) text.setAttribute(name, value);
}

function drawPanel(figure, panel, wide) {
  const [above, right, below, left] = panel.margins;
  const side = Math.min(right, wide * 0.4), inner = Math.max(wide - left - side, 40);
  const high = panel.height - above - below;
  const at = { x: (share) => left + inner * share, y: (share) => above + high * (1 - share) };
  const svg = shape(figure, "svg", { height: panel.height, viewBox: `0 0 ${wide} ${panel.height}`, "aria-hidden": "true" });
  const taken = [];
  const line = ([points, colour, width]) => {
    let path = "", pen = "M";
    for (const point of points) {
      if (point) path += `${pen}${at.x(point[0])} ${at.y(point[1])}`;
      pen = point ? "L" : "M";
    }
    shape(svg, "path", { d: path, fill: "none", "stroke-width": width }, { stroke: ink(colour) });
  };
  const isGrid = ([, colour]) => colour === "line";
  panel.paths.filter(isGrid).forEach(line);
  for (const [from, to, bottom, top, colour] of panel.bars)
    shape(svg, "rect", { x: at.x(from), width: at.x(to) - at.x(from), y: at.y(top), height: Math.max(at.y(bottom) - at.y(top), 1) }, { fill: ink(colour) });
  panel.paths.filter((path) => !isGrid(path)).forEach(line);
  for (const [x, y, colour, radius, hollow] of panel.dots) {
    shape(svg, "circle", { cx: at.x(x), cy: at.y(y), r: radius, "stroke-width": 1.5 }, { fill: hollow ? ink("background") : ink(colour), stroke: ink(hollow ? colour : "background") });
    taken.push({ left: at.x(x) - radius, right: at.x(x) + radius, top: at.y(y) - radius, bottom: at.y(y) + radius });
  }
  for (const words of panel.words) drawWords(svg, words, at, taken, wide);
  return { svg, spots: panel.spots.map(([x, y, ...about]) => ({ x: at.x(x), y: y === null ? null : at.y(y), about })), half: panel.spots.length ? inner / panel.spots.length / 2 : 0 };
}

function nearest(drawn, x, y) {
  let best = null, least = REACH;
  for (const spot of drawn.spots) {
    const far = spot.y === null ? (Math.abs(spot.x - x) <= drawn.half ? 0 : Infinity) : Math.hypot(spot.x - x, spot.y - y);
    if (far < least) [best, least] = [spot, far];
  }
  return best;
}

function watch(root, tip, drawn) {
  const show = (event) => {
    const box = drawn.svg.getBoundingClientRect(), spot = nearest(drawn, event.clientX - box.left, event.clientY - box.top);
    tip.hidden = !spot;
    if (!spot) return;
    const [first, ...more] = spot.about;
    tip.replaceChildren(el("b", "", first), ...more.map((line) => el("span", "", line)));
    const own = root.getBoundingClientRect(), x = box.left - own.left + spot.x;
    const left = Math.min(Math.max(x - tip.offsetWidth / 2, 0), own.width - tip.offsetWidth);
    const y = box.top - own.top + (spot.y ?? 0);
    tip.style.left = `${left}px`;
    tip.style.top = `${y - tip.offsetHeight - 10 > -40 ? y - tip.offsetHeight - 10 : y + 14}px`;
  };
  drawn.svg.onpointermove = show;
  drawn.svg.onpointerdown = show;
  drawn.svg.onpointerleave = () => { tip.hidden = true; };
}

function redraw(state) {
  state.tip.hidden = true;
  for (const [figure, panel] of state.figures) {
    figure.querySelector("svg")?.remove();
    const wide = figure.clientWidth;
    if (wide) watch(state.root, state.tip, drawPanel(figure, panel, wide));
  }
}

function draw({ data, parentElement }) {
  const root = parentElement.querySelector(".lensa-bidang");
  let state = STATES.get(parentElement);
  if (!state) {
    state = { root, figures: [], tip: el("div", "petunjuk") };
    STATES.set(parentElement, state);
    let wide = 0;
    state.observer = new ResizeObserver(() => { // its own drawing does not change the width
      if (root.clientWidth !== wide) { wide = root.clientWidth; redraw(state); }
    });
    state.observer.observe(root);
  }
  const keys = data.legend.map(([key, colour, text]) => {
    const mark = el("i", key);
    mark.style.setProperty("--warna", ink(colour));
    return el("span", "", mark, text);
  });
  const panels = el("div", "panel");
  panels.style.setProperty("--lebar", data.least ? `${data.least}px` : "100%");
  state.figures = data.panels.map((panel) => {
    const figure = el("figure");
    if (panel.title || panel.figure) figure.append(el("figcaption", "", panel.title, el("b", "", panel.figure)));
    panels.append(figure);
    return [figure, panel];
  });
  root.setAttribute("role", "img");
  root.setAttribute("aria-label", data.alt);
  root.replaceChildren(...(keys.length ? [el("div", "legenda", ...keys)] : []), panels, state.tip);
  redraw(state);
  return () => { state.observer.disconnect(); STATES.delete(parentElement); };
}

export default function (component) { // what leaves here as an exception would stay on the page as a stack trace
  try {
    return draw(component);
  } catch (error) {
    console.error(error);
    component.parentElement.querySelector(".lensa-bidang").textContent = component.data?.alt ?? "";
  }
}
