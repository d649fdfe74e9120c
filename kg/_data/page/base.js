// Small things everything else stands on. No markup is ever parsed: all text goes through text nodes.

const $ = (id) => document.getElementById(id);

/** Make an element: attributes by name, `on` for listeners, children as strings or nodes (null is left out). */
function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === "on") for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    else if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, String(value));
  }
  node.append(...children.flat().filter((child) => child !== null && child !== undefined));
  return node;
}

/** Make an SVG drawing from rows of [tag, attributes]; it decorates, so it is hidden from screen readers. */
function drawing(width, height, parts, attributes = {}) {
  const space = "http://www.w3.org/2000/svg";
  const root = document.createElementNS(space, "svg");
  const all = { viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true", ...attributes };
  for (const [name, value] of Object.entries(all)) root.setAttribute(name, value);
  for (const [tag, facts] of parts) {
    const part = document.createElementNS(space, tag);
    for (const [name, value] of Object.entries(facts)) part.setAttribute(name, value);
    root.append(part);
  }
  return root;
}

/** Python counts code points, JavaScript counts UTF-16 units: return the function from the first to the second. */
function unitsOf(text) {
  if (!/[\ud800-\udfff]/.test(text)) return (index) => index;
  const starts = [];
  let unit = 0;
  for (const character of text) {
    starts.push(unit);
    unit += character.length;
  }
  starts.push(unit);
  return (index) => starts[Math.min(index, starts.length - 1)];
}

/** Return an absolute http(s) address, or "" for anything else. */
function webAddress(text) {
  try {
    const address = new URL(text);
    return address.protocol === "https:" || address.protocol === "http:" ? address.href : "";
  } catch (error) {
    if (error instanceof TypeError) return "";
    throw error;
  }
}

function outside(address, ...children) {
  return make("a", { href: address, target: "_blank", rel: "noopener noreferrer", class: "outside" }, ...children);
}

/** Turn [["a", 1], ["b", 2]] into the list of the values sorted by a key that is a list of numbers and strings. */
function sortedBy(values, key) {
  const rows = values.map((value) => [key(value), value]);
  rows.sort(([one], [other]) => {
    for (let place = 0; place < one.length; place++) {
      if (one[place] < other[place]) return -1;
      if (one[place] > other[place]) return 1;
    }
    return 0;
  });
  return rows.map(([, value]) => value);
}

/** A details element whose content is made when it is first opened. */
function later(title, build) {
  const box = make("details", { class: "later" }, make("summary", {}, title));
  box.addEventListener("toggle", () => box.children.length === 1 && box.append(...build()), { once: true });
  return box;
}
