// What every office page loads. Each module looks for its own marks and works on what htmx brings later too.
import { watchDates } from "./dates.js";
import { watchDialogs, watchMenus, watchToasts } from "./surfaces.js";
import { watchFastEntry } from "./fast-entry.js";
import { watchDropZones } from "./drop-zone.js";
import { watchSearch } from "./search.js";
import { watchSelection } from "./selection.js";
import { watchLine } from "./line.js";
import { showCurrent } from "./nav.js";

for (const watch of [watchDates, watchDialogs, watchMenus, watchToasts, watchFastEntry, watchDropZones, watchSearch, watchSelection, watchLine, showCurrent]) watch(document);
