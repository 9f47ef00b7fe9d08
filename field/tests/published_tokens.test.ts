/**
 * The EU's published certificate cases, through the same reader as the city's own codes
 * (eu-digital-green-certificates/dgc-testdata, Apache-2.0, read in place). Each tells which step must succeed or fail.
 */

import { createHash, X509Certificate } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

import { hex } from "../src/tokens";
import { trustListOf, type VerificationKey } from "../src/tokens/keys";
import { openToken, type Profile } from "../src/tokens/opening";
import { TokenRefused } from "../src/tokens/refusals";
import { verifierOf } from "../src/tokens/verifying";

const FOLDER = new URL("../../../shared/data/interop/eu_dcc/", import.meta.url).pathname;
/** Without the public data sets beside the project these are skipped, as the office's own tests on them are. */
const IS_HERE = existsSync(FOLDER);
const CASES = IS_HERE
  ? readdirSync(FOLDER, { recursive: true, encoding: "utf-8" }).filter((name) => name.endsWith(".json"))
  : [];
const KINDS: Record<string, string> = { t: "test", v: "vaccination", r: "recovery" };
/** What a certificate says that its key may sign, as DER; the second arc was used by early issuers. */
const USES = ["060b2b06010401", "060c2b0601040100"].flatMap((arc) =>
  Object.values(KINDS).map((use, at) => [`${arc}8e378f6501${["01", "02", "03"][at]}`, use] as const),
);
/** Signed as ES256 with a key on another curve than P-256: RFC 9053 advises against it, both readers refuse it. */
const OTHER_CURVE = new Set(["ES/2DCode/raw/401", "ES/2DCode/raw/402", "ES/2DCode/raw/403"]);
const STEPS: Record<string, string[]> = {
  EXPECTEDUNPREFIX: ["foreign"],
  EXPECTEDB45DECODE: ["garbled"],
  EXPECTEDCOMPRESSION: ["not_packed"],
  EXPECTEDDECODE: ["unreadable"],
  EXPECTEDVERIFY: ["unknown_key", "forged", "unreadable"],
  EXPECTEDEXPIRATIONCHECK: ["expired", "not_yet"],
  EXPECTEDKEYUSAGE: ["wrong_use"],
};

interface Case {
  PREFIX: string;
  TESTCTX: { CERTIFICATE: string; VALIDATIONCLOCK: string };
  EXPECTEDRESULTS: Record<string, boolean>;
}

const HC1: Profile = {
  prefix: "HC1:",
  useOf(claims) {
    const wrapped = claims.get(-260);
    const certificate = wrapped instanceof Map ? wrapped.get(1) : null;
    if (!(certificate instanceof Map)) return null;
    return [...certificate.keys()].map((key) => KINDS[key]).find((kind) => kind !== undefined) ?? "";
  },
};

function read(name: string): Case {
  return JSON.parse(readFileSync(FOLDER + name, "utf-8"));
}

function named(name: string): string {
  return name.replace(/\.json$/, "");
}

/** The one key of a case as COSE writes it, with what its certificate lets it sign. */
async function keyOf(one: Case): Promise<VerificationKey> {
  const der = Buffer.from(one.TESTCTX.CERTIFICATE, "base64");
  const jwk = new X509Certificate(der).publicKey.export({ format: "jwk" });
  const part = (text: string | undefined) => new Uint8Array(Buffer.from(text ?? "", "base64url"));
  const curve = jwk.crv === "P-256" ? 1 : 2;
  const key = new Map<number, unknown>(
    jwk.kty === "RSA"
      ? [[1, 3], [-1, part(jwk.n)], [-2, part(jwk.e)]]
      : [[1, 2], [-1, curve], [-2, part(jwk.x)], [-3, part(jwk.y)]],
  );
  const id = new Uint8Array(createHash("sha256").update(der).digest().subarray(0, 8));
  const text = der.toString("hex");
  const uses = new Set(USES.filter(([arc]) => text.includes(arc)).map(([, use]) => use));
  return { id, verify: await verifierOf(key), uses, validFrom: null, validUntil: null };
}

/** The refusal's code, or `counts`. */
async function judged(one: Case): Promise<string> {
  const trust = trustListOf([await keyOf(one)], 0);
  try {
    await openToken(one.PREFIX, HC1, { trust }, Date.parse(one.TESTCTX.VALIDATIONCLOCK));
    return "counts";
  } catch (error) {
    if (error instanceof TokenRefused) return error.code;
    throw error;
  }
}

test.each(CASES.filter((name) => !OTHER_CURVE.has(named(name))))("%s fails at its step and at no other", async (name) => {
  const one = read(name);
  const steps = (wanted: boolean) =>
    Object.keys(STEPS).flatMap((step) => (one.EXPECTEDRESULTS[step] === wanted ? STEPS[step]! : []));
  const outcome = await judged(one);
  if (steps(false).length > 0) expect(steps(false)).toContain(outcome);
  else expect(steps(true)).not.toContain(outcome);
});

test.skipIf(!IS_HERE).each([...OTHER_CURVE])("%s: a key of another curve is not taken", async (name) => {
  await expect(judged(read(`${name}.json`))).rejects.toThrow("unknown type");
});

test.skipIf(!IS_HERE)("all the cases were there, and every step was made to fail by some", () => {
  expect(CASES.length).toBe(147);
  const failing = Object.keys(STEPS).filter((step) => CASES.some((name) => read(name).EXPECTEDRESULTS[step] === false));
  expect(failing).toEqual(Object.keys(STEPS));
  expect(hex(new Uint8Array([0, 255]))).toBe("00ff");
});
