// Reads RDF with N3.js or jsonld.js and prints N-Quads: node read_rdf.cjs FORMAT FILE, with both in NODE_PATH.
const fs = require("node:fs");
const [format, file] = process.argv.slice(2);
const text = fs.readFileSync(file, "utf8");
if (format === "jsonld") {
  require("jsonld").toRDF(JSON.parse(text), { format: "application/n-quads" }).then((quads) => process.stdout.write(quads));
} else {
  const { Parser, Writer } = require("n3");
  const writer = new Writer({ format: "N-Quads" });
  writer.addQuads(new Parser({ format }).parse(text));
  writer.end((error, quads) => { if (error) throw error; process.stdout.write(quads); });
}
