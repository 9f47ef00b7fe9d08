/** How the phone is built: into the static files of `fieldsync`, with a service worker that knows every file. */

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { defineConfig, type Plugin } from "vite";

const OUT = "../src/fangxian/fieldsync/static/field";
const BASE = "/static/field/";
const PUBLIC = "field/public"; // copied as it is: manifest and icons
/** What stands in sw.ts for the list of files; see `listFiles`. */
const PLACE = "__FILES_OF_THE_SHELL__";

/** Writes the names of all built files, and a digest of them, into the service worker. */
function listFiles(): Plugin {
  return {
    name: "files-of-the-shell",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_options, bundle) {
        const worker = bundle["sw.js"];
        if (worker?.type !== "chunk") this.error("sw.js was not built");
        const built = Object.keys(bundle).filter((name) => name !== "sw.js" && name !== "index.html");
        const names = [...built, ...readdirSync(PUBLIC)].sort();
        const digest = createHash("sha256");
        for (const name of names) {
          const file = bundle[name];
          digest.update(name).update(file ? content(file) : readFileSync(`${PUBLIC}/${name}`));
        }
        digest.update(worker.code);
        const files = { version: digest.digest("hex").slice(0, 12), names };
        if (!worker.code.includes(PLACE)) this.error(`the service worker does not mention ${PLACE}`);
        worker.code = worker.code.replace(PLACE, JSON.stringify(files));
      },
    },
  };
}

function content(file: { type: "chunk"; code: string } | { type: "asset"; source: string | Uint8Array }) {
  return file.type === "chunk" ? file.code : file.source;
}

export default defineConfig({
  base: BASE,
  plugins: [listFiles()],
  build: {
    outDir: OUT,
    emptyOutDir: true,
    target: ["chrome87", "safari15"],
    modulePreload: false, // its script would be one more; the service worker has every file at hand
    assetsInlineLimit: 0, // the content policy allows no data: scripts or fonts
    rolldownOptions: {
      external: ["crypto"], // @hpke asks Node 18 and older for it; a browser never gets there
      input: { app: "field/index.html", sw: "field/src/sw.ts" },
      output: {
        entryFileNames: (chunk) => (chunk.name === "sw" ? "sw.js" : "assets/[name]-[hash].js"),
      },
    },
  },
  test: { include: ["tests/**/*.test.ts"], restoreMocks: true, unstubGlobals: true },
});
