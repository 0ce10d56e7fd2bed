/**
 * The operator API, for whoever has the token. The token lives in this tab's session storage and nowhere else.
 */
const TOKEN = "sluice:console:token";
const OPERATOR = "sluice:console:operator";

/** What the gateway says when it will not, in its own words. */
export class Refused extends Error {
  constructor(status, problem) {
    const detail = problem.detail ?? problem.errors?.map(({ pointer, detail }) => `${pointer} ${detail}`).join("; ");
    super([problem.title ?? `The gateway answered ${status}`, detail].filter(Boolean).join(". "));
    this.status = status;
    this.type = problem.type ?? "";
  }
}

export function token() {
  return sessionStorage.getItem(TOKEN);
}

export function operator() {
  return sessionStorage.getItem(OPERATOR) ?? "operator";
}

export function remember(newToken, newOperator) {
  sessionStorage.setItem(TOKEN, newToken);
  if (newOperator === "") sessionStorage.removeItem(OPERATOR);
  else sessionStorage.setItem(OPERATOR, newOperator);
}

export function forget() {
  sessionStorage.removeItem(TOKEN);
}

/** @returns the answer's body, null if there is none; throws {@link Refused} */
export async function ask(method, path, body) {
  const headers = { Authorization: `Bearer ${token()}`, "Sluice-Operator": operator() };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  let answer;
  try {
    answer = await fetch(path, { method, headers, body: body && JSON.stringify(body), cache: "no-store" });
  } catch {
    throw new Refused(0, { title: "The gateway does not answer", detail: "If this was a change, it may have been made" });
  }
  const text = await answer.text();
  const read = parsed(text);
  if (!answer.ok) throw new Refused(answer.status, read ?? {});
  return read;
}

function parsed(text) {
  try {
    return text === "" ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
