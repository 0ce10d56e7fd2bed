/**
 * The levers: rate, pause, mode and what is sold out. Whatever is pulled, the gateway's answer is what is shown: the state after it,
 * or its own words for why not.
 */
import { ask, forget, operator, remember, token } from "./api.js";
import { number, timeOfDay } from "./words.js";

const DRAIN = "/admin/drain";
const SOLD_OUT = "/admin/sold-out";
/** A change of the rate by more than this is asked about once more. */
const BOLD_FACTOR = 2;
const SKUS_SHOWN = 50;

/** @returns {open, follow, confirm} */
export function openLevers(element, { notice, show, onUnlock }) {
  let control = null;
  let modeIsTouched = false;

  /** Shows how it went, and keeps the lever from being pulled twice meanwhile. */
  async function pull(button, target, doing) {
    button.disabled = true;
    notice(target, "");
    try {
      notice(target, await doing());
    } catch (refusal) {
      notice(target, refusal.message, true);
      if (refusal.status === 401) {
        // Somebody gave the gateway another token meanwhile.
        lock();
        notice(element.unlockNotice, refusal.message, true);
      }
    } finally {
      button.disabled = false;
    }
  }

  /** Asks once more; true if it is to be. */
  function confirm(title, text, yes) {
    const dialog = element.confirm;
    show(element.confirmTitle, title);
    show(element.confirmText, text);
    show(element.confirmYes, yes);
    return new Promise((resolve) => {
      element.confirmYes.onclick = () => dialog.close("yes");
      element.confirmNo.onclick = () => dialog.close("no");
      dialog.onclose = () => resolve(dialog.returnValue === "yes");
      dialog.returnValue = "no";
      dialog.showModal();
      element.confirmNo.focus();
    });
  }

  async function unlock(event) {
    event.preventDefault();
    remember(element.token.value, element.operator.value.trim());
    element.unlockButton.disabled = true;
    await tryToken(true);
    element.unlockButton.disabled = false;
  }

  /** The gateway alone knows whether the token is right. */
  async function tryToken(moves) {
    try {
      await ask("GET", DRAIN);
    } catch (refusal) {
      if (refusal.status === 401 || refusal.status === 403) forget();
      notice(element.unlockNotice, refusal.message, true);
      if (moves) element.token.focus();
      return;
    }
    notice(element.unlockNotice, "");
    element.token.value = "";
    element.unlock.hidden = true;
    element.levers.hidden = false;
    show(element.who, `Unlocked. What you do is recorded as ${operator()}.`);
    if (moves) element.reason.focus();
    lookAtSoldOut();
    onUnlock();
  }

  function lock() {
    forget();
    element.levers.hidden = true;
    element.unlock.hidden = false;
    element.token.focus();
  }

  async function change(button, wanted) {
    const reason = element.reason.value.trim();
    await pull(button, element.drainNotice, async () => {
      const state = await ask("PUT", DRAIN, reason === "" ? wanted : { ...wanted, reason });
      const { target, effectiveRatePerSecond } = state;
      element.reason.value = "";
      modeIsTouched = false;
      const held = target.paused ? "paused" : `${number(target.ratePerSecond)}/s, mode ${target.mode}`;
      const works = `the fleet can start ${number(effectiveRatePerSecond)}/s now`;
      return `✓ In the fleet log since ${timeOfDay(Date.parse(target.at), Date.now(), true)}: ${held}; ${works}.`;
    });
  }

  async function changeRate(event) {
    event.preventDefault();
    const rate = element.rate.valueAsNumber;
    if (!(rate > 0)) {
      notice(element.drainNotice, "The rate is a number over 0. To stop the fleet, pause it.", true);
      element.rate.focus();
      return;
    }
    const before = control?.ratePerSecond;
    const isBold = before > 0 && (rate / before > BOLD_FACTOR || before / rate > BOLD_FACTOR);
    const title = `Change the rate to ${number(rate)}/s?`;
    const text = `It is ${number(before)}/s now. That is a change by more than a factor of two, for the whole fleet, at once.`;
    if (isBold && !(await confirm(title, text, `Change to ${number(rate)}/s`))) return;
    await change(event.submitter ?? element.rateForm.querySelector("button"), { ratePerSecond: rate });
  }

  async function changePause() {
    const pauses = !control?.paused;
    const text = "No call starts any more until somebody resumes. Orders go on being accepted and wait.";
    if (pauses && !(await confirm("Pause the whole fleet?", text, "Pause"))) return;
    await change(element.pause, { paused: pauses });
  }

  async function changeMode(event) {
    event.preventDefault();
    await change(event.submitter ?? element.modeForm.querySelector("button"), { mode: element.mode.value });
  }

  function skuPath(sku) {
    return `${SOLD_OUT}/${encodeURIComponent(sku)}`;
  }

  async function changeSku(button, sku, isGone) {
    const reason = element.reason.value.trim();
    await pull(button, element.soldOutNotice, async () => {
      const body = isGone && reason !== "" ? { reason } : undefined;
      const holds = await ask(isGone ? "PUT" : "DELETE", skuPath(sku), body);
      await lookAtSoldOut();
      return `✓ ${sku} is ${holds.soldOut ? `sold out, says ${holds.by}` : "back in stock"}.`;
    });
  }

  async function lookAtSoldOut() {
    let found;
    try {
      found = await ask("GET", SOLD_OUT);
    } catch (refusal) {
      show(element.soldOutText, refusal.message);
      return;
    }
    const shown = found.soldOut.slice(0, SKUS_SHOWN);
    const more = found.count > shown.length ? `, ${shown.length} shown` : "";
    show(element.soldOutText, found.count === 0 ? "Nothing is sold out." : `${number(found.count)} sold out${more}:`);
    element.soldOutRows.replaceChildren(...shown.map(soldOutRow));
  }

  function soldOutRow({ sku, by, reason, at }) {
    const row = document.createElement("li");
    const name = document.createElement("b");
    name.textContent = sku;
    const text = document.createElement("span");
    text.textContent = `${reason === "" ? "" : `${reason}, `}${by}, ${timeOfDay(Date.parse(at), Date.now())}`;
    const back = document.createElement("button");
    back.type = "button";
    back.className = "quiet small";
    back.textContent = "Back";
    back.setAttribute("aria-label", `${sku} is back in stock`);
    back.addEventListener("click", () => changeSku(back, sku, false));
    row.append(name, text, back);
    return row;
  }

  element.unlock.addEventListener("submit", unlock);
  element.lock.addEventListener("click", lock);
  element.rateForm.addEventListener("submit", changeRate);
  element.modeForm.addEventListener("submit", changeMode);
  element.mode.addEventListener("change", () => (modeIsTouched = true));
  element.pause.addEventListener("click", changePause);
  element.soldOutForm.addEventListener("submit", (event) => {
    event.preventDefault();
    changeSku(event.submitter ?? element.restock, element.sku.value, true);
  });
  element.restock.addEventListener("click", () => {
    if (element.soldOutForm.reportValidity()) changeSku(element.restock, element.sku.value, false);
  });

  return {
    confirm,
    /** Goes on with the token of before a reload. */
    open: () => token() !== null && tryToken(false),
    /** What holds now, as the stream says it. */
    follow(now) {
      control = now.control;
      show(element.pauseText, control?.paused ? `Paused by ${control.by}` : "The fleet runs");
      show(element.pause, control?.paused ? "Resume" : "Pause the fleet");
      element.rate.placeholder = control === null ? "" : number(control.ratePerSecond);
      if (!modeIsTouched && control !== null) element.mode.value = control.mode;
    },
  };
}
