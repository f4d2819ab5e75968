// One phone: whose it is, the chat on its screen, and what happens when that person does something.

import { ChatLog } from "/page/log.js";
import { Composer } from "/page/composer.js";
import { time } from "/page/dates.js";
import { el, icon, initials, svg } from "/page/dom.js";
import { Menu } from "/page/menu.js";
import * as server from "/page/server.js";
import { Toasts } from "/page/toasts.js";

const ROLES = { aios: "aios", opleider: "opleider" };

export class Phone {
  #store;
  #wantsFocus = false;

  /** `onStartLink(url, personId)`: somebody tapped a link that opens this bot. */
  constructor(store, personId, onStartLink) {
    this.#store = store;
    this.personId = personId;
    this.log = new ChatLog({
      onPress: (message, button, element) => this.#press(message, button, element),
      onEdit: (message) => this.composer.edit(message),
      onCommand: (text) => this.#try(server.say(this.personId, text)),
      onStartLink: (url) => onStartLink(url, this.personId),
      bot: () => store.bot.username,
    });
    this.composer = new Composer(this.person.name, {
      say: (text) => this.#try(server.say(this.personId, text)),
      change: (message, text) => this.#try(server.edit(this.personId, message.id, text)),
      send: (kind, caption) => this.#try(server.send(this.personId, kind, caption)),
      lastMine: () => [...this.chat.messages.values()].findLast((each) => each.from === "person" && each.kind === "text"),
    });
    this.toasts = new Toasts();
    this.#build();
    this.fill();
  }

  get chat() {
    return this.#store.chats.get(this.personId);
  }

  get person() {
    return this.chat.person;
  }

  /** Draw everything from the store again. */
  fill() {
    const { person, messages, commands } = this.chat;
    this.composer.commands = commands;
    this.log.fill([...messages.values()]);
    this.#drawScreen();
    this.#drawBlocked(person.blocked);
    this.tick();
  }

  /** Something happened in this chat. */
  take(notice) {
    if (notice.kind === "message") {
      this.#drawScreen();
      this.log.upsert(notice.message);
    }
    if (notice.kind === "deleted") this.log.remove(notice.id);
    if (notice.kind === "read" && this.chat.messages.has(notice.id)) this.log.upsert(this.chat.messages.get(notice.id));
    if (notice.kind === "typing") this.log.showTyping(true);
    if (notice.kind === "toast") {
      this.log.settle(notice.id);
      this.toasts.show(notice.text, notice.alert);
    }
  }

