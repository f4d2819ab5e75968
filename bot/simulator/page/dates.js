// Moments as a Dutch reader says them. The world keeps UTC; people live in Amsterdam.

const ZONE = "Europe/Amsterdam";
const format = (options) => new Intl.DateTimeFormat("nl-NL", { timeZone: ZONE, ...options });

const TIME = format({ hour: "2-digit", minute: "2-digit" });
const DAY = format({ weekday: "long", day: "numeric", month: "long" });
const FULL = format({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const SHORT = format({ weekday: "short", day: "numeric", month: "short" });
const PARTS = new Intl.DateTimeFormat("sv-SE", {
  timeZone: ZONE, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
});

export const time = (moment) => TIME.format(moment);
export const day = (moment) => DAY.format(moment);
export const fullDay = (moment) => FULL.format(moment);
export const shortDay = (moment) => SHORT.format(moment);

/** The local calendar day as YYYY-MM-DD: equal for two moments of one day. */
export const dayKey = (moment) => PARTS.format(moment).slice(0, 10);

/** YYYY-MM-DDTHH:MM in local time, for a datetime-local field. */
export const toField = (moment) => PARTS.format(moment).replace(" ", "T");

/** The moment that a datetime-local field means in Amsterdam, as a Date. */
export function fromField(value) {
  const asUtc = new Date(`${value}:00Z`);
  const offset = (moment) => new Date(`${toField(moment)}:00Z`) - moment;
  const guess = new Date(asUtc - offset(asUtc));
  return new Date(asUtc - offset(guess));
}

/** As late on the clock, so many days on: on the night that the clock changes a day has 23 or 25 hours. */
export function plusDays(moment, days) {
  const seconds = moment.getTime() % 60_000;
  const there = new Date(`${toField(moment)}:00Z`);
  there.setUTCDate(there.getUTCDate() + days);
  return new Date(fromField(there.toISOString().slice(0, 16)).getTime() + seconds);
}

/** The first moment after this one on a weekday (0 = Sunday) at "HH:MM". */
export function next(weekday, clock, moment) {
  const there = new Date(`${toField(moment)}:00Z`);
  const days = (weekday - there.getUTCDay() + 7) % 7;
  const found = (ahead) => fromField(`${toField(plusDays(moment, ahead)).slice(0, 10)}T${clock}`);
  return found(days) > moment ? found(days) : found(days + 7);
}

/** How a storyteller names the gap between two days, or "" if it is nothing special. */
export function later(before, after) {
  const days = Math.round((new Date(dayKey(after)) - new Date(dayKey(before))) / 86_400_000);
  if (days <= 0) return "";
  if (days === 1) return "de volgende dag";
  if (days < 7) return `${days} dagen later`;
  if (days < 14) return "een week later";
  if (days < 28) return `${Math.floor(days / 7)} weken later`;
  if (days < 56) return "een maand later";
  return `${Math.round(days / 30.4)} maanden later`;
}
