// Starts what every page needs.
import { refresh } from "./cells.js";
import { start as startDialogs } from "./dialogs.js";
import { start as startKeys } from "./keys.js";
import { start as startLive } from "./live.js";
import { start as startPalette } from "./palette.js";
import { start as startStatus } from "./status.js";
import { start as startTheme } from "./theme.js";
import { start as startToasts } from "./toasts.js";

for (const start of [startToasts, startStatus, startTheme, startPalette, startDialogs, startKeys, startLive]) start();
document.body.addEventListener("htmx:after:swap", ({ target }) => refresh(target instanceof Element ? target : document));