  /** The time in the corner of the screen. */
  tick() {
    this.time.textContent = time(this.#store.now());
  }

  /** Open the chat, as the first press on a new phone does. */
  async start() {
    this.#wantsFocus = matchMedia("(pointer: fine)").matches;
    await this.#try(server.say(this.personId, "/start"));
  }

  /** Open a link that starts this bot, as if it was tapped here. True if that worked. */
  async open(url) {
    this.#wantsFocus = matchMedia("(pointer: fine)").matches;
    const done = await this.#try(server.openLink(this.personId, url));
    this.#focusIfWanted();
    return done;
  }

  /** Put a text ready to be sent, in a chat that is opened first if need be. */
  prepare(text) {
    const { messages, person } = this.chat;
    if (!messages.size) this.start();
    else if (person.blocked) this.#block(false);
    this.#wantsFocus = true;
    this.composer.prepare(text);
    this.#drawScreen();
  }

  #build() {
    const { name, role } = this.person;
    this.time = el("span", { class: "status-time" });
    const more = el("button", { type: "button", class: "tool", "aria-label": "Meer" }, icon("more"));
    this.more = new Menu("Meer", more);
    this.head = el(
      "header",
      { class: "chat-head" },
      el("img", { src: "/page/mark.svg", alt: "", width: 40, height: 40 }),
      el("div", {}, el("b", {}, this.#store.bot.name), (this.subtitle = el("small"))),
      more, this.more.element,
    );
    this.blockedBar = el(
      "div",
      { class: "instead", hidden: true },
      el("p", {}, "Je hebt Leerlijn geblokkeerd."),
      el("button", { type: "button", class: "primary", onclick: () => this.#block(false) }, "Deblokkeer"),
    );
    const invited = role === "opleider";
    this.startButton = el("button", { type: "button", class: "primary", onclick: () => this.start() }, invited ? "Start" : "Begin het gesprek");
    this.startBar = el(
      "div",
      { class: "instead", hidden: true },
      invited ? el("p", {}, "Heb je een uitnodiging gekregen? Tik op de link en kies deze telefoon.") : "",
      this.startButton,
    );
    this.hello = el("div", { class: "hello", hidden: true });
    this.live = el("div", { class: "live" }, this.head, this.hello, this.log.element, this.composer.element, this.startBar, this.blockedBar);
    const screen = el("div", { class: "screen" }, statusBar(this.time), this.live, this.toasts.element);
    this.element = el(
      "section",
      { class: `phone ${role}`, "aria-label": `Telefoon van ${name}, ${ROLES[role]}`, "data-person": this.personId },
      el(
        "div",
        { class: "tag" },
        el("span", { class: "avatar", "aria-hidden": "true" }, initials(name)),
        el("b", {}, name), el("span", { class: "role" }, ROLES[role]),
      ),
      el("div", { class: "frame" }, screen),
    );
  }

  #drawScreen() {
    const { person, messages } = this.chat;
    const empty = !messages.size;
    this.subtitle.textContent = this.#store.bot.short_description || "denkt mee over je leerdoelen";
    this.startBar.hidden = !empty || person.blocked;
    this.hello.hidden = !empty;
    this.log.element.hidden = empty;
    this.composer.element.hidden = empty || person.blocked;
    this.#focusIfWanted();
    if (empty) {
      this.hello.replaceChildren(
        el("img", { src: "/page/mark.svg", alt: "", width: 72, height: 72 }),
        el("h3", {}, this.#store.bot.name),
        el("p", {}, this.#store.bot.description || "Hier begint een gesprek over wat je wilt leren."),
      );
    }
  }

  #focusIfWanted() {
    if (!this.#wantsFocus || this.composer.element.hidden || !this.element.isConnected) return;
    this.#wantsFocus = false;
    this.composer.field.focus();
  }

  #drawBlocked(blocked) {
    this.blockedBar.hidden = !blocked;
    this.more.fill([
      { parts: [icon("stop"), blocked ? "Deblokkeer Leerlijn" : "Blokkeer Leerlijn"], act: () => this.#block(!blocked) },
    ]);
  }

  async #block(blocked) {
    await this.#try(server.setBlocked(this.personId, blocked));
  }

  async #press(message, button, element) {
    if (element.hasAttribute("aria-busy")) return;
    element.setAttribute("aria-busy", "true");
    setTimeout(() => element.removeAttribute("aria-busy"), 15_000);
    if (!(await this.#try(server.press(this.personId, message.id, button.data)))) element.removeAttribute("aria-busy");
  }

  /** Wait for a call; a refusal is told in words, and gives false. */
  async #try(call) {
    try {
      await call;
      return true;
    } catch {
      this.toasts.show("Dat lukte niet. Probeer het nog eens.");
      return false;
    }
  }
}

function statusBar(timeElement) {
  return el(
    "div",
    { class: "status", "aria-hidden": "true" },
    timeElement,
    svg(
      "svg",
      { viewBox: "0 0 44 14", class: "status-icons" },
      svg("path", { d: "M1 12V9.500h2V12z M6 12V7h2v5z M11 12V4.500h2V12z M16 12V2h2v10z" }),
      svg("rect", { x: 24, y: 2.5, width: 15, height: 9, rx: 2.5, class: "hollow" }),
      svg("rect", { x: 26, y: 4.5, width: 9, height: 5, rx: 1 }),
      svg("path", { d: "M40.500 5.500v3a2 2 0 0 0 0-3z" }),
    ),
  );
}
