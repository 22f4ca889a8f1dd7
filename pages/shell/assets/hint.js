// Three steps for a first visit; once closed they stay away, which this browser alone remembers.
const CLOSED = "lensa-rup:petunjuk";
let closed = false;

function remembered() {
  try { return window.localStorage.getItem(CLOSED) === "ditutup"; } catch { return false; }
}

function close() {
  closed = true;
  try { window.localStorage.setItem(CLOSED, "ditutup"); } catch { /* blocked: closed for this page */ }
}

export default function (component) {
  const { data, parentElement } = component;
  const box = parentElement.querySelector(".lensa-petunjuk");
  const steps = data.langkah.map((text) => {
    const step = document.createElement("li");
    step.textContent = text;
    return step;
  });
  box.setAttribute("aria-label", data.judul);
  box.querySelector("ol").replaceChildren(...steps);
  const button = box.querySelector("button");
  button.type = "button";
  button.textContent = data.tutup;
  button.onclick = () => {
    close();
    box.hidden = true;
  };
  box.hidden = closed || remembered();
}
