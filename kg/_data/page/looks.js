// Colours, shapes and lines of what the network draws.

const Looks = (() => {
  let ink = null;

  function read() {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue(name).trim();
    ink = {
      paper: value("--paper"), sheet: value("--sheet"), text: value("--ink"), faint: value("--faint"), line: value("--line"),
      rule: value("--rule"), accent: value("--accent"),
      types: G.types.name.map((name) => value(`--${name.toLowerCase()}`) || value("--ink")),
      kinds: G.kinds.map((name) => value(`--kind-${name}`) || value("--line")),
      font: getComputedStyle(document.body).fontFamily,
    };
  }

  function node(entity, { state, focus, at, mode }, radius) {
    const colour = ink.types[G.type[entity]];
    const ring = G.types.name[G.type[entity]] === "Event";
    const paint = { background: ring ? ink.paper : colour, border: ring ? colour : ink.paper };
    const ends = mode === "path" ? [state.a, state.b] : [state.a, state.ego, ...state.open];
    const strong = entity === state.node;
    const marked = strong || ends.includes(entity);
    return {
      id: entity, shape: G.nodes.shape[entity], size: radius, ...at(entity),
      color: { ...paint, border: marked ? ink.text : paint.border, highlight: { ...paint, border: ink.text }, hover: { ...paint, border: ink.text } },
      borderWidth: strong ? 3 : marked || ring ? 2.4 : 1.2,
      opacity: focus.any && !focus.bright.has(entity) ? 0.22 : 1,
    };
  }

  const DASHES = { planned: [7, 5], claimed: [7, 4, 2, 4] };

  function edge(statement, { focus, links, mode }) {
    const kind = G.kinds[G.kind[statement]];
    const lit = focus.lit.has(statement);
    const bend = G.edges.bend[statement];
    const opacity = lit ? 1 : focus.any ? (mode === "path" ? 0.25 : 0.1) : Math.max(0.14, Math.min(0.55, 500 / links.length));
    return {
      id: statement, from: G.edges.from[statement], to: G.edges.to[statement], width: lit ? 2 : 1,
      dashes: G.edges.dashes[statement] ? (DASHES[kind] ?? [2, 4]) : false,
      smooth: bend ? { enabled: true, type: "curvedCW", roundness: bend } : false,
      color: { color: ink.kinds[G.kind[statement]], highlight: ink.text, hover: ink.text, opacity, inherit: false },
      arrows: G.relations.symmetric[G.relation[statement]] ? { to: { enabled: false } } : { to: { enabled: true, scaleFactor: 0.45 } },
    };
  }

  /** A community; its members are painted into it afterwards. */
  const bubble = ({ id, x, y, r }) => ({
    id, x, y, size: r, shape: "dot", borderWidth: 1.5, opacity: 1,
    color: { background: ink.sheet, border: ink.line, highlight: { background: ink.sheet, border: ink.text }, hover: { background: ink.sheet, border: ink.text } },
  });

  const tie = ({ one, other, count }, place, ties) => ({
    id: -1 - place, from: -1 - one, to: -1 - other, width: Math.min(26, 3 + 3 * Math.log2(count)), dashes: false, smooth: false, arrows: { to: { enabled: false } },
    color: { color: ink.line, highlight: ink.text, hover: ink.line, opacity: Math.max(0.12, Math.min(0.4, 12 / ties.length)), inherit: false },
  });

  /** Paint the members of a bubble like the seeds of a sunflower, with room for the names in the middle. */
  function seeds(context, { x, y, r, members }) {
    const count = members.length;
    const size = Math.min(30, (r * 0.75) / Math.sqrt(count));
    members.forEach((entity, place) => {
      const reach = r * 0.9 * Math.sqrt(0.25 + (0.75 * (place + 0.5)) / count);
      const angle = place * 2.399963;
      context.fillStyle = ink.types[G.type[entity]];
      context.fillRect(x + reach * Math.cos(angle) - size / 2, y + reach * Math.sin(angle) - size / 2, size, size);
    });
  }

  return { read, ink: () => ink, node, edge, bubble, tie, seeds };
})();
