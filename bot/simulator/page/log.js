// The list of messages of one chat: in order, with days between them, scrolled as a reader wants it.
//
// Whoever reads at the bottom stays at the bottom; whoever scrolled up to read back is left in peace and gets a
// button that says there is something new. Of an answer that is taller than the screen the beginning is shown, and an
// arrow leads to its end, where its buttons are.

import { bubble } from "/page/bubble.js";
import { day, dayKey, later } from "/page/dates.js";
import { calm, el, icon } from "/page/dom.js";

const NEAR_PX = 96;
const AT_PX = 16;
const TOGETHER_MS = 5 * 60_000;
const TYPING_MS = 5_000;

export class ChatLog {
  #items = new Map();
  #messages = new Map();
  #acts;
  #typingTimer = 0;

  constructor(acts) {
    this.#acts = acts;
    this.list = el("div", { class: "log", role: "log", "aria-label": "Gesprek", tabindex: "0" });
    this.typing = el(
      "div",
      { class: "typing", hidden: true },
      el("span", { class: "sr-only" }, "Leerlijn typt"),
      el("i"), el("i"), el("i"),
    );
    this.newer = el(
      "button",
      { type: "button", class: "newer", hidden: true, onclick: () => this.toBottom() },
      icon("down"),
      "Nieuw bericht",
    );
    this.further = el(
      "button",
      { type: "button", class: "further", hidden: true, "aria-label": "Lees verder", onclick: () => this.toBottom() },
      icon("down"),
    );
    this.element = el("div", { class: "log-frame" }, this.list, this.newer, this.further);
    this.list.append(this.typing);
    this.list.addEventListener("scroll", () => {
      if (this.#nearBottom()) this.newer.hidden = true;
      if (this.#atBottom()) this.further.hidden = true;
    }, { passive: true });
    new ResizeObserver(() => this.#stick && this.list.scrollTo(0, this.list.scrollHeight)).observe(this.list);
    this.list.addEventListener("scroll", () => { this.#stick = this.#nearBottom(); }, { passive: true });
  }

  #stick = true;

  /** Draw the whole chat, without reading it aloud. */
  fill(messages) {
    this.list.setAttribute("aria-live", "off");
    this.list.replaceChildren(this.typing);
    this.#items.clear();
    this.#messages.clear();
    for (const message of messages) this.#place(message);
    this.#regroup();
    this.list.scrollTo(0, this.list.scrollHeight);
    this.#stick = true;
    this.newer.hidden = this.further.hidden = true;
    requestAnimationFrame(() => this.list.setAttribute("aria-live", "polite"));
  }

  /** A new message, or a new version of one that is there. */
  upsert(message) {
    const known = this.#items.has(message.id);
    const follow = this.#nearBottom() || (message.from === "person" && !known);
    if (message.from === "bot") this.showTyping(false);
    this.#place(message);
    this.#regroup();
    if (!known) this.#items.get(message.id).classList.add("arrives");
    if (follow) this.#follow(message);
    else if (!known) {
      this.newer.hidden = false;
      this.further.hidden = true;
    }
  }

  remove(id) {
    this.#items.get(id)?.remove();
    this.#items.delete(id);
    this.#messages.delete(id);
    this.#regroup();
  }

  showTyping(on) {
    clearTimeout(this.#typingTimer);
    const follow = this.#nearBottom();
    this.typing.hidden = !on;
    if (!on) return;
    this.#typingTimer = setTimeout(() => this.showTyping(false), TYPING_MS);
    if (follow) this.toBottom();
  }

  toBottom() {
    this.newer.hidden = this.further.hidden = true;
    this.#stick = true;
    this.#scroll(this.list.scrollHeight);
  }

  /** To the bottom; but of an answer that does not fit on the screen, the beginning comes first. */
  #follow(message) {
    const item = this.#items.get(message.id);
    const tall = message.from === "bot" && item.offsetHeight > this.list.clientHeight - 24;
    if (!tall) return void this.toBottom();
    this.#stick = false;
    this.further.hidden = false;
    this.#scroll(item.offsetTop - 12);
  }

  #scroll(top) {
    this.list.scrollTo({ top, behavior: calm() ? "auto" : "smooth" });
  }

  /** The pressed button of this message no longer waits for an answer. */
  settle(id) {
    for (const key of this.#items.get(id)?.querySelectorAll(".key[aria-busy]") ?? []) key.removeAttribute("aria-busy");
  }

  #place(message) {
    const old = this.#items.get(message.id);
    const item = bubble(message, this.#acts);
    this.#messages.set(message.id, message);
    this.#items.set(message.id, item);
    if (!old) return void this.typing.before(item);
    const focused = old.contains(document.activeElement);
    old.replaceWith(item);
    if (focused) this.list.focus({ preventScroll: true });
  }

  /** Days between, and messages of one sender close together. */
  #regroup() {
    for (const separator of this.list.querySelectorAll(".day")) separator.remove();
    let before = null;
    let lastMine = null;
    for (const [id, item] of this.#items) {
      const message = this.#messages.get(id);
      const at = new Date(message.at);
      const newDay = !before || dayKey(at) !== dayKey(new Date(before.at));
      if (newDay) item.before(separator(at, before && new Date(before.at)));
      const joined = !newDay && before.from === message.from && at - new Date(before.at) < TOGETHER_MS;
      item.classList.toggle("joined", joined && !before.rows.length);
      item.classList.remove("last-mine");
      if (message.from === "person") lastMine = item;
      before = message;
    }
    lastMine?.classList.add("last-mine");
  }

  #nearBottom() {
    return this.#below() < NEAR_PX;
  }

  #atBottom() {
    return this.#below() < AT_PX;
  }

  #below() {
    return this.list.scrollHeight - this.list.scrollTop - this.list.clientHeight;
  }
}

function separator(at, before) {
  const gap = before ? later(before, at) : "";
  return el("div", { class: "day" }, el("span", {}, el("b", {}, day(at)), gap ? ` · ${gap}` : ""));
}
