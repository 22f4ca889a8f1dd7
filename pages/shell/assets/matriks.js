// The matrix of methods and kinds: a table whose figures are buttons; texts are set as text.
const STATES = new WeakMap();
const SETTLES = 3000; // ms in which what is drawn above the packages may still push them down
const BY_READER = ["wheel", "touchstart", "pointerdown", "keydown"];
let pressed = ""; // the figure that leads to its packages once chosen: this component may be mounted anew meanwhile

const el = (tag, cls, ...kids) => {
  const made = document.createElement(tag);
  if (cls) made.className = cls;
  made.append(...kids);
  return made;
};

function cellOf(cell, names, chosen, kind, none, press) {
  if (!cell) return el("td", "tiada", none);
  const [money, count, share, exact] = cell;
  const words = [el("span", "sebut", `${names[0]}, `), el("span", "jenis", names[1]), " ", el("span", "uang", money), " ", el("small", "", count)];
  const button = el("button", "", ...words);
  if (share) {
    const bar = el("i");
    bar.style.width = `${share}%`;
    button.append(bar);
  }
  button.type = "button";
  button.title = exact;
  button.setAttribute("aria-pressed", String(chosen));
  button.onclick = press;
  button.dataset.cell = kind;
  return el("td", "", button);
}

function lead(to) { // until the page above has its height, or the reader moves
  const behavior = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  const show = () => document.querySelector(`.st-key-${to}`)?.scrollIntoView({ behavior, block: "start" });
  const moved = new ResizeObserver(show); // is called at once, too
  const end = () => {
    moved.disconnect();
    BY_READER.forEach((name) => removeEventListener(name, end, true));
  };
  BY_READER.forEach((name) => addEventListener(name, end, { capture: true, passive: true }));
  setTimeout(end, SETTLES);
  moved.observe(document.querySelector("[data-testid=stMainBlockContainer]"));
}

function draw({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".matriks");
  const state = STATES.get(parentElement) ?? { number: 0, seen: 0 };
  STATES.set(parentElement, state);
  if (data.number >= state.number || data.number < state.seen) state.number = data.number;
  state.seen = data.number; // smaller than before: another session of the server
  const choose = (metode, pengadaan, chosen) => {
    pressed = chosen || !(metode || pengadaan) ? "" : `${metode}~${pengadaan}`;
    setTriggerValue("pilih", { nomor: ++state.number, metode, pengadaan });
  };
  const heads = data.head.map((text) => el("th", "", text));
  heads.forEach((head) => head.setAttribute("scope", "col"));
  const rows = data.rows.map(({ method, name, cells }) => {
    const head = el("th", "", name);
    head.setAttribute("scope", "row");
    const drawn = cells.map((cell, at) => {
      const kind = data.kinds[at];
      const chosen = Boolean(method || kind) && method === data.chosen[0] && kind === data.chosen[1];
      return cellOf(cell, [name, data.head[at + 1]], chosen, `${method}~${kind}`, data.none, () => choose(method, kind, chosen));
    });
    return el("tr", method ? "" : "jumlah", head, ...drawn);
  });
  const table = el("table", "", el("caption", "", data.caption), el("thead", "", el("tr", "", ...heads)), el("tbody", "", ...rows));
  const focused = root.getRootNode().activeElement?.dataset?.cell;
  root.lang = data.lang;
  root.replaceChildren(table);
  if (focused) [...root.querySelectorAll("button")].find((button) => button.dataset.cell === focused)?.focus({ preventScroll: true });
  if (pressed && pressed === data.chosen.join("~")) {
    pressed = "";
    lead(data.to);
  }
}

export default function (component) { // what leaves here as an exception would stay on the page as a stack trace
  try {
    draw(component);
  } catch (error) {
    console.error(error);
    component.parentElement.querySelector(".matriks").textContent = component.data?.failed ?? "";
  }
}
