/* The calendar above the list of the day: the same appointments as blocks that can be dragged and drawn longer.
   The server decides; whatever it answers, the day is drawn anew as it stands. It is for the mouse: keys and screen
   readers have the list, which says and does the same. */

const { EventCalendar, htmx } = window;
const box = document.getElementById("calendar");
const looks = document.getElementById("state-looks");
const read = () => JSON.parse(document.getElementById("calendar-data").textContent || "{}");
const CLOCK = { hour: "2-digit", minute: "2-digit", hour12: false };
const WIDE = 8;

let data = read();
let calendar = null;
let isHeld = false;

const two = (number) => String(number).padStart(2, "0");
const dayOf = (date) => `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
const timeOf = (date) => `${two(date.getHours())}:${two(date.getMinutes())}`;

function line(tag, text) {
  const element = document.createElement(tag);
  element.textContent = text;
  return element;
}

function content({ event, timeText }) {
  if (event.display === "background") return "";
  const { state, service } = event.extendedProps;
  const look = looks.querySelector(`[data-state="${state}"]`).cloneNode(true);
  look.classList.add("look");
  if (data.week) {
    const word = look.lastElementChild;
    look.title = word.textContent;
    word.remove();
  }
  return { domNodes: [look, line("time", data.week ? timeOf(event.start) : timeText), line("b", event.title), line("span", service)] };
}

function send(event, resource) {
  const values = {
    day: dayOf(event.start),
    time: timeOf(event.start),
    minutes: Math.round((event.end - event.start) / 60000),
    dentist: data.across && resource ? resource.id : event.extendedProps.dentist,
    chair: data.seats ? (resource ? resource.id : event.resourceIds[0]) : "",
  };
  htmx.ajax("POST", event.extendedProps.move + window.location.search, { values, target: "#live", swap: "outerHTML" });
}

function bookAt({ date, resource }) {
  if (!box.dataset.book) return;
  const url = new URL(box.dataset.book, window.location.href);
  url.searchParams.set("day", dayOf(date));
  url.searchParams.set("time", timeOf(date));
  if (data.across && resource && resource.id) url.searchParams.set("dentist", resource.id);
  window.location.assign(url);
}

function open({ event }) {
  if (event.extendedProps.open) window.location.assign(event.extendedProps.open);
}

/* the roles that it gives itself fit no standard */
function leaveToMouse({ el }) {
  el.removeAttribute("role");
  el.removeAttribute("tabindex");
}

const hold = () => { isHeld = true; };
const letGo = () => { isHeld = false; };

function shown() {
  return {
    date: data.day,
    slotMinTime: data.from,
    slotMaxTime: data.until,
    resources: data.columns,
    events: data.events,
  };
}

function draw() {
  if (!data.columns || !data.columns.length) { box.hidden = true; return; }
  box.hidden = false;
  if (calendar) { Object.entries(shown()).forEach(([name, value]) => calendar.setOption(name, value)); return; }
  calendar = EventCalendar.create(box, {
    ...shown(),
    view: data.week ? "timeGridWeek" : "resourceTimeGridDay",
    timeZone: data.offset,
    locale: document.documentElement.lang,
    headerToolbar: { start: "", center: "", end: "" },
    height: "auto",
    firstDay: 1,
    allDaySlot: false,
    nowIndicator: true,
    slotEventOverlap: false,
    slotDuration: "00:15",
    slotLabelInterval: "01:00",
    slotHeight: 18,
    snapDuration: "00:05",
    slotLabelFormat: CLOCK,
    eventTimeFormat: CLOCK,
    columnWidth: data.columns.length > WIDE ? "140px" : undefined,
    longPressDelay: 400,
    eventContent: content,
    eventClick: open,
    eventDidMount: leaveToMouse,
    dateClick: bookAt,
    dragConstraint: ({ newResource }) => !newResource || data.across || (data.seats && newResource.id !== ""),
    eventDragStart: hold,
    eventDragStop: letGo,
    eventResizeStart: hold,
    eventResizeStop: letGo,
    eventDrop: ({ event, newResource }) => send(event, newResource),
    eventResize: ({ event }) => send(event, null),
  });
}

if (box && EventCalendar) {
  draw();
  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt.id !== "live" || isHeld) return;
    data = read();
    draw();
  });
  /* not done, and not said by the server why: back to where it was */
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!event.detail.successful && event.detail.requestConfig.verb === "post") draw();
  });
}
