// The window that adds a phone: a name and a role.

import { el } from "/page/dom.js";
import * as server from "/page/server.js";

const NAMES = ["Samira El Idrissi", "Daan Vermeulen", "Yara Bakker", "Mees van den Berg", "Lotte Kuipers", "Emre Yıldız", "Fleur Jansen"];
const ROLES = [["aios", "Aios"], ["opleider", "Opleider"]];

export class NewPhone {
  /** `choose(id)` is called with the person who got the phone. */
  constructor(store, choose) {
    this.store = store;
    this.choose = choose;
    this.field = el("input", { id: "new-name", name: "name", required: true, maxlength: 60, autocomplete: "off" });
    this.form = el(
      "form",
      { method: "dialog", onsubmit: (event) => this.#submit(event) },
      el("h2", { id: "new-title" }, "Nieuwe telefoon"),
      el("label", { for: "new-name" }, "Van wie is die?"),
      this.field,
      el("fieldset", { class: "roles" }, el("legend", {}, "Rol"), ...ROLES.map(([role, label], i) => option(role, label, i === 0))),
      el(
        "div",
        { class: "window-row" },
        el("button", { type: "button", class: "quiet", onclick: () => this.window.close() }, "Toch niet"),
        el("button", { type: "submit", class: "primary" }, "Geef een telefoon"),
      ),
    );
    this.window = el("dialog", { class: "window", "aria-labelledby": "new-title" }, this.form);
    document.body.append(this.window);
  }

  ask() {
    const taken = new Set(this.store.people().map((person) => person.name));
    this.field.value = NAMES.find((name) => !taken.has(name)) ?? "";
    this.window.showModal();
    this.field.select();
  }

  async #submit(event) {
    event.preventDefault();
    const name = this.field.value.trim();
    if (!name) return;
    const person = await server.addPerson(name, new FormData(this.form).get("role"));
    this.window.close();
    this.choose(person.id);
  }
}

function option(role, label, checked) {
  return el("label", { class: "role-choice" }, el("input", { type: "radio", name: "role", value: role, checked }), el("span", {}, label));
}
