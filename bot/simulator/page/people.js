// Whose phone is in view: the list beside the phones, the tabs above the phone on a small screen, and who has news.

import { el, icon, initials } from "/page/dom.js";
import { NewPhone } from "/page/newphone.js";

export class People {
  #seen = new Map();

  /** `places`: {list, tabs}, the elements to draw in. `choose(id)` brings a phone in view. */
  constructor(store, places, choose) {
    this.store = store;
    this.places = places;
    this.choose = choose;
    this.newPhone = new NewPhone(store, choose);
  }

  /** `visible`: the ids of the phones in view; who has not seen the bot's last message gets a dot. */
  draw(visible) {
    const rows = this.store.people().map((person) => ({
      person, shown: visible.includes(person.id), unread: this.#unread(person.id, visible.includes(person.id)),
    }));
    redraw(this.places.list, [...rows.map((row) => this.#row(row)), this.#adder("person add", "Nieuwe telefoon")]);
    redraw(this.places.tabs, [...rows.map((row) => this.#tab(row)), this.#adder("tab add", "")]);
    this.places.tabs.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Read from the messages, not counted as they come: after a lost connection they come all at once. */
  #unread(id, shown) {
    const last = [...this.store.chats.get(id).messages.values()].findLast((each) => each.from === "bot")?.id ?? 0;
    const seen = this.#seen.get(id) ?? last;
    this.#seen.set(id, shown ? last : Math.min(seen, last));
    return !shown && last > seen;
  }

  #row({ person, shown, unread }) {
    return el(
      "button",
      {
        type: "button", class: `person ${person.role}`, "data-key": person.id,
        "aria-pressed": shown ? "true" : "false", onclick: () => this.choose(person.id),
      },
      avatar(person),
      el("span", { class: "person-name" }, el("b", {}, person.name), " ", el("span", { class: "role" }, person.role)),
      dot(unread),
    );
  }

  #tab({ person, shown, unread }) {
    return el(
      "button",
      {
        type: "button", class: "tab", "data-key": person.id, "aria-current": shown ? "true" : false,
        "aria-label": `${person.name}, ${person.role}${unread ? ", nieuw bericht" : ""}`, onclick: () => this.choose(person.id),
      },
      avatar(person),
      el("span", { class: "tab-name" }, person.name.split(" ")[0]),
      dot(unread),
    );
  }

  #adder(look, text) {
    return el(
      "button",
      { type: "button", class: look, "data-key": "new", "aria-label": text ? false : "Nieuwe telefoon", onclick: () => this.newPhone.ask() },
      el("span", { class: "avatar", "aria-hidden": "true" }, icon("plus")),
      text ? el("span", { class: "person-name" }, text) : "",
    );
  }
}

const avatar = (person) => el("span", { class: "avatar", "aria-hidden": "true" }, initials(person.name));

const dot = (unread) => (unread ? el("span", { class: "unread", role: "img", "aria-label": "nieuw bericht" }) : "");

/** New children in place of the old; who had the focus keeps it. */
function redraw(place, children) {
  const key = place.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  place.replaceChildren(...children);
  if (key) place.querySelector(`[data-key="${key}"]`)?.focus();
}
