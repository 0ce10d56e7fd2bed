/**
 * What sluice.js promises, on a platform where nothing takes time: each function is one test, its name the sentence.
 */
import { OrderError, resume, submit } from "/sluice.js";

const BODY = { customerId: "ada", items: [{ sku: "A", quantity: 1 }] };
const LINKS = { status: "/v1/orders/ID?ticket=t", events: "/v1/orders/ID/events?ticket=t" };
const LOST = "lost";

/** A gateway that answers as it was told, one answer after the other, the last for ever; and the clock that sleeping moves. */
class World {
  asked = [];
  slept = [];
  streams = [];
  kept = new Map();
  hasStreams = true;
  millis = 1_000_000;
  random = 0.5;

  constructor(...answers) {
    this.answers = answers;
    this.storage = {
      getItem: (name) => this.kept.get(name) ?? null,
      setItem: (name, text) => this.kept.set(name, text),
      removeItem: (name) => this.kept.delete(name),
    };
    this.platform = {
      fetch: (url, request) => this.answer(new URL(url), request),
      openStream: () => (this.hasStreams ? this.stream() : null),
      random: () => this.random,
      now: () => this.millis,
      sleep: async (millis) => {
        this.slept.push(millis);
        this.millis += Math.max(0, millis);
        await turn();
      },
    };
    this.options = { base: "https://orders.example", storage: this.storage, platform: this.platform };
  }

  async answer(url, { method, headers, body }) {
    this.asked.push({ method, path: url.pathname, headers, body, keptThen: this.kept.get("sluice:order") });
    const next = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
    const { status, said, headers: more = {} } = typeof next === "function" ? await next(method) : next;
    if (status === LOST) throw new TypeError("Failed to fetch");
    return new Response(JSON.stringify(said), { status, headers: more });
  }

  stream() {
    const stream = Object.assign(new EventTarget(), { readyState: 1, close: () => (stream.readyState = 2) });
    stream.say = (name, said) => stream.dispatchEvent(new MessageEvent(name, { data: JSON.stringify(said) }));
    stream.fail = () => {
      stream.readyState = 2;
      stream.dispatchEvent(new Event("error"));
    };
    this.streams.push(stream);
    return stream;
  }

  submit(more = {}) {
    return submit({ ...this.options, body: BODY, ...more });
  }

  posts() {
    return this.asked.filter(({ method }) => method === "POST");
  }
}

const lost = { status: LOST };
const accepted = { status: 202, said: { orderId: "ID", status: "queued", position: 9, etaSeconds: 3, links: LINKS } };
const confirmed = { status: 200, said: { orderId: "ID", status: "confirmed", attempts: 1 } };

function refused(status, type, retryAfter) {
  const headers = retryAfter === undefined ? {} : { "Retry-After": retryAfter };
  return { status, said: { type: `https://sluice.io/problems/${type}`, title: type, status }, headers };
}

function standing(position) {
  return { status: 200, said: { orderId: "ID", status: "queued", position, etaSeconds: 3 }, headers: { "Retry-After": "4" } };
}

/** Lets everything go on that has nothing to wait for. */
function turn() {
  return new Promise((resolve) => setTimeout(resolve));
}

function equal(actual, expected, what = "") {
  const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== e) throw new Error(`${what} expected ${e}, was ${a}`);
}

async function failure(promise) {
  return promise.then(
    () => {
      throw new Error("it should have failed");
    },
    (reason) => reason,
  );
}

