// A piece of evidence: the sentence with its mentions marked, and where it comes from.

const Quotes = (() => {
  /** Within an ego network or a path a link stays there as long as what it leads to is drawn. */
  function leadTo(entity) {
    const picking = now().a >= 0 && now().b < 0;
    const stay = !picking && (now().view || Canvas.view()?.shown.has(entity));
    return stay ? { ...now(), ...chosen(entity) } : { ...now(), ...UNCHOSEN, group: -1, node: entity };
  }

  /** A permalink to an entity within the present view; works by mouse, keyboard and in a new tab. */
  const entityLink = (entity, ...children) =>
    make("a", { href: hashOf(leadTo(entity)), class: "entity" }, ...(children.length ? children : [G.name(entity)]));

  const badge = (kind) =>
    G.kinds[kind] === "actual" ? null : make("span", { class: `badge kind-${G.kinds[kind]}` }, G.kindName(kind));

  /** The sentence as the document has it; mentions linked, those of the statement's ends marked. */
  function quotation(sentence, ends) {
    const text = G.sentences.text[sentence];
    const unit = unitsOf(text);
    const marks = G.sentences.marks[sentence];
    const cuts = new Set([0, text.length]);
    const spans = [];
    for (let place = 0; place < marks.length; place += 3) {
      const [begin, end] = [unit(marks[place]), unit(marks[place + 1])];
      spans.push([begin, end, marks[place + 2]]);
      cuts.add(begin).add(end);
    }
    for (const post of ends.posts) {
      const begin = text.indexOf(post);
      if (begin < 0) continue;
      spans.push([begin, begin + post.length, -1]);
      cuts.add(begin).add(begin + post.length);
    }
    const points = [...cuts].sort((one, other) => one - other);
    const quote = make("blockquote", { lang: "zh" });
    for (let place = 0; place + 1 < points.length; place++) {
      const [begin, end] = [points[place], points[place + 1]];
      const here = spans.filter(([first, last]) => first <= begin && last >= end);
      const parts = joined(text, begin, end);
      if (!here.length) quote.append(...parts);
      else quote.append(mention(here, parts, ends));
    }
    return quote;
  }

  function mention(here, parts, ends) {
    const known = here.filter(([, , entity]) => entity >= 0);
    const end = known.find(([, , entity]) => ends.entities.includes(entity));
    const entity = (end ?? known[0])?.[2] ?? -1;
    const linked = entity >= 0 ? entityLink(entity, ...parts) : parts;
    if (!end && here.every(([, , one]) => one >= 0)) return linked;
    const role = !end ? "post" : entity === ends.entities[0] ? "subject" : "object";
    return make("mark", { class: `${role} ${end ? typeClass(entity) : ""}`, "data-entity": entity }, linked);
  }

  const typeClass = (entity) => `type-${G.types.name[G.type[entity]].toLowerCase()}`;

  /** The text from begin to end; a line break of the source between Chinese characters stays, but takes no room. */
  function joined(text, begin, end) {
    const parts = [];
    let last = begin;
    for (const match of text.slice(begin, end).matchAll(/\s*\n\s*/g)) {
      const at = begin + match.index;
      const latin = /[\w,.;:!?)]/.test(text[at - 1] ?? "") && /[\w(]/.test(text[at + match[0].length] ?? "");
      parts.push(text.slice(last, at), make("span", { class: latin ? "break" : "break joined" }, match[0]));
      last = at + match[0].length;
    }
    parts.push(text.slice(last, end));
    return parts.filter((part) => part !== "");
  }

  const endsOf = (statement) =>
    statement < G.linked
      ? { entities: [G.subject[statement], G.object[statement]], posts: [] }
      : { entities: [G.subject[statement]], posts: [G.posts.text[statement - G.linked]] };

  function figure(place, ends) {
    const sentence = G.evidence.sentence[place];
    const home = G.documentOf(place);
    const by = G.evidence.by[place];
    const title = G.documents.title[home] || G.documents.id[home];
    const address = webAddress(G.documents.url[home]);
    const facts = [
      make("cite", {}, address ? outside(address, title) : title),
      G.documents.publisher[home] || null,
      G.documents.date[home] ? make("time", { datetime: G.documents.date[home] }, G.documents.date[home]) : words().undated,
      by >= 0 ? make("span", {}, words().says(G.name(by))) : null,
      Exchanges.place(sentence),
      G.evidence.time[place] ? make("span", { class: "when" }, `${words().at} ${G.evidence.time[place]}`) : null,
      G.sentences.title[sentence] ? words().inTitle : null,
      make("span", { class: "rule" }, `${words().rule} ${G.rules[G.evidence.rule[place]]}`),
      G.evidence.inferences[place].length
        ? make("span", {}, `${words().inference} ${G.evidence.inferences[place].map((i) => words().inferences[G.inferences[i]] ?? G.inferences[i]).join(", ")}`)
        : null,
    ].filter(Boolean);
    const line = facts.flatMap((fact, index) => (index ? [make("span", { class: "dot" }, " · "), fact] : [fact]));
    const kind = G.evidence.kind[place];
    const head = Exchanges.headOf(sentence);
    return make("figure", { class: `evidence kind-${G.kinds[kind]}` }, quotation(sentence, ends), make("figcaption", {}, badge(kind), ...line, Queue.buttons(place)),
      head >= 0 ? later(words().exchange, () => [Exchanges.exchange(head)]) : null);
  }

  return { entityLink, badge, endsOf, figure };
})();
