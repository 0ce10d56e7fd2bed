/**
 * The sample shop: what a page does with sluice.js. It draws what the order's state says, and decides nothing.
 */
import { resume, submit } from "./sluice.js";

const BASE = document.querySelector('meta[name="sluice-api"]').content;
const SLOT = "shop";
const BASKET = "shop:basket";
const CUSTOMER = "shop:customer";
const COLOURS = { sand: "Sand", moss: "Moss", ink: "Ink" };
const QUEUE_MILLIS = 10_000;
/** Who listens to the page is not to hear a number every second. */
const ANNOUNCE_MILLIS = 15_000;

const element = Object.fromEntries(Array.from(document.querySelectorAll("[id]"), (found) => [found.id, found]));
const numbers = new Intl.NumberFormat("en");

/** @type {import("./sluice.js").Order | null} */
let order = null;
let standingSince = 0;
let shownStatus = null;
let announcedAt = 0;

/** For each status what to say and how; a function where that depends on the state. */
const VIEWS = {
  sending: () => ({ tone: "busy", title: "Placing your order", text: "One moment, please." }),
  retrying: ({ problem }) =>
    problem === null
      ? { tone: "lost", title: "No connection", text: "We keep trying. However often we do, your order counts once." }
      : { tone: "hold", title: "Very busy right now", text: "You need not do anything: we keep asking for you." },
  queued: () => ({ tone: "busy", title: "You are in the queue", text: "Close this page if you like: your place is kept." }),
  processing: () => ({ tone: "busy", title: "It is your turn", text: "Your order is being handled." }),
  confirmed: () => ({ tone: "good", title: "Order confirmed", text: "Thank you! Your lamp will be on its way soon." }),
  rejected: ({ reason }) => (isSoldOut(reason) ? SOLD_OUT : declined("The shop could not accept it.")),
  expired: () => ({ tone: "calm", title: "The wait was too long", text: "Your order ended before its turn. Nothing was charged." }),
  cancelled: () => ({ tone: "calm", title: "Order cancelled", text: "Nothing was ordered." }),
  failed: () => ({ tone: "bad", title: "Something went wrong", text: "We could not complete your order. Please tell us its number." }),
  refused: ({ problem }) => (problem.type?.endsWith("/sold-out") ? SOLD_OUT : declined(problem.title)),
  unreachable: () => ({
    tone: "lost",
    title: "No connection to the shop",
    text: "We have stopped trying. Your order is remembered: going on with it does not order twice.",
  }),
  unknown: () => ({ tone: "calm", title: "We lost sight of your order", text: "How it ended is no longer kept here." }),
};
const SOLD_OUT = { tone: "bad", title: "Sold out", text: "The last one is gone. Nothing was charged." };

function declined(text = "It was not accepted.") {
  return { tone: "bad", title: "Order declined", text };
}

function isSoldOut(reason = "") {
  return /sold.?out/i.test(reason);
}