export const scenarios = {
  async "the key is kept before the first attempt and never changes"() {
    const world = new World(lost, lost, accepted);
    world.submit();
    while (world.streams.length === 0) await turn();
    const posts = world.posts();
    const key = posts[0].headers["Idempotency-Key"];
    equal(/^[0-9a-f]{32}$/.test(key), true, key);
    equal(JSON.parse(posts[0].keptThen).key, key);
    equal(posts.map((post) => [post.headers["Idempotency-Key"], post.body]), Array(3).fill([key, JSON.stringify(BODY)]));
  },

  async "waits grow from half a second to half a minute, with full jitter"() {
    const world = new World(lost);
    world.random = 0.25;
    await failure(world.submit().settled);
    const expected = Array.from({ length: 19 }, (_, i) => 0.25 * Math.min(30_000, 500 * 2 ** i));
    equal(world.slept, expected);
  },

  async "after twenty attempts it gives up and keeps the order for later"() {
    const world = new World(lost);
    const order = world.submit();
    const error = await failure(order.settled);
    equal([error instanceof OrderError, error.state.status, world.asked.length], [true, "unreachable", 20]);
    world.answers = [accepted];
    resume(world.options);
    await turn();
    const keys = world.posts().map((post) => post.headers["Idempotency-Key"]);
    equal(new Set(keys).size, 1, "keys");
  },

  async "it comes back no sooner than Retry-After says in seconds"() {
    const world = new World(refused(503, "overloaded", "7"), refused(429, "rate-limited", "2"), accepted);
    world.submit();
    while (world.streams.length === 0) await turn();
    equal(world.slept, [7_000 + 250, 2_000 + 500]);
  },

  async "it comes back no sooner than Retry-After says as a date"() {
    const world = new World(refused(503, "overloaded", new Date(1_020_000).toUTCString()), accepted);
    world.submit();
    while (world.streams.length === 0) await turn();
    equal(world.slept, [20_000 + 250]);
  },

  async "it does not wait longer than a quarter of an hour for anybody"() {
    const world = new World(refused(503, "wait-too-long", "900"));
    const error = await failure(world.submit().settled);
    equal([error.state.status, error.state.problem.title, world.asked.length], ["unreachable", "wait-too-long", 1]);
  },

  async "other refusals are final and forgotten"() {
    for (const status of [400, 401, 403, 404, 409, 413, 415, 422]) {
      const world = new World(refused(status, "some-problem"));
      const error = await failure(world.submit().settled);
      equal([error.state.status, world.asked.length, world.kept.size], ["refused", 1, 0], `${status}:`);
    }
  },

  async "a reload goes on at the same place, whatever the gateway says of it"() {
    const world = new World(accepted);
    const order = world.submit();
    while (world.streams.length === 0) await turn();
    order.leave();
    const again = resume(world.options);
    equal([again.state.status, again.state.position, again.state.orderId], ["queued", 9, "ID"]);
    while (world.streams.length === 1) await turn();
    world.streams[1].say("position", { orderId: "ID", status: "queued", position: 12, etaSeconds: 4 });
    equal([again.state.position, world.posts().length], [9, 1]);
  },

  async "nothing goes backwards: not the place, not from processing to queued"() {
    const world = new World(accepted);
    const order = world.submit();
    while (world.streams.length === 0) await turn();
    const seen = [];
    order.addEventListener("change", () => seen.push(`${order.state.status} ${order.state.position}`));
    for (const position of [5, 8, 3]) world.streams[0].say("position", { orderId: "ID", status: "queued", position });
    world.streams[0].say("position", { orderId: "ID", status: "processing" });
    world.streams[0].say("position", { orderId: "ID", status: "queued", position: 1 });
    equal(seen, ["queued 5", "queued 5", "queued 3", "processing 3", "processing 1"]);
  },

  async "the end is told once, and nothing is kept"() {
    const world = new World(accepted);
    const order = world.submit();
    while (world.streams.length === 0) await turn();
    world.streams[0].say("settled", confirmed.said);
    world.streams[0].say("settled", { orderId: "ID", status: "failed" });
    equal([(await order.settled).status, world.kept.size, world.streams[0].readyState], ["confirmed", 0, 2]);
  },

  async "an end in the answer to the posting is the end"() {
    const world = new World({ status: 202, said: { ...accepted.said, status: "confirmed" } });
    equal((await world.submit().settled).status, "confirmed");
    equal(world.streams.length, 0);
  },

  async "a stream that is turned away three times gives way to polling at the gateway's pace"() {
    const world = new World(accepted, standing(8), standing(7), standing(6), standing(5), standing(4), confirmed);
    const order = world.submit();
    for (let failures = 0; failures < 3; failures++) {
      while (world.streams.length === failures) await turn();
      world.streams[failures].fail();
    }
    equal((await order.settled).status, "confirmed");
    equal(world.streams.length, 3);
    equal(world.asked.slice(1).map(({ headers }) => headers.Prefer ?? ""), ["", "", "", "wait=1", "wait=4", "wait=4"]);
    equal(world.slept, [1_000, 4_000]);
  },

  async "a stream that was heard may break as often as it likes"() {
    const world = new World(accepted, standing(9));
    world.submit();
    for (let failures = 0; failures < 6; failures++) {
      while (world.streams.length === failures) await turn();
      world.streams[failures].say("position", { orderId: "ID", status: "queued", position: 9 - failures });
      world.streams[failures].fail();
    }
    while (world.streams.length === 6) await turn();
  },

  async "an order whose end is forgotten is unknown"() {
    const world = new World(accepted, refused(410, "outcome-aged-out"));
    world.hasStreams = false;
    const error = await failure(world.submit().settled);
    equal([error.state.status, error.message, world.kept.size], ["unknown", "outcome-aged-out", 0]);
  },

  async "who leaves keeps the order for later"() {
    const world = new World(accepted);
    const order = world.submit();
    while (world.streams.length === 0) await turn();
    order.leave();
    equal([(await failure(order.settled)).name, world.streams[0].readyState, world.kept.size], ["AbortError", 2, 1]);
  },

  async "what nobody has is cancelled without asking"() {
    const world = new World(refused(503, "wait-too-long", "5"));
    world.platform.sleep = () => new Promise(() => {});
    const order = world.submit();
    while (order.state.retryAt === null) await turn();
    equal([await order.cancel(), world.asked.length, world.kept.size], [true, 1, 0]);
  },

  async "what may be stored is posted again to be cancelled"() {
    const world = new World(lost, accepted, { status: 200, said: { orderId: "ID", status: "cancelled" } });
    world.answers.unshift(async () => {
      await turn();
      return lost;
    });
    const order = world.submit();
    equal(await order.cancel(), true);
    equal(world.asked.map(({ method }) => method), ["POST", "POST", "POST", "DELETE"]);
  },

  async "a cancellation that comes too late changes nothing"() {
    const world = new World(accepted, refused(409, "not-cancellable"));
    const order = world.submit();
    while (world.streams.length === 0) await turn();
    equal([await order.cancel(), order.state.status, order.state.cancelling], [false, "queued", false]);
    world.streams[0].say("settled", confirmed.said);
    equal((await order.settled).status, "confirmed");
  },

  async "a cancellation that is not decided yet goes on being one"() {
    const world = new World(accepted, { status: 202, said: standing(4).said });
    const order = world.submit();
    while (world.streams.length === 0) await turn();
    equal([await order.cancel(), order.state.status, order.state.cancelling], [false, "queued", true]);
    world.streams[0].say("settled", { orderId: "ID", status: "cancelled" });
    equal([(await order.settled).status, order.state.cancelling], ["cancelled", false]);
  },

  async "what is kept ends after a day, and what is no order is none"() {
    const world = new World(lost);
    world.submit({ signal: AbortSignal.abort() });
    world.millis += 24 * 3_600_000 + 1;
    equal([resume(world.options), world.kept.size], [null, 0]);
    world.kept.set("sluice:order", "not JSON");
    equal(resume(world.options), null);
    equal(resume({ ...world.options, storage: null }), null);
  },

  async "without storage everything works but a reload"() {
    const world = new World(accepted);
    world.storage.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
    const order = world.submit();
    while (world.streams.length === 0) await turn();
    world.streams[0].say("settled", confirmed.said);
    equal((await order.settled).status, "confirmed");
  },

  async "orders in different slots do not know of each other"() {
    const world = new World(accepted);
    world.submit({ slot: "one" });
    world.submit({ slot: "two" });
    while (world.streams.length < 2) await turn();
    equal([...world.kept.keys()], ["sluice:one", "sluice:two"]);
    equal(resume(world.options), null);
  },

  async "the shop's headers go with every request and are kept nowhere"() {
    const world = new World(accepted, confirmed);
    world.hasStreams = false;
    await world.submit({ headers: { Authorization: "Bearer secret" } }).settled;
    equal(world.asked.map(({ headers }) => headers.Authorization), ["Bearer secret", "Bearer secret"]);
    equal(world.asked.some(({ keptThen }) => keptThen?.includes("secret")), false);
  },
};
