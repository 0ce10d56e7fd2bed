/**
 * Sluice in the browser: one order, one effect, whatever happens to the connection, the gateway or the page.
 *
 *     import { submit, resume } from "https://orders.example/sluice.js";
 *
 *     const order = resume() ?? submit({ body: { customerId: "ada", items: [{ sku: "85123A", quantity: 1 }] } });
 *     order.addEventListener("change", () => show(order.state));
 *     const end = await order.settled;
 *
 * The idempotency key is stored before the first attempt, so a page that was reloaded in the middle goes on with the same
 * order. Posting is repeated on 5xx, 429 and a lost connection, with full jitter and never sooner than `Retry-After`; any
 * other answer is final. The place is followed by Server-Sent Events, and by polling where these do not get through.
 *
 * @module sluice
 */

const ATTEMPTS_MAX = 20;
const PATIENCE_MILLIS = 15 * 60_000;
const BACKOFF_MILLIS = 500;
const BACKOFF_MILLIS_MAX = 30_000;
/** Longer than any wait that is asked for below. */
const ANSWER_MILLIS_MAX = 40_000;
const HELD_SECONDS_MAX = 25;
/** The gateway tells the place at once; a stream without it is held up on its way. */
const FIRST_WORD_MILLIS_MAX = 10_000;
/** A connection that died unnoticed is as silent as a queue that stands still: look after this. */
const SILENCE_MILLIS_MAX = 120_000;
const STREAM_ERRORS_MAX = 3;
const DEAF_STREAMS_MAX = 3;
const KEPT_MILLIS = 24 * 60 * 60_000;

const ENDS = new Set(["confirmed", "rejected", "expired", "cancelled", "failed"]);
/** Refusals after which nobody has the order for sure; after any other failure of a posting it may be stored, once. */
const NOTHING_QUEUED = new Set([
  "rate-limited",
  "wait-too-long",
  "retention-exhausted",
  "overloaded",
  "kafka-unreachable",
  "stopping",
]);

/**
 * What an order needs of its surroundings; tests bring their own.
 *
 * @typedef {object} Platform
 * @property {typeof fetch} fetch
 * @property {(url: string) => EventSource | null} openStream null where there are no Server-Sent Events
 * @property {(millis: number) => Promise<void>} sleep
 * @property {() => number} random from 0 to less than 1
 * @property {() => number} now milliseconds since 1970
 */

/** @type {Platform} */
const BROWSER = {
  fetch: (url, request) => globalThis.fetch(url, request),
  openStream: (url) => (globalThis.EventSource ? new EventSource(url) : null),
  sleep: (millis) => new Promise((resolve) => setTimeout(resolve, millis)),
  random: Math.random,
  now: Date.now,
};

/**
 * @typedef {object} Options
 * @property {string} [base] origin of the gateway; default: where this script came from
 * @property {string} [slot] the name under which the order is kept: one open order each; default "order"
 * @property {Storage | null} [storage] where it is kept; null = nowhere; default localStorage
 * @property {Record<string, string>} [headers] sent with every request, such as Authorization; never stored
 * @property {AbortSignal} [signal] leaves the order: it stays in the queue, and `resume` finds it again
 * @property {Platform} [platform]
 */

/**
 * Where an order stands. Never changed: each change is a new one.
 *
 * @typedef {object} State
 * @property {"sending" | "retrying" | "queued" | "processing" | "confirmed" | "rejected" | "expired" | "cancelled"
 *   | "failed" | "refused" | "unreachable" | "unknown"} status the gateway's word, and before it has one: `sending`,
 *   `retrying`; without an end: `refused` (not taken), `unreachable` (given up; `resume` goes on), `unknown` (forgotten)
 * @property {string} [orderId]
 * @property {number} [position] orders that are tried before this one; never grows
 * @property {number} [startPosition] what it was at first
 * @property {number | null} [etaSeconds] null where nobody can tell
 * @property {string} [reason]
 * @property {number} [attempts]
 * @property {string} [acceptedAt]
 * @property {string} [settledAt]
 * @property {boolean} reachable whether the gateway answered last time
 * @property {boolean} cancelling
 * @property {object | null} problem the last refusal, RFC 9457; null where there was none, or no answer
 * @property {number | null} retryAt while it waits for the next attempt: when that is due, milliseconds since 1970
 */

