/** CBOR as COSE needs it: maps keep their integer keys, tags stay visible. */

import { Tagged, decodeFirst, encode } from "cborg";

export { Tagged, encode };

/** Every tag is kept as it is; only the layers that know one look into it. */
const TAGS = new Proxy({} as Record<number, ReturnType<typeof Tagged.decoder>>, {
  get: (_none, tag) => (typeof tag === "string" ? Tagged.decoder(Number(tag)) : undefined),
});

/** The first item in `bytes`. Throws for what is no CBOR, also for what is nested without end. */
export function decode(bytes: Uint8Array): unknown {
  return decodeFirst(bytes, { useMaps: true, tags: TAGS })[0];
}
