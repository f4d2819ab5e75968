// Text with entities as a tree of elements. Offsets count UTF-16 units, as JavaScript strings do.
// Entities may cross; what sticks out of the one around it is cut and goes on after it.

import { el } from "/page/dom.js";

const INLINE = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };
const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

/** A fragment. `acts`: onCommand(text) when a command is pressed, link(address, children) makes an element of a link. */
export function richText(text, entities, acts) {
  const sorted = entities
    .map((entity) => ({ ...entity, start: entity.offset, end: entity.offset + entity.length }))
    .sort((a, b) => a.start - b.start || b.end - a.end);
  const fragment = document.createDocumentFragment();
  fragment.append(...pieces(text, 0, text.length, sorted, acts));
  return fragment;
}

function pieces(text, start, end, entities, acts) {
  const result = [];
  const queue = [...entities];
  let at = start;
  while (queue.length) {
    const entity = queue.shift();
    if (entity.start > at) result.push(text.slice(at, entity.start));
    const inside = [];
    for (const other of queue.splice(0)) {
      if (other.start >= entity.end) queue.push(other);
      else if (other.end <= entity.end) inside.push(other);
      else {
        inside.push({ ...other, end: entity.end });
        queue.push({ ...other, start: entity.end });
      }
    }
    queue.sort((a, b) => a.start - b.start || b.end - a.end);
    const children = pieces(text, entity.start, entity.end, inside, acts);
    result.push(wrap(entity, children, text.slice(entity.start, entity.end), acts));
    at = entity.end;
    if (BLOCKS.has(entity.type) && text[at] === "\n" && at < end && !queue.some((other) => other.start === at)) at += 1;
  }
  if (at < end) result.push(text.slice(at, end));
  return result;
}

function wrap(entity, children, source, acts) {
  switch (entity.type) {
    case "text_link":
    case "url":
      return acts.link(entity.url ?? source, children);
    case "bot_command":
      return pressable({ class: "in-text" }, children, () => acts.onCommand(source));
    case "pre":
      return el("pre", {}, el("code", {}, ...children));
    case "blockquote":
    case "expandable_blockquote":
      return el("blockquote", {}, ...children);
    case "spoiler":
      return spoiler(children);
    default:
      return el(INLINE[entity.type] ?? "span", {}, ...children);
  }
}

function spoiler(children) {
  const hidden = el("span", { class: "spoiler-text", "aria-hidden": "true" }, ...children);
  const cover = pressable({ class: "spoiler", "aria-label": "Toon verborgen tekst" }, [hidden], () =>
    cover.replaceWith(el("span", {}, ...hidden.childNodes)),
  );
  return cover;
}

/** A button that breaks over lines like the text around it, which a <button> cannot. */
function pressable(attributes, children, act) {
  const keys = (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    act();
  };
  return el("span", { role: "button", tabindex: "0", ...attributes, onclick: act, onkeydown: keys }, ...children);
}
