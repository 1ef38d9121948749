// Builds a page's markup from plain data. Every text goes through a text node: nothing a workbook holds is ever HTML.
const PLACED = { "style-width": "width", "style-left": "left", "style-column": "gridColumn", "style-row": "gridRow",
                 "style-height": "height", "style-top": "top" };
const DRAWN = "http://www.w3.org/2000/svg";
const read = new TextDecoder();

function build(item, drawn) {
  if (typeof item === "string") return document.createTextNode(item);
  const [tag, attributes, ...children] = item;
  const inside = drawn || tag === "svg";
  const made = inside ? document.createElementNS(DRAWN, tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name in PLACED) made.style[PLACED[name]] = value;
    else made.setAttribute(name, value);
  }
  for (const child of children) made.appendChild(build(child, inside));
  return made;
}

function showTip(tip, cell) {
  tip.textContent = cell.dataset.tip;
  tip.hidden = false;
  const box = cell.getBoundingClientRect(), own = tip.getBoundingClientRect();
  const below = box.bottom + 8 + own.height < window.innerHeight;
  tip.style.left = `${Math.max(8, Math.min(box.left, window.innerWidth - own.width - 8))}px`;
  tip.style.top = `${below ? box.bottom + 6 : Math.max(8, box.top - own.height - 6)}px`;
}

function wire(root, tip) {
  const over = (event) => {
    const cell = event.target.closest("[data-tip]");
    if (cell) showTip(tip, cell); else tip.hidden = true;
  };
  const out = () => { tip.hidden = true; };
  root.addEventListener("mouseover", over);
  root.addEventListener("focusin", over);
  root.addEventListener("mouseleave", out);
  root.addEventListener("focusout", out);
  root.addEventListener("keydown", (event) => { if (event.key === "Escape") out(); else moveInGrid(event); });
}

// Arrow keys move between the cells of a table marked as a grid, as in a spreadsheet.
function moveInGrid(event) {
  const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
  const cell = event.target.closest?.("table.matrix td, table.matrix th");
  if (!step || !cell) return;
  const rows = [...cell.closest("table").querySelectorAll("tr")];
  let row = rows.indexOf(cell.parentElement), column = cell.cellIndex;
  for (;;) {
    row += step[0];
    column += step[1];
    const next = rows[row]?.cells[column];
    if (!next) return;
    const link = next.querySelector("a");
    if (link) { link.focus(); event.preventDefault(); return; }
  }
}

// A chart is drawn for the screen; on paper it is scaled to the sheet instead of being cut off at its edge.
function scaleChartsToPaper() {
  for (const frame of document.querySelectorAll(".js-plotly-plot .svg-container")) {
    const { width, height } = frame.getBoundingClientRect();
    frame.style.aspectRatio = `${width} / ${height}`;
    frame.style.setProperty("--drawn-width", `${width}px`);
    for (const drawing of frame.querySelectorAll(".main-svg")) drawing.setAttribute("viewBox", `0 0 ${width} ${height}`);
  }
}

function scaleChartsToScreen() {
  for (const drawing of document.querySelectorAll(".js-plotly-plot .main-svg")) drawing.removeAttribute("viewBox");
}

window.addEventListener("beforeprint", scaleChartsToPaper);
window.addEventListener("afterprint", scaleChartsToScreen);

// On a narrow screen the row of pages is scrolled to the present one.
function showWhereWeAre(root) {
  const row = root.querySelector(".navigation"), here = row?.querySelector("[aria-current=page]");
  if (here) row.scrollLeft += here.getBoundingClientRect().right - row.getBoundingClientRect().right;
}

// The styles stand in the document once, whatever is drawn and drawn again; a newer server's take the place of older ones.
function putStyles() {
  const known = document.getElementById("rcat-styles");
  if (known?.textContent === STYLES) return;
  const made = known ?? document.head.appendChild(document.createElement("style"));
  made.id = "rcat-styles";
  made.textContent = STYLES;
}
putStyles();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const board = parentElement.querySelector(".board"), root = board.querySelector(".drawn");
  if (!board.dataset.wired) {
    board.dataset.wired = "yes";
    wire(root, board.querySelector(".tip"));
  }
  // A plain click stays in this session; with Ctrl, Shift, or the middle button the address opens as any other.
  root.onclick = (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    const href = link.getAttribute("href");
    if (href.startsWith("#")) root.querySelector(href)?.scrollIntoView({ behavior: "smooth" });
    else setTriggerValue("link", href);
  };
  const text = read.decode(data);
  if (board.drawnFrom === text) return;
  board.drawnFrom = text;
  const { language, nodes } = JSON.parse(text);
  document.documentElement.lang = language;
  root.lang = language;
  root.replaceChildren(...nodes.map((node) => build(node, false)));
  showWhereWeAre(root);
}
