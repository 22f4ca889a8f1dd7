// The matrix of methods and kinds: a table whose figures are buttons; texts are set as text.
const STATES = new WeakMap();

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

function draw({ data, parentElement, setTriggerValue }) {
  const root = parentElement.querySelector(".matriks");
  const state = STATES.get(parentElement) ?? { number: 0, seen: 0, leads: false };
  STATES.set(parentElement, state);
  if (data.number >= state.number || data.number < state.seen) state.number = data.number;
  state.seen = data.number; // smaller than before: another session of the server
  const choose = (metode, pengadaan, pressed) => {
    state.leads = !pressed;
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
  if (state.leads && data.chosen.some(Boolean)) {
    state.leads = false;
    document.querySelector(`.st-key-${data.to}`)?.scrollIntoView({ behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth", block: "start" });
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
