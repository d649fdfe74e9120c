// The keyboard on the network: arrows move, Enter opens, Escape goes one step back.

const Keys = (() => {
  let cursor = null; // the community that the arrows have reached on the map

  /** The node nearest in a direction: distance counts, and straying from the direction counts double. */
  function step(from, all, dx, dy) {
    const nodes = Canvas.nodes();
    const here = nodes.get(from);
    const rows = all.filter((id) => id !== from).map((id) => {
      const { x, y } = nodes.get(id);
      const along = (x - here.x) * dx + (y - here.y) * dy;
      const astray = Math.abs((x - here.x) * dy) + Math.abs((y - here.y) * dx);
      return [along <= astray * 0.5 ? Infinity : along + 2 * astray, id];
    });
    const [best] = sortedBy(rows, (row) => row);
    return best && best[0] < Infinity ? best[1] : from;
  }

  function move(way) {
    const { mode, state, bubbles, order, shown } = Canvas.view();
    if (mode === "map") {
      const all = bubbles.map(({ id }) => id);
      if (!all.length) return;
      cursor = all.includes(cursor) ? step(cursor, all, ...way) : all[0];
      Canvas.network().selectNodes([cursor], false);
      Canvas.hover(cursor, null);
      const { group, members } = bubbles.find(({ id }) => id === cursor);
      say(words().groupSaid(G.groupName(group), members.length));
      return;
    }
    if (!order.length) return;
    const from = [state.node, state.ego, state.a].find((one) => one >= 0 && shown.has(one));
    const next = from === undefined ? order[0] : step(from, [...shown], ...way);
    go(chosen(next), { replace: true, centre: true });
    say(`${G.name(next)}, ${G.typeName(G.type[next])}`);
  }

  /** What goes one step back from a state, or null where there is nothing to go back from. */
  function back(state) {
    const inner = state.node >= 0 || state.statement >= 0;
    if (state.b >= 0) return inner ? chosen(-1) : { ...UNCHOSEN, node: state.a };
    if (state.a >= 0) return { ...UNCHOSEN, node: state.a };
    if (state.ego >= 0) return { ego: -1, open: [] };
    if (inner) return chosen(-1);
    if (state.group >= 0) return { group: -1 };
    return state.all ? { all: false } : null;
  }

  function pressed(event) {
    const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const { state, mode } = Canvas.view();
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (ways[event.key]) move(ways[event.key]);
    else if (event.key === "Enter" && mode === "map" && cursor !== null) go({ group: -1 - cursor });
    else if (event.key === "Enter" && state.a >= 0 && state.b < 0 && state.node >= 0) go({ ...chosen(-1), b: state.node });
    else if (event.key === "Enter" && state.node >= 0) Canvas.unfold(state.node);
    else if (event.key === "Escape") go(back(state) ?? {});
    else if (event.key === "+" || event.key === "=") Canvas.zoom(1.3);
    else if (event.key === "-") Canvas.zoom(1 / 1.3);
    else if (event.key === "0") Canvas.fit();
    else return;
    event.preventDefault();
  }

  return { start: () => $("network").addEventListener("keydown", pressed), back };
})();

/** Tell a screen reader what the eye sees. */
const say = (text) => { $("say").textContent = text; };
