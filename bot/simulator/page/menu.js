// A small menu that belongs to a button: opens above or below it, arrows walk through it, Escape gives the focus back.

import { el } from "/page/dom.js";

export class Menu {
  /** `label` names the menu; `button` (may be null) opens it. */
  constructor(label, button) {
    this.button = button;
    this.element = el("div", { class: "menu", role: "menu", "aria-label": label, hidden: true });
    this.element.addEventListener("keydown", (event) => this.#key(event));
    if (button) {
      button.setAttribute("aria-haspopup", "menu");
      button.setAttribute("aria-expanded", "false");
      button.addEventListener("click", () => (this.open ? this.close() : this.show({ focus: true })));
    }
    document.addEventListener("pointerdown", (event) => {
      if (this.open && !this.element.contains(event.target) && !button?.contains(event.target)) this.close();
    });
  }

  get open() {
    return !this.element.hidden;
  }

  /** `rows`: {parts: nodes, act: function}. */
  fill(rows) {
    this.element.replaceChildren(
      ...rows.map(({ parts, act }) => {
        const item = el("button", { type: "button", role: "menuitem", class: "menu-item", tabindex: "-1" }, ...parts);
        item.addEventListener("click", () => {
          this.close();
          act();
        });
        return item;
      }),
    );
  }

  show({ focus = false } = {}) {
    this.element.hidden = false;
    this.button?.setAttribute("aria-expanded", "true");
    if (focus) this.focusFirst();
  }

  close({ giveBack = false } = {}) {
    this.element.hidden = true;
    this.button?.setAttribute("aria-expanded", "false");
    if (giveBack) this.button?.focus();
  }

  focusFirst() {
    this.element.firstElementChild?.focus();
  }

  #key(event) {
    const items = [...this.element.children];
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      items[(to + items.length) % items.length]?.focus();
    } else if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      this.close({ giveBack: true });
    } else if (event.key === "Tab") this.close();
  }
}
