// Keys for who has many texts to judge. The page works without this file.
"use strict";

const cards = [...document.querySelectorAll("article")];
const waiting = cards.filter((card) => card.classList.contains("waits"));
let at = cards.findIndex((card) => location.hash === `#${card.id}`);

const show = (card) => {
  if (!card) return;
  at = cards.indexOf(card);
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
};
const press = (selector) => cards[at]?.querySelector(selector)?.click();

// A verdict brings the next text under the same key. Who holds it down or taps twice has not read that text.
const UNREAD_MS = 700;
let shownAt = Infinity;
const judge = (selector) => performance.now() - shownAt > UNREAD_MS && press(selector);

const step = (by) => show(cards[Math.max(0, Math.min(at + by, cards.length - 1))]);

const acts = {
  j: () => step(1),
  k: () => step(-1),
  a: () => judge("form.approve button"),
  s: () => judge("form.skip button"),
  r: () => cards[at]?.querySelector("form.reject input[name=why]")?.focus(),
  e: () => {
    const details = cards[at]?.querySelector("details.edit");
    if (!details) return;
    details.open = true;
    details.querySelector("textarea").focus();
  },
};

document.addEventListener("keydown", (event) => {
  const field = event.target.closest("input, textarea");
  if (event.key === "Escape" && field) return field.blur(), show(cards[at]);
  if (field || event.ctrlKey || event.metaKey || event.altKey || !(event.key in acts)) return;
  event.preventDefault();
  if (!event.repeat || "jk".includes(event.key)) acts[event.key]();
});

// After a verdict the next text that waits is at hand; the browser goes to the one that was judged first.
if (at >= 0 && !cards[at].classList.contains("waits")) {
  at = cards.indexOf(waiting.find((card) => cards.indexOf(card) > at) ?? cards[at]);
}
addEventListener("load", () => setTimeout(() => {
  show(cards[at] ?? waiting[0] ?? cards[0]);
  shownAt = performance.now();
}));
document.querySelector(".keys").hidden = false;