/** Why an order came to no end; its state tells the same. */
export class OrderError extends Error {
  /** @param {State} state */
  constructor(state) {
    super(state.problem?.title ?? `the gateway does not answer (${state.status})`);
    this.name = "OrderError";
    this.state = state;
  }
}

/**
 * Sends a new order, which takes the place of an older one in its slot.
 *
 * @param {Options & { body: unknown, key?: string }} options `body` as text is sent as it is
 * @returns {Order}
 */
export function submit({ body, key = newKey(), ...options }) {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const keptUntil = (options.platform ?? BROWSER).now() + KEPT_MILLIS;
  return new Order({ key, trace: newTrace(), body: text, keptUntil }, options);
}

/**
 * Goes on with the order that this browser has open.
 *
 * @param {Options} [options]
 * @returns {Order | null} null if there is none
 */
export function resume(options = {}) {
  const record = new Slot(options).read((options.platform ?? BROWSER).now());
  // It may have been sent before the page went away.
  return record === null ? null : new Order(record, options, true);
}

/** One order of this buyer. Dispatches `change` whenever `state` is a new one; not to be made but by the functions above. */
class Order extends EventTarget {
  #platform;
  #base;
  #headers;
  #slot;
  #record;
  #state;
  #left = new AbortController();
  #wake = () => {};
  #ended = false;
  #unwanted = false;
  #inDoubt;
  #end;

