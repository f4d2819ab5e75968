// Where a person writes: Enter sends, Shift+Enter is a new line, arrow up changes the last message, '/' lists the
// commands, '+' sends something else.

import { el, icon } from "/page/dom.js";
import { Menu } from "/page/menu.js";

const OTHER = [
  ["photo", "Foto", "photo"],
  ["voice", "Spraakbericht", "voice"],
  ["sticker", "Sticker", "sticker"],
  ["location", "Locatie", "location"],
  ["document", "Bestand", "file"],
  ["contact", "Contact", "contact"],
];

export class Composer {
  #editing = null;
  #draft = "";
  #commands = [];
  #acts;

  /** `acts`: say(text), change(message, text), send(kind, caption), lastMine() -> message or undefined. */
  constructor(name, acts) {
    this.#acts = acts;
    this.field = el("textarea", {
      rows: 1, placeholder: "Schrijf een bericht", "aria-label": `Bericht van ${name}`, maxlength: 20_000,
      enterkeyhint: "send", autocomplete: "off", spellcheck: "true",
    });
    const plus = el("button", { type: "button", class: "tool", "aria-label": "Stuur iets anders" }, icon("plus"));
    this.slash = el("button", { type: "button", class: "tool slash", "aria-label": "Commando's" }, icon("slash"));
    this.submit = el("button", { type: "submit", class: "send", "aria-label": "Verstuur" }, icon("send"));
    this.otherMenu = new Menu("Stuur iets anders", plus);
    this.commandMenu = new Menu("Commando's", this.slash);
    this.bar = el("div", { class: "editing", hidden: true });
    this.element = el(
      "form",
      { class: "composer", onsubmit: (event) => this.#submit(event) },
      this.bar, this.otherMenu.element, this.commandMenu.element,
      el("div", { class: "composer-row" }, plus, el("div", { class: "field" }, this.field, this.slash), this.submit),
    );
    this.otherMenu.fill(
      OTHER.map(([kind, label, symbol]) => ({ parts: [icon(symbol), label], act: () => this.#sendOther(kind) })),
    );
    this.slash.addEventListener("click", () => this.#fillCommands(""));
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.field.addEventListener("input", () => this.#typed());
    this.#typed();
  }

  set commands(commands) {
    this.#commands = commands;
    this.#typed();
  }

  /** Put a text ready to be sent. */
  prepare(text) {
    this.stopEditing();
    this.field.value = text;
    this.#typed();
  }

  /** Change a message; what was being written waits until that is done. */
  edit(message) {
    if (!this.#editing) this.#draft = this.field.value;
    this.#editing = message;
    this.bar.replaceChildren(
      icon("pencil"),
      el("span", {}, el("b", {}, "Bericht bewerken"), el("small", {}, message.text)),
      el("button", { type: "button", class: "tool", "aria-label": "Niet bewerken", onclick: () => this.stopEditing() }, icon("close")),
    );
    this.bar.hidden = false;
    this.field.value = message.text;
    this.#typed();
    this.field.focus();
  }

  stopEditing() {
    if (!this.#editing) return;
    this.#editing = null;
    this.bar.hidden = true;
    this.field.value = this.#draft;
    this.#draft = "";
    this.#typed();
  }

  async #submit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    const message = this.#editing;
    if (!text) return;
    this.commandMenu.close();
    this.field.value = "";
    this.stopEditing();
    this.#typed();
    const done = await (message ? this.#acts.change(message, text) : this.#acts.say(text));
    if (!done && !this.field.value) this.prepare(text);
  }

  #sendOther(kind) {
    const caption = kind === "photo" ? this.field.value.trim() : "";
    if (caption) {
      this.field.value = "";
      this.#typed();
    }
    this.#acts.send(kind, caption);
    this.field.focus();
  }

  #key(event) {
    if (event.isComposing) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      this.element.requestSubmit();
    } else if (event.key === "ArrowUp" && !this.field.value && !this.#editing) {
      const last = this.#acts.lastMine();
      if (last) {
        event.preventDefault();
        this.edit(last);
      }
    } else if (event.key === "Escape") {
      if (this.commandMenu.open) this.commandMenu.close();
      else this.stopEditing();
    } else if (this.commandMenu.open && ["ArrowDown", "Tab"].includes(event.key)) {
      event.preventDefault();
      this.commandMenu.focusFirst();
    }
  }

  #typed() {
    const text = this.field.value;
    this.submit.disabled = !text.trim();
    this.slash.hidden = !this.#commands.length || Boolean(text);
    this.field.style.height = "auto";
    if (text) this.field.style.height = `${this.field.scrollHeight}px`;
    if (this.#commands.length && /^\/\w*$/.test(text)) {
      this.#fillCommands(text.slice(1));
      this.commandMenu.show();
    } else if (text || !this.commandMenu.element.contains(document.activeElement)) this.commandMenu.close();
  }

  #fillCommands(prefix) {
    const fitting = this.#commands.filter((each) => each.command.startsWith(prefix.toLowerCase()));
    this.commandMenu.fill(
      fitting.map((each) => ({
        parts: [el("b", {}, `/${each.command}`), el("span", {}, each.description)],
        act: () => {
          this.field.value = "";
          this.#typed();
          this.#acts.say(`/${each.command}`);
          this.field.focus();
        },
      })),
    );
  }
}
