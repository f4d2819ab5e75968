// The clock of the simulated world: what time it is there, and the buttons that move it forward.

import { fromField, fullDay, next, plusDays, shortDay, time, toField } from "/page/dates.js";
import { el, icon } from "/page/dom.js";
import * as server from "/page/server.js";

const THURSDAY = 4;
const STEPS = [
  ["+1 uur", (now) => new Date(now.getTime() + 3_600_000)],
  ["+1 dag", (now) => plusDays(now, 1)],
  ["+1 week", (now) => plusDays(now, 7)],
  ["Naar donderdag 16.30", (now) => next(THURSDAY, "16:30", now)],
];

export class ClockPanel {
  #store;

  /** `announce(text)` tells a screen reader. */
  constructor(store, place, announce) {
    this.#store = store;
    this.announce = announce;
    this.day = el("span", { class: "clock-day" });
    this.time = el("b", { class: "clock-time" });
    this.field = el("input", { type: "datetime-local", id: "moment", required: true });
    this.meant = el("output", { for: "moment", class: "meant" });
    this.field.addEventListener("input", () => this.#tellMeant());
    this.problem = el("p", { class: "problem", role: "alert", hidden: true });
    const steps = STEPS.map(([label, then]) =>
      el("button", { type: "button", class: "step", onclick: () => this.#move(server.setClock(then(this.#store.now()))) }, label),
    );
    const choose = el(
      "form",
      { class: "choose", onsubmit: (event) => this.#choose(event) },
      el("label", { for: "moment" }, "Dag en tijd"),
      el("div", { class: "choose-row" }, this.field, el("button", { type: "submit", class: "step" }, "Ga erheen")),
      this.meant, this.problem,
    );
    this.other = el("details", { class: "other-moment" }, el("summary", {}, "Kies een ander moment", icon("chevron")), choose);
    this.other.addEventListener("toggle", () => this.other.open && this.#openField());
    place.append(el("div", { class: "clock-face" }, this.time, this.day), el("div", { class: "steps" }, ...steps), this.other);
    this.tick();
  }

  tick() {
    const now = this.#store.now();
    this.time.textContent = time(now);
    this.day.textContent = fullDay(now);
  }

  /** For the slim bar: [weekday and date in a few letters, time]. */
  short() {
    const now = this.#store.now();
    return [shortDay(now), time(now)];
  }

  #openField() {
    this.field.min = toField(this.#store.now());
    this.field.value = toField(new Date(this.#store.now().getTime() + 86_400_000));
    this.#tellMeant();
    this.other.scrollIntoView({ block: "nearest" });
  }

  #tellMeant() {
    const moment = this.field.value && fromField(this.field.value);
    this.meant.textContent = moment ? `${fullDay(moment)}, ${time(moment)}` : "";
  }

  async #choose(event) {
    event.preventDefault();
    if (await this.#move(server.setClock(fromField(this.field.value)))) this.other.open = false;
  }

  async #move(call) {
    try {
      await call;
      this.problem.hidden = true;
      this.announce(`Het is nu ${fullDay(this.#store.now())}, ${time(this.#store.now())}`);
      return true;
    } catch {
      this.problem.textContent = "De klok kan alleen vooruit.";
      this.problem.hidden = false;
      return false;
    }
  }
}
