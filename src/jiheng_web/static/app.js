/* What every page needs of script. Pages import from here: import { toast, markUnsaved } from "./app.js". */
import { startDialogs } from "./app/dialogs.js";
import { startPalette } from "./app/palette.js";
import { startRequests } from "./app/requests.js";
import { startSmallThings } from "./app/small.js";
import { startTables } from "./app/tables.js";
import { startUnsaved } from "./app/unsaved.js";

export { openDialog } from "./app/dialogs.js";
export { csrfToken, reasonOf, sendJson } from "./app/requests.js";
export { toast } from "./app/toast.js";
export { markUnsaved } from "./app/unsaved.js";

startRequests();
startDialogs();
startPalette();
startSmallThings();
startTables();
startUnsaved();
