// What the page knows of the world, kept up to date by the server's event stream.
//
// After every (re)connection the whole state is asked once; notices that came in the meantime are applied on top of
// it by their number, so nothing is missed and nothing is shown twice.
//
// Events: "state" (all is new), "people", "clock", "online", and per chat "chat" with detail {chat, notice}.

import { loadState } from "/page/server.js";

export class Store extends EventTarget {
  chats = new Map();
  bot = { name: "Leerlijn", username: "", description: "", short_description: "" };
  online = true;
  ready = false;
  #seq = -1;
  #early = [];
  #clock = Date.now();
  #ticks = performance.now();

  connect() {
    const source = new EventSource("/sim/events");
    source.onopen = () => {
      this.#seq = -1;
      this.#reload();
    };
    source.onmessage = (event) => this.#take(JSON.parse(event.data));
    source.onerror = () => {
      this.#setOnline(false);
      if (source.readyState === EventSource.CLOSED) setTimeout(() => this.connect(), 1000);
    };
  }

  /** This moment in the simulated world. */
  now() {
    return new Date(this.#clock + performance.now() - this.#ticks);
  }

  people(role) {
    return [...this.chats.values()].map((chat) => chat.person).filter((person) => !role || person.role === role);
  }

  async #reload() {
    this.ready = false;
    try {
      this.#replace(await loadState());
      this.#setOnline(true);
    } catch {
      this.#setOnline(false);
      setTimeout(() => this.#reload(), 1000);
    }
  }

  #replace(state) {
    if (state.seq < this.#seq) return;
    this.#seq = state.seq;
    this.bot = state.bot;
    this.chats = new Map(
      state.chats.map((chat) => [
        chat.person.id,
        { ...chat, messages: new Map(chat.messages.map((message) => [message.id, message])) },
      ]),
    );
    this.#setClock(state.clock);
    this.ready = true;
    this.#tell("state");
    for (const notice of this.#early.splice(0)) this.#take(notice);
  }

  #take(notice) {
    if (!this.ready) return void this.#early.push(notice);
    if (notice.seq <= this.#seq) return;
    this.#seq = notice.seq;
    if (["people", "bot", "reset"].includes(notice.kind)) return void this.#reload();
    if (notice.kind === "clock") {
      this.#setClock(notice.clock);
      return void this.#tell("clock");
    }
    const chat = this.chats.get(notice.chat);
    if (!chat) return void this.#reload();
    if (notice.kind === "message") chat.messages.set(notice.message.id, notice.message);
    if (notice.kind === "deleted") chat.messages.delete(notice.id);
    if (notice.kind === "read" && chat.messages.has(notice.id)) chat.messages.get(notice.id).read = true;
    this.#tell("chat", { chat: notice.chat, notice });
  }

  #setClock(clock) {
    this.#clock = new Date(clock.now).getTime();
    this.#ticks = performance.now();
  }

  #setOnline(online) {
    if (this.online === online) return;
    this.online = online;
    this.#tell("online");
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
