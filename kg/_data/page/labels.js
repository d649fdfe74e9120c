// The names on the canvas: the same size at every zoom, and never one over another.

const Labels = (() => {
  /** Break a long name into lines of about equal length; Chinese has no blanks to break at. */
  function lines(text) {
    const characters = [...text];
    const wide = characters.filter((c) => c > "\u2e7f").length * 2 > characters.length;
    const room = wide ? 10 : 22;
    if (characters.length <= room * 1.3) return [text];
    const rows = Math.min(3, Math.ceil(characters.length / room));
    if (!wide) {
      const out = [""];
      for (const word of text.split(" "))
        if (out.at(-1) && (out.at(-1) + word).length > room && out.length < 3) out.push(word);
        else out.push(`${out.pop()} ${word}`.trim());
      return out.map((row, index) => (index === 2 && row.length > room + 4 ? `${row.slice(0, room)}…` : row));
    }
    const length = Math.min(Math.ceil(characters.length / rows), room + 4);
    const out = [];
    for (let row = 0; row < rows; row++) out.push(characters.slice(row * length, (row + 1) * length).join(""));
    if (characters.length > rows * length) out[rows - 1] = `${out[rows - 1].slice(0, -1)}…`;
    return out;
  }

  /** Write the names, the important ones first, and leave out what would cover another. */
  function paint(context, { network, nodes, view, ink, hovered, line, radiusOf }) {
    const scale = network.getScale();
    const taken = [];
    const free = (box) => !taken.some((o) => box[0] < o[2] && box[2] > o[0] && box[1] < o[3] && box[3] > o[1]);
    const stage = $("network");
    const corner = network.DOMtoCanvas({ x: 0, y: 0 });
    const opposite = network.DOMtoCanvas({ x: stage.clientWidth, y: stage.clientHeight });
    const write = (rows, middle, top, size, bold, colour, force) => {
      if (middle < corner.x || middle > opposite.x || top < corner.y || top > opposite.y) return;
      context.font = `${bold ? 600 : 400} ${size / scale}px ${ink.font}`;
      const width = Math.max(...rows.map((row) => context.measureText(row).width));
      const high = (size * 1.25) / scale;
      const pad = 2 / scale;
      const x = Math.max(corner.x + width / 2 + pad, Math.min(opposite.x - width / 2 - pad, middle));
      const box = [x - width / 2 - pad, top - pad, x + width / 2 + pad, top + high * rows.length + pad];
      if (!force && !free(box)) return;
      taken.push(box);
      context.lineWidth = 3.5 / scale;
      context.strokeStyle = ink.paper;
      context.fillStyle = colour;
      rows.forEach((row, index) => {
        context.strokeText(row, x, top + high * index);
        context.fillText(row, x, top + high * index);
      });
    };
    context.save();
    context.textAlign = "center";
    context.textBaseline = "top";
    context.lineJoin = "round";
    if (view.mode === "map") {
      for (const bubble of view.bubbles) community(bubble, nodes.get(bubble.id), scale, write, ink, hovered === bubble.id);
      context.restore();
      return;
    }
    const list = hovered !== null && view.shown.has(hovered) ? [hovered, ...view.order.filter((entity) => entity !== hovered)] : view.order;
    for (const entity of list) {
      const { x, y } = nodes.get(entity);
      const radius = radiusOf(entity);
      const strong = entity === hovered || [view.state.node, view.state.ego, view.state.a, view.state.b].includes(entity);
      const dim = view.focus.any && !view.focus.bright.has(entity);
      if (!dim && radius * scale > 6) taken.push([x - radius, y - radius, x + radius, y + radius]);
      if (dim && !strong) continue;
      const size = Math.min(16, 11 + G.nodes.size[entity] / 7) + (strong ? 1 : 0);
      write(lines(G.name(entity)), x, y + radius + 4 / scale, size, strong || G.nodes.size[entity] > 20, ink.text, strong);
    }
    const said = view.mode === "ego" || view.focus.lit.size <= 40 ? [...view.focus.lit] : [];
    for (const statement of line === null ? said : [line, ...said.filter((one) => one !== line)]) {
      const middle = middleOf(statement, nodes);
      const force = statement === line || view.focus.lit.size === 1;
      write([G.relationName(G.relation[statement])], middle.x, middle.y - 6 / scale, 11, statement === line, statement === line ? ink.text : ink.faint, force);
    }
    context.restore();
  }

  /** The names of a community within its bubble, as many as there is room for, and how many members there are. */
  function community({ members }, { x, y, size: radius }, scale, write, ink, hovered) {
    const room = radius * scale;
    const rows = Math.max(1, Math.min(4, members.length, Math.floor(room / 15)));
    const size = Math.max(12, Math.min(19, room / 5.2));
    const high = (size * 1.35) / scale;
    const top = y - (high * rows) / 2 - (room > 40 ? 5 / scale : 0);
    const short = (name) => {
      const most = /\p{Script=Han}/u.test(name) ? 10 : 17;
      return [...name].length > most ? `${[...name].slice(0, most - 1).join("")}…` : name;
    };
    members.slice(0, rows).forEach((entity, row) =>
      write([short(G.name(entity))], x, top + row * high, row ? size * 0.86 : size, row === 0 || hovered, ink.text, room > 16 || hovered));
    if (room > 40) write([words().members(members.length)], x, top + rows * high, 11, false, ink.faint, true);
  }

  /** The control point of a bent line as vis bends it (quadratic, on the right), or null for a straight one. */
  function control(from, to, bend) {
    if (!bend) return null;
    const angle = Math.atan2(from.y - to.y, to.x - from.x);
    const reach = (bend * 0.5 + 0.5) * Math.hypot(to.x - from.x, to.y - from.y);
    const turn = (angle + (bend * 0.5 + 0.5) * Math.PI) % (2 * Math.PI);
    return { x: from.x + reach * Math.sin(turn), y: from.y + reach * Math.cos(turn) };
  }

  function middleOf(statement, nodes) {
    const from = nodes.get(G.subject[statement]);
    const to = nodes.get(G.object[statement]);
    const middle = { x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 };
    const way = control(from, to, G.edges.bend[statement]);
    return way ? { x: (middle.x + way.x) / 2, y: (middle.y + way.y) / 2 } : middle;
  }

  return { paint, control };
})();
