/**
 * Dead letters: looked at, and posted again. Nothing is replayed that was not shown by a dry run first, and what the second press
 * does is what the first one showed.
 */
import { ask } from "./api.js";
import { number, timeOfDay, WHY_REFUSED } from "./words.js";

const LETTERS = "/admin/dead-letters";
const REPLAY = `${LETTERS}/replay`;
const REPLAYS = `${LETTERS}/replays`;
const LIMIT = 50;
const LOOK_MILLIS = 1_000;
const REFUSED_SHOWN = 20;
const RUNNING = "running";

/** @returns {open} */
export function openLetters(element, { notice, show }) {
  let next = null;
  let filter = {};
  let tried = null;
  let running = null;

  function asked() {
    const fields = {
      reason: element.letterReason.value.trim(),
      sku: element.letterSku.value.trim(),
      orderId: element.letterOrder.value.trim(),
      replayed: element.letterReplayed.value,
    };
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));
  }

  async function look(before) {
    if (before === null) filter = asked();
    const query = new URLSearchParams({ limit: LIMIT, ...filter, ...(before === null ? {} : { before }) });
    forgetTrial();
    notice(element.lettersNotice, "");
    let found;
    try {
      found = await ask("GET", `${LETTERS}?${query}`);
    } catch (refusal) {
      if (refusal.status === 404) hasNone();
      else notice(element.lettersNotice, refusal.message, true);
      return;
    }
    next = found.next ?? null;
    element.lettersFound.hidden = false;
    element.older.disabled = next === null;
    element.letterRows.replaceChildren(...found.letters.map(row));
    const count = found.letters.length === 1 ? "1 dead letter" : `${number(found.letters.length)} dead letters`;
    const cut = found.truncated ? "; there are more than were looked through" : "";
    show(element.lettersText, `${found.letters.length === 0 ? "No dead letter" : count}, ${number(found.scanned)} looked through${cut}.`);
  }

  function hasNone() {
    element.letters.hidden = true;
    show(element.lettersText, "This gateway has no way to browse and replay dead letters.");
  }

  function row(letter) {
    const tr = document.createElement("tr");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.value = letter.place;
    box.setAttribute("aria-label", `Choose ${letter.orderId ?? letter.place}`);
    box.addEventListener("change", forgetTrial);
    const label = document.createElement("label");
    label.className = "pick";
    label.append(box);
    tr.insertCell().append(label);
    const name = document.createElement("th");
    name.scope = "row";
    name.className = "mono";
    name.textContent = letter.orderId ?? `malformed at ${letter.place}`;
    tr.append(name);
    const { replayed } = letter;
    for (const text of [
      letter.diedAt === null ? "–" : timeOfDay(Date.parse(letter.diedAt), Date.now(), true),
      letter.malformed ? `malformed: ${letter.reason ?? ""}` : (letter.reason ?? ""),
      number(letter.attempts),
      (letter.skus ?? []).join(", "),
      replayed ? `${timeOfDay(Date.parse(replayed.at), Date.now())} by ${replayed.by}` : "no",
      letter.traceId ?? "–",
    ]) {
      tr.insertCell().textContent = text;
    }
    return tr;
  }

  function boxes() {
    return Array.from(element.letterRows.querySelectorAll("input"));
  }

  function forgetTrial() {
    tried = null;
    element.replay.hidden = true;
    element.replayRefused.replaceChildren();
    notice(element.replayNotice, "");
  }

  function options() {
    const rate = element.replayRate.valueAsNumber;
    return { ...(rate > 0 ? { ratePerSecond: rate } : {}), ...(element.force.checked ? { force: true } : {}) };
  }

  /** The first press: what would happen. */
  async function trial(button, what) {
    forgetTrial();
    button.disabled = true;
    const wanted = { ...what, ...options() };
    try {
      const found = await ask("POST", REPLAY, { ...wanted, dryRun: true });
      const left = found.matched === 1 ? "1 order would be replayed" : `${number(found.matched)} orders would be replayed`;
      const not = found.refused === 0 ? "none is refused" : `${number(found.refused)} refused`;
      notice(element.replayNotice, `Dry run: ${left}, ${not}. Nothing was done yet.`);
      element.replayRefused.replaceChildren(
        ...found.refusals.slice(0, REFUSED_SHOWN).map(({ place, why }) => {
          const item = document.createElement("li");
          item.textContent = `${place}: ${WHY_REFUSED[why] ?? why}`;
          return item;
        }),
      );
      if (found.matched > 0) {
        tried = wanted;
        element.replay.hidden = false;
        show(element.replay, `Replay ${number(found.matched)} now`);
      }
    } catch (refusal) {
      notice(element.replayNotice, refusal.message, true);
    } finally {
      button.disabled = false;
    }
  }

  /** The second press: does it. */
  async function replay() {
    const wanted = tried;
    if (wanted === null) return;
    forgetTrial();
    try {
      const started = await ask("POST", REPLAY, { ...wanted, dryRun: false });
      running = started.replay;
      notice(element.replayNotice, "The replay runs.");
      element.replaying.hidden = false;
      element.stopReplay.focus();
      await follow();
    } catch (refusal) {
      notice(element.replayNotice, refusal.message, true);
    }
  }

  async function follow() {
    const id = running;
    if (id === null) return;
    const { state, replayed, refused, matched } = await ask("GET", `${REPLAYS}/${encodeURIComponent(id)}`);
    const done = replayed + refused;
    element.replayProgress.value = matched > 0 ? done / matched : 1;
    show(element.replayText, `${number(done)} of ${number(matched)}, ${state}`);
    if (state === RUNNING) {
      setTimeout(() => follow().catch((refusal) => notice(element.replayNotice, refusal.message, true)), LOOK_MILLIS);
      return;
    }
    running = null;
    element.replaying.hidden = true;
    notice(element.replayNotice, `The replay is over (${state}): ${number(done)} of ${number(matched)}.`);
  }

  async function stop() {
    try {
      await ask("DELETE", `${REPLAYS}/${encodeURIComponent(running)}`);
    } catch (refusal) {
      notice(element.replayNotice, refusal.message, true);
    }
  }

  element.lettersForm.addEventListener("submit", (event) => {
    event.preventDefault();
    look(null);
  });
  element.older.addEventListener("click", () => next !== null && look(next));
  element.chooseAll.addEventListener("click", () => {
    boxes().forEach((box) => (box.checked = true));
    forgetTrial();
  });
  element.tryChosen.addEventListener("click", () => {
    const places = boxes().filter((box) => box.checked).map((box) => box.value);
    if (places.length === 0) notice(element.replayNotice, "None is chosen.", true);
    else trial(element.tryChosen, { places });
  });
  element.tryAll.addEventListener("click", () => {
    // Whether one was replayed before is no part of a replay's filter: those that were are refused, unless forced.
    const { replayed, ...rest } = filter;
    if (replayed === undefined) trial(element.tryAll, { filter: rest });
    else notice(element.replayNotice, "Look without “Replayed” to replay all that match, or choose them.", true);
  });
  element.replay.addEventListener("click", replay);
  element.stopReplay.addEventListener("click", stop);
  for (const input of [element.replayRate, element.force]) input.addEventListener("change", forgetTrial);

  return { open: () => look(null) };
}
