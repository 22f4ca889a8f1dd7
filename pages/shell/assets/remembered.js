// Favourite and recent KLPD. They live in this browser's storage alone: what is sent to the server
// is one code, when the reader chooses it. Without storage they last as long as the page.
const FAVOURITES = "lensa-rup:favorit", RECENT = "lensa-rup:terakhir", OPEN = "lensa-rup:terbuka";
const MOST = { [FAVOURITES]: 12, [RECENT]: 6 };
const CODE = /^[A-Z]{1,3}[0-9]{1,7}$/;
const here = new Map();

function get(name) {
  try { return window.localStorage.getItem(name); } catch { return here.get(name) ?? null; }
}

function put(name, text) {
  here.set(name, text);
  try { window.localStorage.setItem(name, text); } catch { /* blocked or full: `here` holds it */ }
}

function list(name) {
  let found;
  try { found = JSON.parse(get(name) ?? "[]"); } catch { found = []; }
  const good = (one) => one && CODE.test(one.kode) && typeof one.nama === "string";
  return Array.isArray(found) ? found.filter(good).slice(0, MOST[name]) : [];
}

function keep(name, klpd, first) {
  const others = list(name).filter((one) => one.kode !== klpd.kode);
  put(name, JSON.stringify((first ? [klpd, ...others] : others).slice(0, MOST[name])));
}

function button(text, pressed, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = text;
  made.onclick = act;
  if (pressed !== null) made.setAttribute("aria-pressed", String(pressed));
  return made;
}

function group(title, klpd, choose) {
  if (!klpd.length) return [];
  const head = document.createElement("p");
  head.textContent = title;
  const items = klpd.map((one) => {
    const item = document.createElement("li");
    item.append(button(one.nama, null, () => choose(one.kode)));
    return item;
  });
  const made = document.createElement("ul");
  made.setAttribute("aria-label", title);
  made.append(...items);
  return [head, made];
}

function draw(root, data, choose) {
  const { kode, nama, ...kata } = data;
  const again = () => draw(root, data, choose);
  const favourites = list(FAVOURITES);
  const marked = favourites.some((one) => one.kode === kode);
  const recent = list(RECENT).filter(
    (one) => one.kode !== kode && !favourites.some((other) => other.kode === one.kode),
  );
  const star = button(`${marked ? "★" : "☆"} ${marked ? kata.tersimpan : kata.simpan}`, marked, () => {
    keep(FAVOURITES, { kode, nama }, !marked);
    again();
    root.querySelector("button").focus();
  });
  star.title = marked ? kata.lepas : kata.hanya;
  const fold = document.createElement("details");
  fold.open = get(OPEN) === "ya";
  fold.ontoggle = () => put(OPEN, fold.open ? "ya" : "");
  const summary = document.createElement("summary");
  summary.textContent = kata.daftar;
  const note = document.createElement("p");
  note.textContent = kata.hanya;
  const forget = button(kata.lupakan, null, () => {
    [FAVOURITES, RECENT].forEach((name) => put(name, "[]"));
    again();
  });
  const rest = favourites.filter((one) => one.kode !== kode);
  fold.append(
    summary, ...group(kata.favorit, rest, choose), ...group(kata.terakhir, recent, choose), note, forget,
  );
  root.replaceChildren(star, ...(rest.length || recent.length ? [fold] : []));
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const klpd = { kode: data.kode, nama: data.nama };
  keep(RECENT, klpd, true);
  draw(parentElement.querySelector(".ingatan"), data, (kode) => setTriggerValue("pilih", kode));
}
