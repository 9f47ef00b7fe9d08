/** Asking the server, and understanding how it may refuse. */

import { chosenLanguage } from "../shell/look";

const PATIENCE = 30_000; // ms; a phone at the edge of a cell is slow, not absent

/** What a request came to. `body` is what JSON it answered, else null. */
export interface Reply {
  readonly status: number;
  readonly body: Record<string, unknown> | null;
  /** After how many seconds the server wants to be asked again; null if it did not say. */
  readonly retryAfter: number | null;
  /** The tag of what it answered, to ask later whether there is anything newer; "" if it gave none. */
  readonly tag?: string;
}

/** No answer came: no network, no server, or too slow. */
export class NoAnswer extends Error {}

let token = "";

/** The token that every POST carries; /sync/me/ hands it out. */
export function useToken(given: string): void {
  token = given;
}

export function get(path: string): Promise<Reply> {
  return ask(path, { method: "GET" });
}

/** Ask for what is newer than the tag; 304 if nothing is. */
export function getIfNewer(path: string, tag: string): Promise<Reply> {
  return ask(path, { method: "GET", headers: tag === "" ? {} : { "If-None-Match": tag } });
}

export function post(path: string, body: unknown, patience = PATIENCE): Promise<Reply> {
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
  return ask(path, { method: "POST", headers, body: JSON.stringify(body) }, patience);
}

export function postForm(path: string, fields: Record<string, string>): Promise<Reply> {
  return ask(path, { method: "POST", headers: { "X-CSRFToken": token }, body: new URLSearchParams(fields) });
}

async function ask(path: string, how: RequestInit, patience = PATIENCE): Promise<Reply> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), patience);
  try {
    const answer = await fetch(path, {
      ...how,
      headers: { ...how.headers, Accept: "application/json", "Accept-Language": chosenLanguage() },
      credentials: "same-origin",
      cache: "no-store",
      redirect: "manual", // a redirect leads to a page for people; these doors tell what is asked for instead
      signal: stop.signal,
    });
    if (answer.type === "opaqueredirect") return { status: 401, body: null, retryAfter: null };
    const tag = answer.headers.get("ETag") ?? "";
    return { status: answer.status, body: await json(answer), retryAfter: seconds(answer), tag };
  } catch (error) {
    if (error instanceof TypeError || (error instanceof DOMException && error.name === "AbortError")) {
      throw new NoAnswer(path);
    }
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function json(answer: Response): Promise<Record<string, unknown> | null> {
  if (!answer.headers.get("Content-Type")?.includes("json")) return null;
  try {
    return (await answer.json()) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof SyntaxError) return null; // cut off on the way
    throw error;
  }
}

/** Retry-After as seconds; it may be a number or a date. */
export function seconds(answer: { headers: Headers }): number | null {
  const text = answer.headers.get("Retry-After");
  if (text === null) return null;
  if (/^\d+$/.test(text.trim())) return Number(text);
  const until = Date.parse(text) - Date.parse(answer.headers.get("Date") ?? "");
  return Number.isNaN(until) ? null : Math.max(0, Math.ceil(until / 1000));
}
