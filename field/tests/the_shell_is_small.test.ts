import { gzipSync } from "node:zlib";
import { build, type Rolldown } from "vite";
import { expect, test } from "vitest";

const MOST = 60 * 1024; // bytes, gzipped, before a scanner is loaded: issue 4, "Speed"

type Chunk = Rolldown.OutputChunk;

/** The files of the shell as they are built now, without writing them. */
async function built(): Promise<Map<string, Rolldown.OutputChunk | Rolldown.OutputAsset>> {
  const result = (await build({ root: "field", build: { write: false }, logLevel: "error" })) as Rolldown.RolldownOutput;
  return new Map(result.output.map((file) => [file.fileName, file]));
}

/** What a browser fetches before the first screen: the page's script, all it imports, and its styles. */
function firstLoad(files: Map<string, Rolldown.OutputChunk | Rolldown.OutputAsset>): string[] {
  const wanted = [...files.values()].filter((file) => file.type === "chunk" && file.isEntry && file.fileName !== "sw.js");
  const names = new Set(wanted.map((file) => file.fileName));
  for (const name of names) for (const more of (files.get(name) as Chunk).imports ?? []) names.add(more);
  const page = String((files.get("index.html") as Rolldown.OutputAsset).source);
  for (const [, name] of page.matchAll(/href="\/static\/field\/([^"]+\.css)"/g)) names.add(name!);
  return [...names];
}

function size(file: Rolldown.OutputChunk | Rolldown.OutputAsset): number {
  return gzipSync(file.type === "chunk" ? file.code : file.source).length;
}

test("the first load fits, the page runs no script of its own, and the worker knows every file", async () => {
  const files = await built();
  const names = firstLoad(files);
  expect(names.some((name) => name.endsWith(".css"))).toBe(true);
  const total = names.reduce((sum, name) => sum + size(files.get(name)!), 0);
  expect(total, `${names.join(", ")}: ${total} bytes`).toBeLessThanOrEqual(MOST);
  expect(total).toBeGreaterThan(10_000); // it measured something
  const page = String((files.get("index.html") as Rolldown.OutputAsset).source);
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|\son\w+=|<style/);
  const worker = (files.get("sw.js") as Chunk).code;
  for (const name of files.keys()) if (!["sw.js", "index.html"].includes(name)) expect(worker).toContain(name);
  expect(worker).toContain("field.webmanifest");
}, 60_000);
