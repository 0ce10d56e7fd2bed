/**
 * How the console says things: numbers, times and the one sentence at its top. Pure, so that a page without a gateway can try it.
 */
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat("en", { maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const clockSeconds = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const DAY_MILLIS = 86_400_000;

export const REFUSALS = {
  sold_out: "sold out",
  refused_stopping: "this gateway stops",
  refused_kafka_unreachable: "Kafka unreachable",
  refused_overloaded: "too many in flight",
  refused_wait_too_long: "wait too long",
  refused_retention_exhausted: "retention exhausted",
  refused_rate_limited: "client over its rate",
  invalid: "not an order",
  key_reused: "key used for another order",
  unconfirmed: "not confirmed by Kafka",
};
/** Why a dead letter is not replayed. */
export const WHY_REFUSED = {
  "not-found": "there is none",
  "not-read": "not read this time",
  malformed: "no order",
  replayed: "replayed before",
  superseded: "its order was replayed from a later letter",
  "replayed-too-often": "replayed too often",
};
export const BRAKES = {
  idle: "nothing to do",
  rate: "its share of the rate",
  concurrency: "unanswered calls",
  paused: "the pause",
  retry_after: "Retry-After",
  no_lease: "no lease",
  outcomes: "outcomes not yet in Kafka",
};

/** Orders, or orders a second: small rates with a decimal. */
export function number(value) {
  if (value == null) return "–";
  return value < 10 ? oneDecimal.format(value) : whole.format(value);
}

/** Seconds as people say them. */
export function duration(seconds) {
  if (seconds == null) return "–";
  if (seconds < 10) return `${oneDecimal.format(seconds)} s`;
  if (seconds < 120) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}

/** A time of day in the viewer's zone, with the day where it is not today's. */
export function timeOfDay(millis, nowMillis, withSeconds = false) {
  const time = (withSeconds ? clockSeconds : clock).format(millis);
  const isNear = Math.abs(millis - nowMillis) < DAY_MILLIS && day.format(millis) === day.format(nowMillis);
  return isNear ? time : `${day.format(millis)}, ${time}`;
}

/** What lies between the answers of a second: taken, posted again, and turned away. */
export function arrivals(answered) {
  let refused = 0;
  for (const [label, rate] of Object.entries(answered)) {
    if (label !== "accepted" && label !== "replayed") refused += rate;
  }
  return { accepted: answered.accepted ?? 0, refused };
}

export function sum(rates) {
  return Object.values(rates).reduce((all, rate) => all + rate, 0);
}

/** The state as a kind, a tone and one sentence. */
export function sentence({ notReady, now, point, settledPerSecond }, nowMillis) {
  if (now === null) {
    return { kind: "starting", tone: "hold", text: `This gateway is starting: ${notReady ?? "one moment"}` };
  }
  const waiting = `${number(point.backlog)} waiting`;
  if (notReady !== null) {
    return { kind: `not-ready ${notReady}`, tone: "bad", text: `NOT READY: ${notReady}. ${waiting}` };
  }
  const { control } = now;
  if (control?.paused) {
    // Who gives no reason is put down as having "paused".
    const why = ["", "paused"].includes(control.reason) ? "" : `: ${control.reason}`;
    return { kind: "paused", tone: "hold", text: `PAUSED by ${control.by}${why}. ${waiting}` };
  }
  if (now.workerCount === 0) {
    return point.backlog > 0
      ? { kind: "dead", tone: "bad", text: `NO LIVE WORKER with ${waiting}` }
      : { kind: "dead", tone: "hold", text: "No live worker, and nothing is waiting" };
  }
  if (now.holdMillis > 0) {
    const left = duration(Math.ceil(now.holdMillis / 1000));
    return { kind: "held", tone: "hold", text: `The order system asks for quiet, ${left} more. ${waiting}` };
  }
  if (now.state === "paused") return { kind: "break", tone: "hold", text: `The schedule has a break. ${waiting}` };
  if (now.state === "stalled") return { kind: "stalled", tone: "bad", text: `STALLED without a rate. ${waiting}` };
  const rates = `${number(settledPerSecond)}/s of ${number(point.target)}/s`;
  if (now.state === "empty") {
    return settledPerSecond > 0
      ? { kind: "keeping-up", tone: "good", text: `Keeping up: ${rates}, nothing is waiting` }
      : { kind: "empty", tone: "good", text: `Nothing is waiting. The fleet may do ${number(point.target)}/s` };
  }
  const end = now.drainedAt === null ? "no end in sight" : `empty in ${duration((now.drainedAt - nowMillis) / 1000)}`;
  return { kind: "draining", tone: "busy", text: `Draining ${rates}, ${waiting}, ${end}` };
}
