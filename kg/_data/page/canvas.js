// The network: vis draws the nodes and lines of a plan; what is beyond its budget is painted behind them.

const Canvas = (() => {
  let network, nodes, edges, ink, view, hovered = -1, grown = 1;

  function readInk() {
    const style = getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue(name).trim();
    ink = {
      paper: value("--paper"), text: value("--ink"), faint: value("--faint"), line: value("--line"), accent: value("--accent"),
      types: G.types.name.map((name) => value(`--${name.toLowerCase()}`) || value("--ink")),
      kinds: G.kinds.map((name) => value(`--kind-${name}`) || value("--line")),
      font: getComputedStyle(document.body).fontFamily,
    };
  }

  /** Nodes grow a little where the whole is small on the screen. */
  const radiusOf = (entity) => G.nodes.size[entity] * grown;

  function nodeOf(entity, { state, focus, at }) {
    const colour = ink.types[G.type[entity]];
    const ring = G.types.name[G.type[entity]] === "Event";
    const paint = { background: ring ? ink.paper : colour, border: ring ? colour : ink.paper };
    const chosen = entity === state.node;
    const edge = chosen ? ink.text : paint.border;
    return {
      id: entity, shape: G.nodes.shape[entity], size: radiusOf(entity), ...at(entity),
      color: { ...paint, border: edge, highlight: { ...paint, border: ink.text }, hover: { ...paint, border: ink.text } },
      borderWidth: chosen ? 3 : ring ? 3 : 1.2,
      opacity: focus.any && !focus.bright.has(entity) ? 0.22 : 1,
    };
  }

  function edgeOf(statement, { focus, links }) {
    const kind = G.kinds[G.kind[statement]];
    const lit = focus.lit.has(statement);
    const bend = G.edges.bend[statement];
    const opacity = lit ? 1 : focus.any ? 0.1 : Math.max(0.12, Math.min(0.55, 500 / links.length));
    const colour = ink.kinds[G.kind[statement]];
    return {
      id: statement, from: G.edges.from[statement], to: G.edges.to[statement], width: lit ? 2 : 1,
      dashes: !G.edges.dashes[statement] ? false : kind === "planned" ? [7, 5] : kind === "claimed" ? [7, 4, 2, 4] : [2, 4],
      smooth: bend ? { enabled: true, type: "curvedCW", roundness: bend } : false,
      color: { color: colour, highlight: ink.text, hover: ink.text, opacity, inherit: false },
      arrows: G.relations.symmetric[G.relation[statement]] ? { to: { enabled: false } } : undefined,
    };
  }

  /** Bring a data set to hold exactly these rows, touching what is there as little as possible. */
  function sync(data, rows) {
    const wanted = new Set(rows.map((row) => row.id));
    data.remove(data.getIds().filter((id) => !wanted.has(id)));
    data.update(rows);
  }

  function show(state, { fit = false, centre = false } = {}) {
    const before = view;
    const next = Plan.of(state);
    const { focus, order } = next;
    view = null; // vis draws while its data change, and labels must wait
    sync(edges, []);
    sync(nodes, order.map((entity) => nodeOf(entity, next)));
    sync(edges, next.links.map((statement) => edgeOf(statement, next)));
    view = next;
    network.setSelection({ nodes: [], edges: [] });
    if (fit || !before || before.radial !== view.radial || before.state.ego !== state.ego) {
      if (!before && focus.any && !view.radial) fitTo([...focus.bright]);
      else main();
      grow();
    } else if (focus.any && (centre || !inSight([...focus.bright][0]))) reveal(state);
    network.redraw();
    return view;
  }

  function grow() {
    grown = view.radial ? 1 : Math.min(1.45, Math.max(1, 0.5 / network.getScale()));
    nodes.update([...view.shown].map((id) => ({ id, size: radiusOf(id) })));
  }

  function inSight(entity) {
    const { x, y } = network.canvasToDOM(nodes.get(entity));
    const { clientWidth, clientHeight } = $("network");
    return x > 0 && y > 0 && x < clientWidth && y < clientHeight;
  }

  const fitTo = (ids) => network.fit({ nodes: ids, animation: false, maxZoomLevel: 1.4 });
  const whole = () => fitTo([...view.shown]);

  /** Fit to the piece of the graph that the first node belongs to, where that is most of what is shown. */
  function main() {
    const near = new Map([...view.shown].map((entity) => [entity, []]));
    for (const statement of view.links) {
      near.get(G.subject[statement]).push(G.object[statement]);
      near.get(G.object[statement]).push(G.subject[statement]);
    }
    const [first] = [...view.shown];
    const piece = new Set(first === undefined ? [] : [first]);
    for (const entity of piece) for (const other of near.get(entity)) piece.add(other);
    fitTo(piece.size > view.shown.size / 2 ? [...piece] : [...view.shown]);
  }

  function reveal(state) {
    const ends = state.node >= 0 ? [state.node] : [G.subject[state.statement], G.object[state.statement]].filter((end) => end >= 0);
    const points = ends.map((end) => view.at(end));
    const middle = { x: points.reduce((sum, p) => sum + p.x, 0) / points.length, y: points.reduce((sum, p) => sum + p.y, 0) / points.length };
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const animation = calm ? false : { duration: 350, easingFunction: "easeInOutQuad" };
    network.moveTo({ position: middle, scale: Math.max(network.getScale(), 0.8), animation });
  }

  function paintRest(context) {
    if (!view || !view.rest.length) return;
    const size = Math.max(3, 2 / network.getScale());
    context.save();
    context.globalAlpha = view.focus.any ? 0.12 : 0.35;
    for (const entity of view.rest) {
      const { x, y } = Plan.spot(entity);
      context.fillStyle = ink.types[G.type[entity]];
      context.fillRect(x - size, y - size, 2 * size, 2 * size);
    }
    context.restore();
  }

  function restAt(pointer) {
    const reach = 9 / network.getScale();
    let best = -1;
    let nearest = reach;
    for (const entity of view.rest) {
      const { x, y } = Plan.spot(entity);
      const distance = Math.hypot(x - pointer.x, y - pointer.y);
      if (distance < nearest) [best, nearest] = [entity, distance];
    }
    return best;
  }

  function clicked({ pointer }) {
    const at = network.getNodeAt(pointer.DOM) ?? restAt(pointer.canvas);
    const statement = network.getEdgeAt(pointer.DOM);
    if (at >= 0) {
      Plan.promote(at);
      go({ node: at, statement: -1 });
    } else if (statement !== undefined) go({ node: -1, statement });
    else if (view.state.node !== view.state.ego || view.state.statement >= 0) go({ node: view.state.ego, statement: -1 });
  }

  /** The shown node nearest in a direction: distance counts, and straying from the direction counts double. */
  function step(dx, dy) {
    const from = view.state.node >= 0 ? view.state.node : view.order[0];
    if (view.state.node < 0 || from === undefined) return from ?? -1;
    const here = nodes.get(from);
    const rows = [...view.shown].filter((entity) => entity !== from).map((entity) => {
      const { x, y } = nodes.get(entity);
      const along = (x - here.x) * dx + (y - here.y) * dy;
      const astray = Math.abs((x - here.x) * dy) + Math.abs((y - here.y) * dx);
      return [along <= astray * 0.5 ? Infinity : along + 2 * astray, entity];
    });
    const [best] = sortedBy(rows, (row) => row);
    return best && best[0] < Infinity ? best[1] : from;
  }

  function key(event) {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const { state } = view;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (ways[event.key]) {
      const next = step(...ways[event.key]);
      if (next >= 0) go({ node: next, statement: -1 }, { replace: true, centre: true });
    } else if (event.key === "Enter" && state.node >= 0) go({ ego: state.ego === state.node ? -1 : state.node });
    else if (event.key === "Escape") go(state.ego >= 0 ? { ego: -1 } : { node: -1, statement: -1 });
    else if (event.key === "+" || event.key === "=") zoom(1.3);
    else if (event.key === "-") zoom(1 / 1.3);
    else if (event.key === "0") whole();
    else return;
    event.preventDefault();
  }

  const zoom = (factor) => network.moveTo({ scale: Math.min(6, Math.max(0.03, network.getScale() * factor)) });

  function start() {
    readInk();
    nodes = new vis.DataSet();
    edges = new vis.DataSet();
    const box = $("network");
    network = new vis.Network(box, { nodes, edges }, G.options);
    network.on("click", clicked);
    network.on("doubleClick", ({ pointer }) => {
      const entity = network.getNodeAt(pointer.DOM);
      if (entity !== undefined) go({ node: entity, statement: -1, ego: entity });
    });
    network.on("hoverNode", ({ node }) => { hovered = node; box.classList.add("pointing"); network.redraw(); });
    network.on("blurNode", () => { hovered = -1; box.classList.remove("pointing"); network.redraw(); });
    network.on("hoverEdge", () => box.classList.add("pointing"));
    network.on("blurEdge", () => box.classList.remove("pointing"));
    network.on("dragEnd", ({ nodes: ids }) => {
      for (const [id, spot] of Object.entries(network.getPositions(ids))) {
        if (!view.radial) Plan.move(Number(id), spot);
        nodes.update({ id: Number(id), ...spot });
      }
    });
    network.on("beforeDrawing", paintRest);
    network.on("afterDrawing", (context) => view && Labels.paint(context, { network, nodes, view, ink, hovered, radiusOf }));
    box.addEventListener("keydown", key);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readInk(); apply(); });
  }

  return { start, show, zoom, fit: whole, view: () => view, network: () => network, edges: () => edges };
})();
