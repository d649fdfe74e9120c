// The present view as a picture: SVG made of what is drawn, and PNG painted from it.

const Picture = (() => {
  const SPACE = "http://www.w3.org/2000/svg";
  const FOOT = 46;

  /** XML has no place for control characters and halves of pairs. */
  const plain = (text) => text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd");

  function part(tag, facts, text) {
    const node = document.createElementNS(SPACE, tag);
    for (const [name, value] of Object.entries(facts)) if (value !== undefined) node.setAttribute(name, typeof value === "number" ? String(Math.round(value * 100) / 100) : value);
    if (text !== undefined) node.textContent = plain(text);
    return node;
  }

  /** A context that writes down the names it is asked to draw. */
  function scribe(context, root) {
    let [weight, size] = ["400", "12"];
    return {
      save() {}, restore() {}, strokeText() {},
      measureText: (text) => context.measureText(text),
      set font(value) { // reading it back from the context would drop a weight of 400
        context.font = value;
        [weight, size] = value.split(/ |px/, 2);
      },
      fillText(text, x, y) {
        root.append(part("text", {
          x, y: y + Number(size) * 0.86, "font-size": Number(size), "font-weight": weight, "text-anchor": "middle", fill: this.fillStyle,
          stroke: this.strokeStyle, "stroke-width": this.lineWidth, "stroke-linejoin": "round", "paint-order": "stroke",
        }, text));
      },
    };
  }

  /** The outline of a node as vis draws it. */
  function outline({ x, y, size: r, shape }) {
    const corners = (count, turn, reach = () => r) => Array.from({ length: count }, (_, place) => {
      const angle = turn + (2 * Math.PI * place) / count;
      return `${(x + reach(place) * Math.cos(angle)).toFixed(1)},${(y + reach(place) * Math.sin(angle)).toFixed(1)}`;
    }).join(" ");
    const triangle = (down) => {
      const s = r * 1.15;
      const middle = y + down * 0.275 * s;
      const [inner, high] = [(Math.sqrt(3) / 6) * 2 * s, Math.sqrt(3) * s];
      return [[x, middle - down * (high - inner)], [x + s, middle + down * inner], [x - s, middle + down * inner]].map((p) => p.map((n) => n.toFixed(1)).join()).join(" ");
    };
    if (shape === "square") return ["rect", { x: x - r, y: y - r, width: 2 * r, height: 2 * r }];
    if (shape === "diamond") return ["polygon", { points: corners(4, 0) }];
    if (shape === "hexagon") return ["polygon", { points: corners(6, 0) }];
    if (shape === "star") return ["polygon", { points: corners(10, -Math.PI / 2, (place) => 0.82 * r * (place % 2 ? 0.5 : 1.3)) }];
    if (shape === "triangle") return ["polygon", { points: triangle(1) }];
    if (shape === "triangleDown") return ["polygon", { points: triangle(-1) }];
    return ["circle", { cx: x, cy: y, r }];
  }

  function line(edge, nodes) {
    const from = nodes.get(edge.from);
    const to = nodes.get(edge.to);
    const bend = edge.smooth ? edge.smooth.roundness : 0;
    const way = Labels.control(from, to, bend);
    const last = way ?? from;
    const length = Math.hypot(to.x - last.x, to.y - last.y) || 1;
    const [dx, dy] = [(to.x - last.x) / length, (to.y - last.y) / length];
    const tip = { x: to.x - dx * (to.size + 1), y: to.y - dy * (to.size + 1) };
    const facts = {
      stroke: edge.color.color, "stroke-opacity": edge.color.opacity, "stroke-width": edge.width,
      "stroke-dasharray": edge.dashes ? edge.dashes.join(" ") : undefined, fill: "none",
    };
    if (edge.from === edge.to) return [part("circle", { ...facts, cx: from.x + from.size, cy: from.y - from.size, r: 14 })];
    const d = way ? `M${from.x} ${from.y}Q${way.x.toFixed(1)} ${way.y.toFixed(1)} ${tip.x.toFixed(1)} ${tip.y.toFixed(1)}` : `M${from.x} ${from.y}L${tip.x.toFixed(1)} ${tip.y.toFixed(1)}`;
    const drawn = [part("path", { ...facts, d })];
    if (edge.arrows?.to.enabled === false) return drawn;
    const wing = (side) => `${(tip.x - dx * 7 + side * dy * 3).toFixed(1)},${(tip.y - dy * 7 - side * dx * 3).toFixed(1)}`;
    drawn.push(part("polygon", { points: `${tip.x.toFixed(1)},${tip.y.toFixed(1)} ${wing(1)} ${wing(-1)}`, fill: edge.color.color, "fill-opacity": edge.color.opacity }));
    return drawn;
  }

  /** The picture of what is in sight, with a foot that says whence it is. */
  function svg() {
    const network = Canvas.network();
    const view = Canvas.view();
    const ink = Looks.ink();
    const { clientWidth: width, clientHeight: height } = $("network");
    const scale = network.getScale();
    const corner = network.DOMtoCanvas({ x: 0, y: 0 });
    const root = part("svg", { xmlns: SPACE, width, height: height + FOOT, viewBox: `0 0 ${width} ${height + FOOT}`, "font-family": ink.font });
    root.append(part("title", {}, document.title), part("rect", { width, height: height + FOOT, fill: ink.paper }));
    const clip = part("clipPath", { id: "sight" });
    clip.append(part("rect", { width, height }));
    const frame = part("g", { "clip-path": "url(#sight)" });
    const scene = part("g", { transform: `scale(${scale}) translate(${-corner.x} ${-corner.y})` });
    root.append(clip, frame);
    frame.append(scene);
    for (const entity of view.rest) {
      const { x, y } = Plan.spot(entity);
      scene.append(part("rect", { x: x - 3, y: y - 3, width: 6, height: 6, fill: ink.types[G.type[entity]], opacity: view.focus.any ? 0.12 : 0.35 }));
    }
    for (const edge of Canvas.edges().get()) scene.append(...line(edge, Canvas.nodes()));
    for (const node of Canvas.nodes().get()) {
      const [tag, facts] = outline(node);
      scene.append(part(tag, { ...facts, fill: node.color.background, stroke: node.color.border, "stroke-width": node.borderWidth, opacity: node.opacity }));
    }
    for (const bubble of view.bubbles) {
      const seeds = part("g", { opacity: 0.5 });
      const context = { fillRect(x, y, w, h) { seeds.append(part("rect", { x, y, width: w, height: h, fill: this.fillStyle })); } };
      Looks.seeds(context, { ...bubble, ...Canvas.nodes().get(bubble.id) });
      scene.append(seeds);
    }
    const context = document.createElement("canvas").getContext("2d");
    Labels.paint(scribe(context, scene), { network, nodes: Canvas.nodes(), view, ink, hovered: null, line: null, radiusOf: Canvas.radiusOf });
    const { from, to } = G.about;
    const foot = words().dateline(G.documents.id.length, from ? words().span(from, to) : "", G.size, G.relation.length);
    root.append(
      part("line", { x1: 16, x2: width - 16, y1: height + 6, y2: height + 6, stroke: ink.rule }),
      part("text", { x: 16, y: height + 30, "font-size": 13, fill: ink.text, "font-weight": 600 }, document.title),
      part("text", { x: width - 16, y: height + 30, "font-size": 11, fill: ink.faint, "text-anchor": "end" }, `${foot}　${words().caveat}`),
    );
    return new XMLSerializer().serializeToString(root);
  }

  /** The same as an image of twice the size, as a blob. */
  async function png() {
    const text = svg();
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = make("canvas", { width: image.width * 2, height: image.height * 2 });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve, reject) => {
      canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the canvas gives no image"))), "image/png");
    });
  }

  const saveSvg = () => save(fileName(".svg"), "image/svg+xml;charset=utf-8", svg());
  const savePng = async () => save(fileName(".png"), "image/png", await png());

  return { svg, png, saveSvg, savePng };
})();
