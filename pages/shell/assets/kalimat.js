// Paragraphs of text, bold words and links; a click on a link asks Python, another tab has its address.
function piece({ teks, tebal, alamat }) {
  const made = document.createElement(alamat ? "a" : tebal ? "b" : "span");
  made.textContent = teks;
  if (alamat) made.setAttribute("href", alamat);
  if (alamat && tebal) made.classList.add("tebal");
  return made;
}

export default function ({ parentElement, data, setTriggerValue }) {
  const box = parentElement.querySelector(".lensa-kalimat");
  const focused = box.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  const lines = data.paragraf.map((pieces) => {
    const line = document.createElement("p");
    line.append(...pieces.map(piece));
    return line;
  });
  if (data.judul) {
    const title = document.createElement("h2");
    title.textContent = data.judul;
    lines.unshift(title);
  }
  const root = document.createElement(data.remah ? "nav" : "div");
  if (data.remah) root.setAttribute("aria-label", data.remah);
  root.className = data.judul ? "blok" : "";
  root.append(...lines);
  box.replaceChildren(root);
  box.onclick = (event) => {
    const link = event.target.closest("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    setTriggerValue("pergi", link.getAttribute("href"));
  };
  if (focused) [...box.querySelectorAll("a")].find((link) => link.getAttribute("href") === focused)?.focus();
}
