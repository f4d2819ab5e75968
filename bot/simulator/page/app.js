// Puts the page together: the store, one or two phones, the panel, and on a small screen a slim bar with a sheet.
//
// Wide: the chosen aios and an opleider side by side. Small: only the chosen person, with a tab for everybody. Who is
// chosen stands in the address (#1001), so a reload shows the same phone.

import { ClockPanel } from "/page/clock.js";
import { el, icon } from "/page/dom.js";
import { OpenOn } from "/page/openon.js";
import { People } from "/page/people.js";
import { Phone } from "/page/phone.js";
import { SAMPLES } from "/page/samples.js";
import { Store } from "/page/store.js";

const place = (name) => document.querySelector(`[data-${name}]`);
const wide = matchMedia("(min-width: 1180px)");
const phones = new Map();
const store = new Store();
let chosen = Number(location.hash.slice(1)) || null;
const lastChosen = {};

const announce = (text) => { place("announce").textContent = text; };
const clock = new ClockPanel(store, place("clock"), announce);
const tabs = el("nav", { class: "tabs", "aria-label": "Telefoons" });
const people = new People(store, { list: place("people"), tabs }, choose);
const openOn = new OpenOn(store, openLink);

const barClock = el("button", { type: "button", class: "bar-clock", "aria-expanded": "false" });
const shade = el("div", { class: "shade", hidden: true, onclick: () => sheet(false) });
const closeSheet = el("button", { type: "button", class: "tool sheet-close", "aria-label": "Sluit", onclick: () => sheet(false) }, icon("close"));
const offline = el("p", { class: "offline", role: "status", hidden: true }, "Even geen verbinding. Ik probeer het opnieuw.");
place("bar").append(tabs, barClock);
place("panel").prepend(closeSheet);
document.body.append(shade, offline);

barClock.addEventListener("click", () => sheet(true));
document.addEventListener("keydown", (event) => event.key === "Escape" && sheet(false));

/** On a small screen the panel is a sheet that slides over the phone. */
function sheet(open) {
  const panel = place("panel");
  if (panel.classList.contains("open") === open) return;
  panel.classList.toggle("open", open);
  shade.hidden = !open;
  barClock.setAttribute("aria-expanded", String(open));
  place("phones").inert = open;
  (open ? closeSheet : barClock).focus();
}

place("samples").append(
  ...SAMPLES.map((text) => el("li", {}, el("button", { type: "button", class: "sample", onclick: () => tryOut(text) }, text))),
);

function tryOut(text) {
  sheet(false);
  const id = visible().find((each) => store.chats.get(each).person.role === "aios") ?? store.people("aios")[0]?.id;
  if (id === undefined) return;
  choose(id);
  phones.get(id).prepare(text);
}

function choose(id) {
  chosen = id;
  history.replaceState(null, "", `#${id}`);
  sheet(false);
  draw();
  phones.get(id)?.element.scrollIntoView({ block: "nearest" });
}

/** Somebody opens a link that was meant for them: their phone comes in view, and START is pressed there. */
async function openLink(id, url) {
  choose(id);
  if (await phones.get(id).open(url)) announce(`Link geopend op de telefoon van ${store.chats.get(id).person.name}`);
}

/** The people whose phones are in view. */
function visible() {
  const known = store.chats.get(chosen)?.person;
  if (known) lastChosen[known.role] = known.id;
  const aios = store.chats.get(lastChosen.aios)?.person ?? store.people("aios")[0];
  const opleider = store.chats.get(lastChosen.opleider)?.person ?? store.people("opleider")[0];
  const front = known ?? aios ?? opleider;
  if (!front) return [];
  return wide.matches ? [aios, opleider].filter(Boolean).map((person) => person.id) : [front.id];
}

function draw() {
  const ids = visible();
  for (const id of ids) if (!phones.has(id) && store.chats.has(id)) phones.set(id, new Phone(store, id, (url, from) => openOn.ask(url, from)));
  const elements = ids.map((id) => phones.get(id).element);
  const shown = [...place("phones").children];
  if (elements.length !== shown.length || elements.some((each, i) => each !== shown[i])) {
    place("phones").replaceChildren(...elements);
    for (const id of ids) phones.get(id).fill();
  }
  people.draw(ids);
  tick();
}

function tick() {
  clock.tick();
  const [day, hour] = clock.short();
  barClock.replaceChildren(el("small", {}, day), el("b", {}, hour));
  barClock.setAttribute("aria-label", `Het is ${day}, ${hour}. Verzet de klok`);
  for (const phone of phones.values()) if (phone.element.isConnected) phone.tick();
}

store.addEventListener("state", () => {
  for (const [id, phone] of phones) {
    if (store.chats.has(id)) phone.fill();
    else phones.delete(id);
  }
  draw();
  document.body.classList.add("ready");
});
store.addEventListener("clock", tick);
store.addEventListener("online", () => { offline.hidden = store.online; });
store.addEventListener("chat", ({ detail: { chat, notice } }) => {
  phones.get(chat)?.take(notice);
  if (notice.kind === "message" && notice.message.from === "bot") people.draw(visible());
});
wide.addEventListener("change", draw);
setInterval(tick, 1000);
store.connect();