  constructor(record, options, inDoubt = false) {
    super();
    const { base = new URL(import.meta.url).origin, headers = {}, signal, platform = BROWSER, ...where } = options;
    this.#platform = platform;
    this.#base = base;
    this.#headers = headers;
    this.#slot = new Slot(where);
    this.#record = record;
    this.#inDoubt = inDoubt;
    this.#state = Object.freeze({
      status: record.links ? "queued" : "sending",
      ...record.place,
      reachable: true,
      cancelling: false,
      problem: null,
      retryAt: null,
    });
    /** The last state, or an OrderError. @type {Promise<State>} */
    this.settled = new Promise((resolve, reject) => (this.#end = { resolve, reject }));
    // Who only listens to events has nothing to catch.
    this.settled.catch(() => {});
    this.#left.signal.addEventListener("abort", () => this.#wake());
    signal?.addEventListener("abort", () => this.leave());
    this.#keep();
    if (signal?.aborted) this.leave();
    this.#run();
  }

  /** @returns {State} */
  get state() {
    return this.#state;
  }

  /** Stops following. The order stays where it is, and `resume` finds it again. */
  leave() {
    this.#left.abort();
  }

  /**
   * Asks for it to be cancelled. One that may or may not be stored is found out about first, by posting it again.
   *
   * @returns {Promise<boolean>} whether it is cancelled for sure; if not, the end comes as always
   */
  async cancel() {
    if (this.#ended) return this.#state.status === "cancelled";
    this.#tell({ cancelling: true });
    if (!this.#record.links) {
      this.#unwanted = true;
      if (this.#state.retryAt !== null) this.#dropUnwanted();
      return this.settled.then(({ status }) => status === "cancelled", () => false);
    }
    // Left or ended meanwhile is no answer, either.
    const answer = await this.#insist("DELETE", this.#record.links.status).catch(() => null);
    if (answer?.status === 200) this.#stands(answer.said);
    if (answer?.status !== 202) this.#tell({ cancelling: false });
    return this.#state.status === "cancelled";
  }

  async #run() {
    try {
      if (!this.#record.links) await this.#post();
      if (this.#unwanted) this.cancel();
      await this.#follow();
    } catch (failure) {
      this.#end.reject(failure);
    }
  }

  async #post() {
    const headers = { "Content-Type": "application/json", "Idempotency-Key": this.#record.key };
    // A page that traces for itself has its own; an order kept by an older page has none.
    if (this.#record.trace && !new Headers(this.#headers).has("traceparent")) headers.traceparent = this.#record.trace;
    const answer = await this.#insist("POST", "/v1/orders", headers, (lost, slug) => {
      this.#inDoubt ||= !NOTHING_QUEUED.has(slug);
      this.#tell({ ...lost, status: "retrying" });
      if (this.#unwanted) this.#dropUnwanted();
    });
    if (answer === null) throw this.#close("unreachable", this.#state.problem);
    if (answer.status !== 202) throw this.#close("refused", answer.said);
    this.#record = { key: this.#record.key, keptUntil: this.#record.keptUntil, links: answer.said.links };
    this.#stands(answer.said);
  }

  /** Between two attempts: an order that nobody has need not be sent again. */
  #dropUnwanted() {
    if (!this.#inDoubt) this.#settle({ status: "cancelled", attempts: 0 });
  }

  async #follow() {
    let deafStreams = 0;
    let paceSeconds = 1;
    while (!this.#ended) {
      const url = this.#url(this.#record.links.events);
      const stream = deafStreams < DEAF_STREAMS_MAX ? this.#platform.openStream(url) : null;
      if (stream !== null) deafStreams = (await this.#listen(stream)) ? 0 : deafStreams + 1;
      this.#left.signal.throwIfAborted();
      // Where only polling is left the gateway holds the answer back, and an end is told at once all the same.
      const prefer = stream ? {} : { Prefer: `wait=${Math.min(paceSeconds, HELD_SECONDS_MAX)}` };
      const askedAt = this.#platform.now();
      const answer = await this.#insist("GET", this.#record.links.status, prefer, (lost) => this.#tell(lost));
      if (answer === null) throw this.#close("unreachable", this.#state.problem);
      if (answer.status !== 200) throw this.#close("unknown", answer.said);
      this.#stands(answer.said);
      if (stream || this.#ended) continue;
      await this.#pause(paceSeconds * 1000 - (this.#platform.now() - askedAt));
      paceSeconds = Math.max(1, Math.round(answer.retryMillis / 1000));
    }
  }

  /** Follows one stream as long as it is any good; then says whether it was. */
  #listen(stream) {
    return new Promise((resolve) => {
      let heard = false;
      let errors = 0;
      let silence;
      const stop = () => {
        clearTimeout(silence);
        stream.close();
        resolve(heard);
      };
      const listenOn = () => {
        clearTimeout(silence);
        silence = setTimeout(stop, heard ? SILENCE_MILLIS_MAX : FIRST_WORD_MILLIS_MAX);
      };
      const hear = (event) => {
        heard = true;
        errors = 0;
        listenOn();
        this.#stands(JSON.parse(event.data));
      };
      stream.addEventListener("open", () => this.#tell({ reachable: true }));
      stream.addEventListener("position", hear);
      stream.addEventListener("settled", hear);
      stream.addEventListener("error", () => {
        // It connects again by itself, and says where it was, unless it was turned away.
        if (stream.readyState === 2 || ++errors === STREAM_ERRORS_MAX) stop();
        else this.#tell({ reachable: false });
      });
      this.#left.signal.addEventListener("abort", stop);
      listenOn();
    });
  }

  /** Repeats a request until it is answered for good; null where attempts or time are used up. */
  async #insist(method, path, headers = {}, lost = () => {}) {
    const giveUpAt = this.#platform.now() + PATIENCE_MILLIS;
    for (let attempt = 1; ; attempt++) {
      const answer = await this.#ask(method, path, headers);
      if (answer.status > 0 && answer.status < 500 && answer.status !== 429) return answer;
      const backoffMillis = Math.min(BACKOFF_MILLIS_MAX, BACKOFF_MILLIS * 2 ** (attempt - 1));
      const retryAt = this.#platform.now() + answer.retryMillis + this.#platform.random() * backoffMillis;
      const problem = answer.said.type ? answer.said : null;
      lost({ reachable: answer.status > 0, problem, retryAt }, problem?.type.split("/").pop());
      this.#left.signal.throwIfAborted();
      if (attempt === ATTEMPTS_MAX || retryAt > giveUpAt) return null;
      await this.#pause(retryAt - this.#platform.now());
      this.#left.signal.throwIfAborted();
      if (this.#state.retryAt !== null) this.#tell({ retryAt: null });
    }
  }

  /** One request; status 0 is that of no answer. */
  async #ask(method, path, headers) {
    const request = {
      method,
      headers: { ...this.#headers, ...headers },
      body: method === "POST" ? this.#record.body : undefined,
      cache: "no-store",
      signal: AbortSignal.any([this.#left.signal, AbortSignal.timeout(ANSWER_MILLIS_MAX)]),
    };
    try {
      const response = await this.#platform.fetch(this.#url(path), request);
      const after = response.headers.get("Retry-After") ?? 0;
      const retryMillis = Number.isNaN(Number(after)) ? Date.parse(after) - this.#platform.now() : after * 1000;
      const said = await response.json().catch(() => ({}));
      return { status: response.status, said, retryMillis: Math.max(0, retryMillis || 0) };
    } catch {
      this.#left.signal.throwIfAborted();
      return { status: 0, said: {}, retryMillis: 0 };
    }
  }

  #url(path) {
    return new URL(path, this.#base).href;
  }

  #pause(millis) {
    return Promise.race([this.#platform.sleep(millis), new Promise((resolve) => (this.#wake = resolve))]);
  }

  /** Takes in what a gateway says. Another one may be a little behind: nothing ever goes backwards. */
  #stands({ orderId, status, position, etaSeconds = null, acceptedAt, ...end }) {
    if (this.#ended) return;
    if (ENDS.has(status)) return this.#settle({ orderId, status, acceptedAt, ...end });
    const nearest = Math.min(position ?? Infinity, this.#state.position ?? Infinity);
    const place = Number.isFinite(nearest) ? { position: nearest } : {};
    const startPosition = this.#state.startPosition ?? place.position;
    this.#record.place = { orderId, acceptedAt, startPosition, ...place };
    this.#keep();
    const forward = this.#state.status === "processing" ? "processing" : status;
    const again = { reachable: true, problem: null, retryAt: null };
    this.#tell({ ...this.#record.place, status: forward, etaSeconds, ...again });
  }

  #settle({ links, ...end }) {
    this.#ended = true;
    this.#slot.clear();
    this.#tell({ ...end, reachable: true, cancelling: false, problem: null, retryAt: null });
    this.#end.resolve(this.#state);
    // What is still under way is of no use any more.
    this.#left.abort();
  }

  /** Ends without an end. What may still be continued is kept. */
  #close(status, problem) {
    this.#ended = true;
    if (status !== "unreachable") this.#slot.clear();
    this.#tell({ status, problem, cancelling: false, retryAt: null });
    return new OrderError(this.#state);
  }

  #keep() {
    this.#slot.write(this.#record);
  }

  #tell(news) {
    this.#state = Object.freeze({ ...this.#state, ...news });
    this.dispatchEvent(new Event("change"));
  }
}

/** The place where an order is kept over a reload. A browser without storage, or with a full one, only loses that. */
class Slot {
  #name;
  #storage;

  constructor({ slot = "order", storage }) {
    this.#name = `sluice:${slot}`;
    this.#storage = storage;
  }

  read(nowMillis) {
    let record = null;
    this.#try((storage) => (record = JSON.parse(storage.getItem(this.#name))));
    if (record === null || record.keptUntil > nowMillis) return record;
    this.clear();
    return null;
  }

  write(record) {
    this.#try((storage) => storage.setItem(this.#name, JSON.stringify(record)));
  }

  clear() {
    this.#try((storage) => storage.removeItem(this.#name));
  }

  #try(action) {
    try {
      const storage = this.#storage === undefined ? globalThis.localStorage : this.#storage;
      if (storage) action(storage);
    } catch {
      // Not allowed, full, or not written by us.
    }
  }
}

const newKey = () => randomHex(16);

/** A trace of this order's own (W3C Trace Context), not sampled: by its id it is found in every log on its way. */
const newTrace = () => `00-${randomHex(16)}-${randomHex(8)}-00`;

/** `randomUUID` is only there on https and localhost. */
function randomHex(count) {
  const bytes = crypto.getRandomValues(new Uint8Array(count));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
