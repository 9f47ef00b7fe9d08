/** The phone begins here. */

import "./screen/look.css";

import { render } from "preact";

import { App } from "./shell/app";
import { applyLook } from "./shell/look";
import { start } from "./shell/start";

applyLook();
render(<App />, document.getElementById("app")!);
void start();
