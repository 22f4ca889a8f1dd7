// A chart of the page as a picture: its own shapes, the section's title above, the source below.
const SVG = "http://www.w3.org/2000/svg";
const EDGE = 16, TITLE = 18, SMALL = 12, SCALE = 2;
const FONT = "Arial, Helvetica, sans-serif"; // a picture has no web fonts: measured as drawn

function element(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text) made.textContent = text;
  return made;
}

function wrapped(text, size, weight, width) {
  const pen = document.createElement("canvas").getContext("2d");
  pen.font = `${weight} ${size}px ${FONT}`;
  const lines = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
    if (lines.length && pen.measureText(longer).width <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function block(lines, size, top, fill, weight) {
  const text = element("text", { "font-family": FONT, "font-size": size, "font-weight": weight, fill });
  lines.forEach((line, at) => {
    text.append(element("tspan", { x: EDGE, y: top + size + at * size * 1.35 }, `${line} `));
  });
  return text;
}

// Boxes, words and lines (services/charts/months_html.py), each where the reader sees it.
function standing(chart) {
  const origin = chart.getBoundingClientRect(), layer = element("svg", {});
  for (const lines of chart.querySelectorAll("img")) {
    const at = lines.getBoundingClientRect();
    layer.append(element("image", {
      href: lines.src, x: at.left - origin.left, y: at.top - origin.top, width: at.width, height: at.height,
      preserveAspectRatio: "none",
    }));
  }
  for (const part of chart.querySelectorAll("i, span")) {
    const at = part.getBoundingClientRect(), look = getComputedStyle(part), size = parseFloat(look.fontSize);
    const [x, y] = [at.left - origin.left, at.top - origin.top];
    if (part.tagName === "I")
      layer.append(element("rect", { x, y, width: at.width, height: at.height, fill: look.backgroundColor }));
    else
      layer.append(element("text", {
        x: x + parseFloat(look.paddingLeft), y: y + at.height / 2 + size * 0.35, "font-family": FONT, "font-size": size,
        fill: look.color,
      }, part.textContent));
  }
  return layer;
}

function layersOf(chart) {
  const plotly = [...chart.querySelectorAll(".main-svg")];
  return { layers: plotly.length ? plotly : [standing(chart)], ...size(chart.getBoundingClientRect()) };
}

const size = ({ width, height }) => ({ width, height });

// A drawing that Python has made already.
function made(text) {
  const layer = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  return { layers: [layer], width: Number(layer.getAttribute("width")), height: Number(layer.getAttribute("height")) };
}

function drawn({ layers, width, height }, told) {
  const page = getComputedStyle(document.querySelector(".stApp"));
  const title = wrapped(told.heading || told.title, TITLE, 600, width);
  const source = wrapped(told.source, SMALL, 400, width);
  const top = EDGE + title.length * TITLE * 1.35 + EDGE / 2;
  const whole = [width + 2 * EDGE, top + height + source.length * SMALL * 1.35 + 1.5 * EDGE];
  const svg = element("svg", {
    xmlns: SVG, width: whole[0], height: whole[1], viewBox: `0 0 ${whole.join(" ")}`, role: "img",
  });
  svg.append(element("title", {}, told.title));
  svg.append(element("rect", { width: "100%", height: "100%", fill: page.backgroundColor }));
  svg.append(block(title, TITLE, EDGE, page.color, 600));
  for (const layer of layers) {
    const copy = layer.cloneNode(true);
    copy.querySelectorAll(".hoverlayer, .draglayer, .cursor-pointer.drag").forEach((e) => e.remove());
    copy.removeAttribute("class");
    copy.removeAttribute("style");
    for (const [name, value] of [["x", EDGE], ["y", top], ["width", width], ["height", height], ["overflow", "visible"]])
      copy.setAttribute(name, value);
    svg.append(copy);
  }
  svg.append(block(source, SMALL, top + height + EDGE / 2, page.color, 400));
  return { text: new XMLSerializer().serializeToString(svg), width: whole[0], height: whole[1] };
}

function save(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function painted({ text, width, height }) {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * SCALE);
  canvas.height = Math.round(height * SCALE);
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((done) => canvas.toBlob(done, "image/png"));
}

function ofChart(data) {
  if (data.made) return drawn(made(data.made), data);
  const place = `st-key-${data.chart.replace(/[^a-zA-Z0-9_-]/g, "-")}`;
  const chart = document.querySelector(`.${place} :is(.js-plotly-plot, .lensa-diam, .lensa-kurva)`);
  return chart && drawn(layersOf(chart), data);
}

export default function ({ parentElement, data }) {
  const said = parentElement.querySelector("p");
  for (const button of parentElement.querySelectorAll("button")) {
    button.textContent = data[button.name];
    button.onclick = async () => {
      const picture = data.whole ? { ...size(made(data.whole)), text: data.whole } : ofChart(data);
      said.textContent = picture ? "" : data.belum;
      if (!picture) return;
      const blob = button.name === "svg"
        ? new Blob([picture.text], { type: "image/svg+xml" })
        : await painted(picture);
      save(blob, `${data.file}.${button.name}`);
    };
  }
}
