// Links in a message. One that starts this very bot does not leave the page: it is opened on one of the phones here.
// Any other link opens beside the page.

import { el } from "/page/dom.js";

const HOSTS = new Set(["t.me", "telegram.me", "telegram.dog"]);

/** The start link in this address, or null: the address itself, or what a 'share this' link of Telegram passes on. */
export function startLink(address, username) {
  const url = parse(address);
  if (!url) return null;
  const telegram = HOSTS.has(url.hostname) && /^https?:$/.test(url.protocol);
  if (telegram && url.pathname.startsWith("/share")) return startLink(url.searchParams.get("url") ?? "", username);
  const named = telegram
    ? url.pathname.replace(/^\/|\/$/g, "")
    : url.protocol === "tg:" && /^tg:(\/\/)?resolve\?/i.test(address) && url.searchParams.get("domain");
  const ours = named && named.toLowerCase() === username.toLowerCase();
  return ours && /^[\w-]{1,64}$/.test(url.searchParams.get("start") ?? "") ? address : null;
}

function parse(address) {
  try {
    return new URL(/^[a-z]+:/i.test(address) ? address : `//${address}`, location.href);
  } catch {
    return null;
  }
}

/** An <a> around `children`, or plain text where the address leads nowhere. `acts` as for `bubble`. */
export function anchor(address, children, attributes, acts) {
  const start = startLink(address, acts.bot());
  if (start) return startAnchor(start, children, attributes, acts);
  const url = parse(address);
  if (!/^https?:$/.test(url?.protocol)) return el("span", {}, ...children);
  return el("a", { ...attributes, href: url.href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

function startAnchor(url, children, attributes, acts) {
  const act = (event) => {
    event.preventDefault();
    acts.onStartLink(url);
  };
  // Not even the middle button may carry the invitation to the real t.me.
  const listeners = { onclick: act, onauxclick: (event) => event.button === 1 && act(event) };
  return el("a", { ...attributes, ...listeners, href: parse(url).href, "aria-haspopup": "dialog" }, ...children);
}
