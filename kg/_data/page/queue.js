// Decisions about what the page says: queued beside the evidence, downloaded as a file for kg build --decisions.

const Queue = (() => {
  const queued = new Map();
  let reviewer = "";
  let kept = true;

  /** A decision as a line of its file: its place anchored by hash, offsets and quote; keys sorted, as Python has them. */
  function line(place, kind) {
    const statement = G.evidence.statement[place];
    const sentence = G.evidence.sentence[place];
    const home = G.documentOf(place);
    const object = statement < G.linked ? G.nodes.label[G.object[statement]] : G.posts.text[statement - G.linked];
    const facts = {
      date: new Date().toLocaleDateString("sv"), document: G.documents.id[home], end: G.sentences.end[sentence],
      field: G.sentences.title[sentence] ? "title" : "text", kind, object, quote: G.sentences.text[sentence],
      relation: G.relations.name[G.relation[statement]], reviewer, sha256: G.documents.sha256[home],
      start: G.sentences.start[sentence], subject: G.nodes.label[G.subject[statement]],
    };
    return JSON.stringify(Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== "")));
  }

  const text = () => [...queued].map(([place, kind]) => line(place, kind)).sort().map((one) => `${one}\n`).join("");

  /** Two buttons beside a piece of evidence: the sentence says so, it does not. */
  function buttons(place) {
    const made = ["confirm", "reject"].map((kind) => {
      const pressed = () => String(queued.get(place) === kind);
      const button = make("button", { type: "button", class: kind, title: words().judge[kind], "aria-label": words().judge[kind], "aria-pressed": pressed() },
        kind === "confirm" ? "✓" : "✗");
      button.addEventListener("click", () => {
        if (queued.get(place) === kind) queued.delete(place);
        else queued.set(place, kind);
        kept = !queued.size;
        for (const one of made) one.setAttribute("aria-pressed", String(queued.get(place) === one.className));
        show();
      });
      return button;
    });
    return make("span", { class: "judge" }, ...made);
  }

  /** The bar below, as long as something is queued. */
  function show() {
    const box = $("queue");
    box.hidden = !queued.size;
    box.setAttribute("aria-label", words().decisions(queued.size));
    const typing = document.activeElement === $("reviewer");
    if (box.hidden || typing) return;
    box.replaceChildren(
      make("span", { class: "count" }, words().decisions(queued.size)),
      make("input", { id: "reviewer", value: reviewer, placeholder: words().reviewer, "aria-label": words().reviewer, on: { input: (event) => { reviewer = event.target.value.trim(); } } }),
      make("button", { type: "button", id: "take", title: words().takeHow, on: { click: () => { save("decisions.jsonl", "application/jsonl;charset=utf-8", text()); kept = true; } } }, words().take),
      make("button", { type: "button", id: "drop", on: { click: drop } }, words().drop),
    );
  }

  function drop() {
    queued.clear();
    kept = true;
    for (const button of document.querySelectorAll(".judge button")) button.setAttribute("aria-pressed", "false");
    show();
    $("panel").focus();
  }

  addEventListener("beforeunload", (event) => {
    if (!kept) event.preventDefault();
  });

  return { buttons, show };
})();
