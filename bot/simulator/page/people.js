// Whose phone is in view: the switcher, and the window that makes a new aios.

import { el, icon, initials } from "/page/dom.js";
import * as server from "/page/server.js";

const NAMES = ["Samira El Idrissi", "Daan Vermeulen", "Yara Bakker", "Mees van den Berg", "Lotte Kuipers", "Emre Yıldız", "Fleur Jansen"];

export class People {
  #unread = new Set();

  /** `choose(id)` brings a phone in view. */
  constructor(store, place, choose) {
    this.store = store;
    this.place = place;
    this.choose = choose;
    this.window = this.#newPersonWindow();
    document.body.append(this.window);
  }

  /** Somebody whose phone is not in view got a message. */
  mark(id) {
    this.#unread.add(id);
  }

  draw(visible) {
    for (const id of visible) this.#unread.delete(id);
    const focused = this.place.contains(document.activeElement) ? document.activeElement.dataset.person : null;
    const rows = this.store.people().map((person) => this.#row(person, visible));
    const add = el(
      "button",
      { type: "button", class: "person add", onclick: () => this.#open() },
      el("span", { class: "avatar", "aria-hidden": "true" }, icon("plus")),
      el("span", { class: "person-name" }, "Nieuwe aios"),
    );
    this.place.replaceChildren(...rows, add);
    if (focused) this.place.querySelector(`[data-person="${focused}"]`)?.focus();
  }

  #row(person, visible) {
    const unread = this.#unread.has(person.id);
    return el(
      "button",
      {
        type: "button", class: `person ${person.role}`, "data-person": person.id,
        "aria-pressed": visible.includes(person.id) ? "true" : "false", onclick: () => this.choose(person.id),
      },
      el("span", { class: "avatar", "aria-hidden": "true" }, initials(person.name)),
      el("span", { class: "person-name" }, person.name),
      el("span", { class: "role" }, person.role),
      unread ? el("span", { class: "unread", role: "img", "aria-label": "nieuw bericht" }) : "",
    );
  }

  #open() {
    const taken = new Set(this.store.people().map((person) => person.name));
    this.window.querySelector("input").value = NAMES.find((name) => !taken.has(name)) ?? "";
    this.window.showModal();
    this.window.querySelector("input").select();
  }

  #newPersonWindow() {
    const field = el("input", { id: "new-name", name: "name", required: true, maxlength: 60, autocomplete: "off" });
    const form = el(
      "form",
      { method: "dialog" },
      el("h2", { id: "new-title" }, "Nieuwe aios"),
      el("label", { for: "new-name" }, "Hoe heet die?"),
      field,
      el(
        "div",
        { class: "window-row" },
        el("button", { type: "button", class: "quiet", onclick: () => window.close() }, "Toch niet"),
        el("button", { type: "submit", class: "primary" }, "Geef een telefoon"),
      ),
    );
    const window = el("dialog", { class: "window", "aria-labelledby": "new-title" }, form);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const name = field.value.trim();
      if (!name) return;
      const person = await server.addPerson(name);
      window.close();
      this.choose(person.id);
    });
    return window;
  }
}
