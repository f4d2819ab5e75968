// Makes elements. Text only ever becomes a text node, so nothing that a person or the bot wrote can become markup.

/** An element with attributes (on* = listener, true = bare attribute, null/false = left out) and children. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

const SVG = "http://www.w3.org/2000/svg";

/** An SVG element; same rules as `el`. */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, String(value));
  element.append(...children);
  return element;
}

const PATHS = {
  send: "M4 12 20 4.5 15 20l-3.6-6.2z M11.4 13.8 20 4.5",
  plus: "M12 5v14 M5 12h14",
  slash: "M14.5 5 9.5 19",
  close: "M6 6l12 12 M18 6 6 18",
  down: "M12 5v14 M6 13l6 6 6-6",
  chevron: "M7 10l5 5 5-5",
  more: "M12 6v.01 M12 12v.01 M12 18v.01",
  out: "M8 16 16 8 M9.5 8H16v6.5",
  file: "M7 3.5h7l4 4V20a.5.5 0 0 1-.5.5h-10.5A.5.5 0 0 1 6.500 20V4a.5.5 0 0 1 .5-.5z M13.500 3.500V8H18",
  photo: "M4.500 5.500h15v13h-15z M5 16.500l4.500-5 3.500 4 2-2 4 4.500 M15.500 9.500v.01",
  voice: "M12 4a2.500 2.500 0 0 1 2.500 2.500v5a2.500 2.500 0 0 1-5 0v-5A2.500 2.500 0 0 1 12 4z M6.500 11.500a5.500 5.500 0 0 0 11 0 M12 17v3.500",
  location: "M12 20.500s6.500-5.600 6.500-10.500a6.500 6.500 0 0 0-13 0c0 4.900 6.500 10.500 6.500 10.500z M12 10v.01",
  sticker: "M12 3.500a8.500 8.500 0 1 0 8.500 8.500c-3 0-8.500-5.500-8.500-8.500z M12 3.500c3 .5 8 5.500 8.500 8.500 M8.500 13c.8 2 3 3 5 2.500",
  contact: "M12 12a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7z M5 19.500c.6-3.500 3.400-5.500 7-5.500s6.400 2 7 5.500",
  pencil: "M5 19l1-4L16 5l3 3L9 18z",
  clock: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z M12 8v4.500l3 2",
  play: "M8.500 6v12l9.500-6z",
  stop: "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16z M6.500 6.500l11 11",
};

/** A line icon of 24 by 24, hidden from screen readers: the control it stands in has its own label. */
export function icon(name) {
  return svg(
    "svg",
    { viewBox: "0 0 24 24", class: "icon", "aria-hidden": "true", focusable: "false" },
    svg("path", { d: PATHS[name] }),
  );
}

/** One tick (sent) or two (the bot took it in). */
export function ticks(read) {
  const label = read ? "gelezen" : "verzonden";
  const drawing = svg(
    "svg",
    { viewBox: "0 0 20 12", class: "ticks", role: "img", "aria-label": label },
    svg("path", { d: read ? "M1.500 6.500 5 10 12 2.500 M9 10 16.500 2.500" : "M4.500 6.500 8 10 15 2.500" }),
  );
  return drawing;
}

/** Two letters for a person: of the first and the last word of the name. */
export function initials(name) {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => [...word][0] ?? "");
  return letters.join("").toUpperCase();
}

export const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
