/* What every page does. Each module listens on the document, so that swapped-in parts need no wiring. */
import "./requests.js";
import "./menus.js";
import "./keys.js";
import "./lists.js";
import "./focus.js";
import "./toasts.js";
import "./drafts.js";
import "./search.js";
import "./mentions.js";
import "./drop.js";
import "./photos.js";
import "./judging.js";
import "./calls.js";
import "./points.js";
