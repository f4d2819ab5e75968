// The small sheet behind a start link: on whose phone is it opened? Stands for 'she sent it to him, he taps it'.

import { el, icon, initials } from "/page/dom.js";

const beside = (window, { target, clientX, clientY, detail }) => {
  const { left, right, top, bottom } = window.getBoundingClientRect();
  return target === window && detail > 0 && (clientX < left || clientX > right || clientY < top || clientY > bottom);
};

export class OpenOn {
  /** `open(personId, url)` is called with the phone that was chosen. */
  constructor(store, open) {
    this.store = store;
    this.open = open;
    this.choices = el("div", { class: "choices" });
    this.window = el(
      "dialog",
      { class: "window open-on", "aria-labelledby": "open-on-title" },
      el("h2", { id: "open-on-title" }, "Open deze link op"),
      this.choices,
      el("div", { class: "window-row" }, el("button", { type: "button", class: "quiet", onclick: () => this.window.close() }, "Toch niet")),
    );
    this.window.addEventListener("click", (event) => beside(this.window, event) && this.window.close());
    document.body.append(this.window);
  }

  /** Ask, for a link that was tapped on the phone of `from`; the first other phone is where the focus begins. */
  ask(url, from) {
    const people = this.store.people();
    const first = people.find((person) => person.id !== from) ?? people[0];
    this.choices.replaceChildren(...people.map((person) => this.#choice(person, url, person.id === from)));
    this.window.showModal();
    this.choices.querySelector(`[data-open-on="${first.id}"]`).focus();
  }

  #choice(person, url, own) {
    const act = () => {
      this.window.close();
      this.open(person.id, url);
    };
    return el(
      "button",
      { type: "button", class: "choice", "data-open-on": person.id, onclick: act },
      el("span", { class: "avatar", "aria-hidden": "true" }, initials(person.name)),
      el("span", { class: "choice-name" }, el("b", {}, person.name), " ", el("small", {}, own ? `${person.role}, deze telefoon` : person.role)),
      icon("out"),
    );
  }
}
