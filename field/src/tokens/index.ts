/** Signed tokens, checked on the phone with no network: what it says, or one word why it does not count. */

export { type GateToken, type Kind, KINDS, type Told, type Word, WORDS, readGateToken, wordFor } from "./gate";
export { type TrustList, hex, openTrustList } from "./keys";
export type { Lists } from "./opening";
export { REFUSALS, type RefusalCode, TokenRefused } from "./refusals";
export { UntrustedList } from "./signed";
export { type WithdrawnTokens, openWithdrawn } from "./withdrawn";