/** Seconds as people say them. */
function spoken(seconds) {
  if (seconds < 2) return "a moment";
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function follow(followed) {
  order = followed;
  order.addEventListener("change", () => {
    standingSince = Date.now();
    draw();
  });
  standingSince = Date.now();
  shownStatus = null;
  element.basket.textContent = recall(BASKET) ?? "Your order";
  element.offer.hidden = true;
  element.order.hidden = false;
  draw();
}

function draw() {
  const { state } = order;
  const { tone, title, text } = VIEWS[state.status](state);
  const waits = ["sending", "retrying", "queued", "processing"].includes(state.status);
  element.card.dataset.tone = tone;
  show(element.title, title);
  show(element.text, text);
  element.place.hidden = state.status !== "queued" || state.position === undefined;
  drawPlace(state);
  drawNotice(state);
  show(element.again, state.status === "unreachable" ? "Try again" : "Back to the shop");
  show(element.cancel, state.status === "retrying" ? "Stop trying" : "Cancel order");
  const focused = document.activeElement;
  element.again.hidden = waits;
  element.cancel.hidden = !waits || state.status === "processing";
  element.cancel.disabled = state.cancelling;
  show(element.number, state.orderId ? `Order ${state.orderId}` : "");
  if (focused === element.cancel && (element.cancel.hidden || element.cancel.disabled)) element.title.focus();
  if (state.status !== shownStatus) {
    shownStatus = state.status;
    announce(`${title}. ${text}`);
  }
}

function drawPlace({ position, startPosition, etaSeconds }) {
  show(element.ahead, position === 0 ? "none" : numbers.format(position ?? 0));
  show(element.wait, etaSeconds == null ? "not known" : spoken(Math.max(0, etaSeconds - sinceSeconds())));
  element.progress.hidden = !startPosition;
  element.progress.value = startPosition ? 1 - position / startPosition : 0;
  if (!element.place.hidden && Date.now() - announcedAt > ANNOUNCE_MILLIS) {
    announce(`${element.ahead.textContent} orders ahead of you, waiting time ${element.wait.textContent}.`);
  }
}

function drawNotice({ status, reachable, cancelling, retryAt }) {
  const seconds = retryAt === null ? 0 : Math.ceil((retryAt - Date.now()) / 1000);
  const attempt = seconds > 0 ? `Next attempt in ${spoken(seconds)}.` : "Trying now …";
  let notice = "";
  if (cancelling) notice = "Cancelling …";
  else if (status === "retrying") notice = attempt;
  else if (status === "queued" && !reachable) notice = "Connecting again … Your place is kept.";
  element.notice.hidden = notice === "";
  show(element.notice, notice);
}

function sinceSeconds() {
  return (Date.now() - standingSince) / 1000;
}

/** Leaves alone what is right: assistive technology notices every write. */
function show(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

function announce(text) {
  announcedAt = Date.now();
  element.announcer.textContent = text;
}

function buy(event) {
  event.preventDefault();
  const chosen = new FormData(element.offer);
  const quantity = Number(chosen.get("quantity"));
  const colour = chosen.get("colour");
  keep(BASKET, `${quantity} × Halo lamp, ${COLOURS[colour]}`);
  const items = [{ sku: `HALO-${colour.toUpperCase()}`, quantity }];
  follow(submit({ base: BASE, slot: SLOT, body: { customerId: customer(), items } }));
  element.title.focus();
}

/** After an end back to the offer; after a pause on with the same order. */
function again() {
  const open = order.state.status === "unreachable" ? resume({ base: BASE, slot: SLOT }) : null;
  if (open !== null) {
    follow(open);
    element.title.focus();
    return;
  }
  order = null;
  delete element.card.dataset.tone;
  element.order.hidden = true;
  element.offer.hidden = false;
  element.product.focus();
  lookAtQueue();
}

function step(by) {
  const { min, max, value } = element.quantity;
  element.quantity.value = Math.min(max, Math.max(min, Number(value) + by));
}

function customer() {
  const known = recall(CUSTOMER) ?? `shop-${crypto.getRandomValues(new Uint32Array(2)).join("-")}`;
  keep(CUSTOMER, known);
  return known;
}

function keep(name, text) {
  try {
    localStorage.setItem(name, text);
  } catch {
    // Then a reload shows less.
  }
}

function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** How long the queue is, for who has not ordered yet. */
async function lookAtQueue() {
  if (order !== null || document.hidden) return;
  try {
    const answer = await fetch(new URL("/v1/queue", BASE), { cache: "no-store" });
    show(element.queue, outlook(await answer.json()));
  } catch {
    show(element.queue, "The shop does not answer at the moment.");
  }
}

function outlook({ depth, etaSeconds }) {
  if (depth === 0) return "No queue right now.";
  const orders = depth === 1 ? "1 order is" : `${numbers.format(depth)} orders are`;
  return `${orders} waiting${etaSeconds == null ? "" : `, about ${spoken(etaSeconds)}`}.`;
}

element.offer.addEventListener("submit", buy);
element.offer.addEventListener("change", () => {
  element.card.dataset.colour = new FormData(element.offer).get("colour");
});
element.less.addEventListener("click", () => step(-1));
element.more.addEventListener("click", () => step(1));
element.cancel.addEventListener("click", () => order.cancel());
element.again.addEventListener("click", again);
document.addEventListener("visibilitychange", lookAtQueue);
setInterval(lookAtQueue, QUEUE_MILLIS);
setInterval(() => order !== null && draw(), 1000);

const open = resume({ base: BASE, slot: SLOT });
if (open === null) lookAtQueue();
else follow(open);
