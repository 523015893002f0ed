// Compiles app.scss to dist/app-HASH.css with a compressed copy beside it, and names the icon by its hash, for rust-embed to take in.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import * as sass from "sass";

const { css } = sass.compile("app.scss", {
  style: "compressed",
  loadPaths: ["."],
  quietDeps: true,
  silenceDeprecations: ["import"],
});
for (const word of ["crown", "GDS Transport", "crest"]) {
  if (css.toLowerCase().includes(word.toLowerCase())) throw new Error(`the styles name "${word}", which is for GOV.UK alone`);
}
mkdirSync("dist", { recursive: true });
for (const old of readdirSync("dist")) rmSync(`dist/${old}`);
const named = (bytes) => createHash("sha256").update(bytes).digest("hex").slice(0, 12);
const hash = named(css);
writeFileSync(`dist/app-${hash}.css`, css);
writeFileSync(`dist/app-${hash}.css.gz`, gzipSync(css, { level: 9 }));
const icon = readFileSync("icon.svg");
writeFileSync(`dist/icon-${named(icon)}.svg`, icon);
console.log(`dist/app-${hash}.css, ${css.length} bytes`);
