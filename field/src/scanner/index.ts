export type { Frame } from "./reading";
export { Scanner } from "./scanner";
