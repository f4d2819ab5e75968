// What a message holds besides text: drawn stand-ins for what a person sends, the real thing for what the bot sends.

import { el, icon, svg } from "/page/dom.js";

const size = (bytes) =>
  bytes < 1024 ? `${bytes} B` : bytes < 1_048_576 ? `${Math.round(bytes / 1024)} kB` : `${(bytes / 1_048_576).toFixed(1)} MB`;

/** The element above the text of this message, or null. */
export function content(message) {
  if (message.file) return message.kind === "photo" ? picture(message) : download(message.file);
  return DRAWN[message.kind]?.(message.extra) ?? null;
}

function picture({ file, text }) {
  return el(
    "a",
    { href: file.url, target: "_blank", rel: "noopener", class: "picture" },
    el("img", { src: file.url, width: file.width, height: file.height, alt: text ? "" : "Afbeelding", loading: "lazy" }),
  );
}

function download(file) {
  return el(
    "a",
    { href: file.url, download: file.name, class: "card" },
    el("span", { class: "card-icon" }, icon("file")),
    el("span", { class: "card-text" }, el("b", {}, file.name), el("small", {}, `${size(file.size)} · download`)),
  );
}

function card(symbol, title, below) {
  return el(
    "div",
    { class: "card" },
    el("span", { class: "card-icon" }, icon(symbol)),
    el("span", { class: "card-text" }, el("b", {}, title), el("small", {}, below)),
  );
}

function drawnPhoto() {
  return svg(
    "svg",
    { viewBox: "0 0 240 160", class: "drawn", role: "img", "aria-label": "Foto" },
    svg("rect", { width: 240, height: 160, class: "sky" }),
    svg("circle", { cx: 186, cy: 44, r: 20, class: "sun" }),
    svg("path", { d: "M0 118c40-34 76-34 118-8s78 20 122-14v64H0z", class: "hill" }),
    svg("path", { d: "M0 138c52-22 104-20 150-4s66 10 90 0v26H0z", class: "hill near" }),
  );
}

function drawnMap() {
  return svg(
    "svg",
    { viewBox: "0 0 240 130", class: "drawn", role: "img", "aria-label": "Locatie op de kaart" },
    svg("rect", { width: 240, height: 130, class: "sky" }),
    svg("path", { d: "M-6 96c60-30 84 6 132-20s72-52 122-40", class: "water" }),
    svg("path", { d: "M30-4v140 M96-4l24 140 M180-4l-18 140 M-4 34h250 M-4 78l250-20", class: "road" }),
    svg("path", { d: "M120 84s20-17 20-33a20 20 0 0 0-40 0c0 16 20 33 20 33z", class: "pin" }),
    svg("circle", { cx: 120, cy: 51, r: 7, class: "pin-eye" }),
  );
}

function voice({ voice: { duration } }) {
  const heights = [5, 9, 14, 8, 18, 22, 13, 9, 17, 24, 15, 8, 12, 19, 11, 6, 14, 20, 10, 7, 12, 6];
  const wave = svg("svg", { viewBox: "0 0 132 28", class: "wave", "aria-hidden": "true" });
  wave.append(...heights.map((height, i) => svg("path", { d: `M${i * 6 + 3} ${14 - height / 2}v${height}` })));
  return el(
    "div",
    { class: "voice", role: "img", "aria-label": `Spraakbericht van ${duration} seconden` },
    el("span", { class: "card-icon" }, icon("play")),
    el("span", {}, wave, el("small", {}, `0:${String(duration).padStart(2, "0")}`)),
  );
}

const DRAWN = {
  photo: drawnPhoto,
  location: drawnMap,
  voice,
  sticker: ({ sticker }) => el("div", { class: "sticker", role: "img", "aria-label": "Sticker: duim omhoog" }, sticker.emoji),
  document: ({ document: file }) => card("file", file.file_name, size(file.file_size)),
  contact: ({ contact }) => card("contact", contact.first_name, contact.phone_number),
  poll: ({ poll }) => card("more", poll.question, poll.options.map((option) => option.text).join(" of ")),
  other: () => card("stop", "Iets nieuws", "Dit soort bericht kent niemand"),
};
