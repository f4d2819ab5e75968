// What the bot answers to a pressed button: a line that fades, or a window that waits for OK.

import { el } from "/page/dom.js";

const SHOWN_MS = 3_500;

export class Toasts {
  #timer = 0;

  constructor() {
    this.line = el("div", { class: "toast", role: "status", hidden: true });
    this.window = el("dialog", { class: "alert", "aria-label": "Bericht van Leerlijn" });
    this.element = el("div", { class: "toasts" }, this.line, this.window);
  }

  show(text, alert = false) {
    if (!text) return;
    if (alert) {
      const close = el("button", { type: "button", class: "primary", onclick: () => this.window.close() }, "OK");
      this.window.replaceChildren(el("p", {}, text), close);
      this.window.showModal();
      return;
    }
    clearTimeout(this.#timer);
    this.line.textContent = text;
    this.line.hidden = false;
    this.#timer = setTimeout(() => { this.line.hidden = true; }, SHOWN_MS);
  }
}
