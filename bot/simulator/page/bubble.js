// One message as it stands in the chat: content, text, time and ticks, and its buttons below.

import { content } from "/page/content.js";
import { time } from "/page/dates.js";
import { el, icon, ticks } from "/page/dom.js";
import { anchor } from "/page/links.js";
import { richText } from "/page/richtext.js";

/**
 * `acts`: onPress(message, button, element), onEdit(message), onCommand(text), onStartLink(url, element); `bot` is its username.
 * The element carries data-message and data-from; its content can be drawn again with the same function.
 */
export function bubble(message, acts) {
  const mine = message.from === "person";
  const body = el("div", { class: `bubble${message.kind === "sticker" ? " bare" : ""}` });
  const above = content(message);
  if (above) body.append(above);
  if (message.text) {
    const text = el("div", { class: "text", dir: "auto" }, richText(message.text, message.entities, linking(acts)));
    text.append(meta(message, mine));
    body.append(text);
  } else body.append(meta(message, mine));
  const item = el("article", { class: `message ${mine ? "mine" : "theirs"}`, "data-message": message.id });
  item.append(
    el("span", { class: "sr-only" }, mine ? "Jij: " : "Leerlijn: "),
    el("div", { class: "line" }, mine && EDITABLE.has(message.kind) ? change(message, acts) : "", body),
  );
  if (message.rows.length) {
    item.classList.add("keyed");
    item.append(keyboard(message, acts));
  }
  return item;
}

const EDITABLE = new Set(["text", "photo", "voice", "document"]);

function change(message, acts) {
  const attributes = { type: "button", class: "tool edit", "aria-label": "Bewerk", title: "Bewerk" };
  return el("button", { ...attributes, onclick: () => acts.onEdit(message) }, icon("pencil"));
}

function meta(message, mine) {
  return el(
    "span",
    { class: "meta" },
    message.edited_at ? el("span", {}, "bewerkt") : "",
    el("time", { datetime: message.at }, time(new Date(message.at))),
    mine ? ticks(message.read) : "",
  );
}

function keyboard(message, acts) {
  const rows = message.rows.map((row) =>
    el("div", { class: "row" }, ...row.map((button) => (button.url ? linkButton(button, acts) : pressButton(message, button, acts)))),
  );
  return el("div", { class: "keyboard", role: "group", "aria-label": "Antwoorden" }, ...rows);
}

function pressButton(message, button, acts) {
  const element = el("button", { type: "button", class: "key", "data-data": button.data }, el("span", {}, button.label));
  element.addEventListener("click", () => acts.onPress(message, button, element));
  return element;
}

function linkButton(button, acts) {
  return anchor(button.url, [el("span", {}, button.label), icon("out")], { class: "key" }, acts);
}

function linking(acts) {
  return { onCommand: acts.onCommand, link: (address, children) => anchor(address, children, {}, acts) };
}
