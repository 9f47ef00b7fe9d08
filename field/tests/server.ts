/** A server for tests, behind `fetch`: it remembers what it was sent and answers as the test says. */

import { vi } from "vitest";

export interface Asked {
  readonly path: string;
  readonly body: { records?: { client_id: string }[]; sent_at?: string } | null;
  /** What it holds already, where it asks for what is newer. */
  readonly tag?: string | undefined;
}
export interface Told {
  readonly status?: number;
  readonly body?: object | string | null;
  readonly headers?: Record<string, string>;
}

/** Put a server behind `fetch`. An answer may be an error: then no answer comes. */
export function serve(answer: (asked: Asked, number: number) => Told | Error): Asked[] {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", async (path: string, how: RequestInit) => {
    const body = typeof how.body === "string" ? (JSON.parse(how.body) as Asked["body"]) : null;
    asked.push({ path, body, tag: new Headers(how.headers).get("If-None-Match") ?? undefined });
    const told = answer(asked[asked.length - 1]!, asked.length - 1);
    if (told instanceof Error) throw told;
    const text = typeof told.body === "string" ? told.body : JSON.stringify(told.body ?? {});
    return new Response(told.status === 304 ? null : text, {
      status: told.status ?? 200,
      headers: { "Content-Type": "application/json", ...told.headers },
    });
  });
  return asked;
}

/** A word for every record of a batch. */
export function words(asked: Asked, word = "new"): Told {
  const results = asked.body!.records!.map((record) => ({ client_id: record.client_id, word }));
  return { body: { at: "2020-03-10T01:00:00Z", results } };
}
