// Builds static/dist: everything the pages load, and nothing else.
import { build } from "esbuild";
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const source = dirname(fileURLToPath(import.meta.url));
const root = join(source, "..", "..");
const target = join(root, "static", "dist");
const italia = join(root, "node_modules", "bootstrap-italia", "dist");
const weights = { 300: "300", 400: "regular", 600: "600", 700: "700" };

function copy(from, to) {
  mkdirSync(dirname(join(target, to)), { recursive: true });
  cpSync(from, join(target, to), { recursive: true });
}

rmSync(target, { recursive: true, force: true });
// The design system's own style sheet stays untouched; its CSS names its map, so the map comes along.
copy(join(italia, "css", "bootstrap-italia.min.css"), "css/bootstrap-italia.min.css");
copy(join(italia, "css", "bootstrap-italia.min.css.map"), "css/bootstrap-italia.min.css.map");
copy(join(italia, "svg", "sprites.svg"), "images/sprites.svg");
for (const [weight, name] of Object.entries(weights)) {
  const file = `titillium-web-v10-latin-ext_latin-${name}.woff2`;
  copy(join(italia, "fonts", "Titillium_Web", file), `fonts/titillium-web-${weight}.woff2`);
}
// The documents' fonts, with their licences: TTF, which WeasyPrint embeds faster than WOFF2.
const documents = {
  Titillium_Web: [
    "OFL.txt",
    ...["300", "regular", "italic", "600", "700"].map((name) => `titillium-web-v10-latin-ext_latin-${name}.ttf`),
  ],
  Roboto_Mono: ["LICENSE.txt", "roboto-mono-v13-latin-ext_latin-regular.ttf"],
};
for (const [family, files] of Object.entries(documents)) {
  for (const file of files) {
    copy(join(italia, "..", "src", "fonts", family, file), `fonts/documents/${family}/${file}`);
  }
}
copy(join(source, "images"), "images");
await build({
  entryPoints: { "js/piastra": join(source, "js", "piastra.js"), "css/piastra": join(source, "css", "piastra.css") },
  outdir: target,
  bundle: true,
  minify: true,
  // The package wrongly declares its self-registering plugins free of side effects.
  ignoreAnnotations: true,
  format: "iife",
  target: ["chrome111", "firefox113", "safari16.4"],
  external: ["../fonts/*", "../images/*"],
  logLevel: "info",
});
