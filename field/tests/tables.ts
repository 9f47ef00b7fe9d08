/// <reference types="node" />

/** The decision tables of spec/, which the office's tests run too: here for what the phone decides by itself. */

import { readFileSync } from "node:fs";

export type Row = Readonly<Record<string, string>>;
const SPEC = new URL("../../spec/", import.meta.url).pathname;
const PACKS = new URL("../../src/fangxian/rulepacks/", import.meta.url).pathname;

/** The rows under one heading of a file. */
export function rowsOf(file: string, heading: string): Row[] {
  const sections = readFileSync(`${SPEC}${file}.md`, "utf-8").split(/^## /m);
  const section = sections.find((one) => one.startsWith(heading));
  if (section === undefined) throw new Error(`${file}.md has no heading ${heading}`);
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  const cells = lines.map((line) => line.slice(1, -1).split("|").map((cell) => cell.trim()));
  const columns = cells[0]!;
  return cells.slice(2).map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]!])));
}

export function held(file: string): unknown {
  return JSON.parse(readFileSync(`${SPEC}${file}.json`, "utf-8"));
}

/** The figures of the shipped edition, as the office hands them to phones. */
export function temperatureRule() {
  const pack = readFileSync(`${PACKS}cn.temperature.yaml`, "utf-8");
  const figure = (name: string) => Number(new RegExp(`^ {6}${name}: ([\\d.]+)$`, "m").exec(pack)?.[1]);
  return {
    celsius: figure("celsius"),
    operator: /^ {6}operator: '(>=?)'$/m.exec(pack)?.[1] as ">=" | ">",
    remeasure_after_minutes: figure("remeasure_after_minutes"),
    readings_before_referral: figure("readings_before_referral"),
    accept_from: figure("accept_from"),
    accept_to: figure("accept_to"),
    words: {},
  };
}
