/* Saving by itself: each change goes out a third of a second after the last keystroke, and is kept here until it is taken.

   Events: "state" {state, words} for the line that says how it stands, "said" with what the engine says,
   "people" {people}, "closed" when the form may no longer be changed. */
import { Keep } from "./keep.js";

const PAUSE_MS = 350;
const LONGEST_PAUSE_MS = 3000;
const POLL_MS = 5000;
const TAKE_OVER_MS = 3000;
/* Whoever does nothing for so long asks for nothing more: the session may end as it should. */
const ACTIVE_MS = 150000;
const FIRST_RETRY_MS = 1000;
const LONGEST_RETRY_MS = 30000;

export class Sync extends EventTarget {
  constructor(store, setup) {
    super();
    this.store = store;
    this.setup = setup;
    this.keep = new Keep(setup.person, setup.form);
    this.isBusy = false;
    this.isStopped = false;
    this.retryMs = FIRST_RETRY_MS;
    this.lastAct = Date.now();
    this.savedAt = null;
    store.addEventListener("queue", () => this.wait());
  }

  start() {
    this.tell(this.setup.may_edit ? "saved" : "reading");
    this.takeOver();
    setInterval(() => this.takeOver(), TAKE_OVER_MS);
    for (const act of ["keydown", "pointerdown", "focus"]) {
      window.addEventListener(act, () => this.act(), { capture: true, passive: true });
    }
    window.addEventListener("online", () => this.retryNow());
    window.addEventListener("offline", () => this.store.queue.length && this.tell("offline"));
    /* Whoever leaves the page does not wait for the pause. What is not answered then is sent again by the next page. */
    document.addEventListener("visibilitychange", () => (document.hidden ? this.send() : this.retryNow()));
    setInterval(() => this.poll(), POLL_MS);
    this.poll();
  }

  /* Take over what an earlier page of this person left; one that crashed is known as gone only after a while. */
  takeOver() {
    if (this.isBusy) return;
    const left = this.keep.take();
    if (!left.length) return;
    this.store.adopt(left);
    this.store.tell("change", { paths: [], rows: true, isOthers: true });
    this.keep.put(this.store.queue);
    if (this.setup.may_edit) this.send();
    else {
      this.isStopped = true;
      this.words = "这台电脑上还有没送出的改动，但材料现在不能修改";
      this.tell("refused", this.words);
    }
  }

  act() {
    this.lastAct = Date.now();
  }

  tell(state, words = "") {
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: { state, words, at: this.savedAt, isFull: this.keep.isFull } }));
  }

  wait() {
    this.keep.put(this.store.queue);
    if (this.isStopped) {
      this.tell(this.state, this.words);
      return;
    }
    const now = Date.now();
    this.waitingSince ??= now;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), Math.max(0, Math.min(PAUSE_MS, this.waitingSince + LONGEST_PAUSE_MS - now)));
    if (this.state !== "offline") this.tell("waiting");
  }

  retryNow() {
    if (this.store.queue.length && !this.isStopped) {
      this.retryMs = FIRST_RETRY_MS;
      this.send();
    }
  }

  /* Send the oldest batch, and the next when it was taken. One at a time, so that they arrive in order. */
  async send() {
    clearTimeout(this.timer);
    this.waitingSince = undefined;
    const [batch] = this.store.queue;
    if (this.isBusy || this.isStopped || !batch) return;
    this.isBusy = true;
    batch.isSent = true;
    this.keep.put(this.store.queue);
    if (this.state !== "offline") this.tell("saving");
    const content = { batch: batch.name, seen: this.store.version, operations: batch.operations, why: batch.why, person: this.setup.person };
    const { status, answer, reason } = await post(this.setup.save, content);
    this.isBusy = false;
    if (status === 200 && answer) this.taken(batch, answer);
    else this.failed(status, reason);
  }

  taken(batch, answer) {
    this.retryMs = FIRST_RETRY_MS;
    this.savedAt = new Date();
    this.store.acknowledge(batch, answer);
    this.keep.put(this.store.queue);
    if (this.store.queue.length) {
      this.tell("saving");
      this.wait();
    } else this.tell("saved");
    this.dispatchEvent(new CustomEvent("said", { detail: answer }));
  }

  failed(status, reason) {
    if (status === 0 || status === 429 || status >= 500) this.later(status === 0 ? "offline" : "busy", reason);
    else if (status === 401) this.later("signed-out", reason);
    else {
      this.isStopped = true;
      this.words = reason;
      this.tell("refused", reason);
      this.poll();
    }
  }

  later(state, reason) {
    this.tell(state, reason);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), this.retryMs);
    this.retryMs = Math.min(this.retryMs * 2, LONGEST_RETRY_MS);
  }

  /* After a refusal: once more, or without these changes. */
  again() {
    this.isStopped = false;
    this.retryMs = FIRST_RETRY_MS;
    this.send();
  }

  giveUp() {
    this.store.queue = [];
    this.keep.put([]);
    this.isStopped = false;
    window.location.reload();
  }

  async poll() {
    const isIdle = Date.now() - this.lastAct > ACTIVE_MS;
    if (document.hidden || isIdle || this.isBusy || this.isPolling) return;
    this.isPolling = true;
    const seen = this.store.version;
    const { status, answer } = await ask(`${this.setup.since}?seen=${seen}`);
    this.isPolling = false;
    if (status === 0 && this.state === "saved") this.tell("offline-idle");
    if (status !== 200 || !answer) return;
    if (this.state === "offline-idle") this.tell("saved");
    if (this.state === "offline") this.retryNow();
    this.dispatchEvent(new CustomEvent("people", { detail: answer.people }));
    if (!answer.may_edit && this.setup.may_edit) {
      this.setup.may_edit = false;
      this.dispatchEvent(new CustomEvent("closed"));
    }
    if (this.isBusy || this.store.version !== seen || answer.version <= seen) return;
    this.store.merge(answer);
    if (answer.said && !this.store.queue.length) this.dispatchEvent(new CustomEvent("said", { detail: answer.said }));
  }
}

/* The cookie has the token of whoever is signed in now, also after signing in again in another tab. */
function token() {
  const found = document.cookie.match(/(?:^|; )jiheng_csrf=([^;]+)/);
  return found ? found[1] : document.querySelector('meta[name="csrf-token"]').content;
}

export async function post(address, content) {
  return talk(address, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token() },
    ...bodyOf(content),
  });
}

/* A request that may outlive its page carries 64 KB at most. */
function bodyOf(content) {
  const body = JSON.stringify(content);
  return { body, keepalive: body.length < 20000 };
}

export async function ask(address) {
  return talk(address, { headers: { Accept: "application/json", "Content-Type": "application/json" } });
}

/* Give {status, answer, reason}; status 0 where nothing answered, 401 where signing in is asked for. */
async function talk(address, how) {
  let response;
  try {
    response = await fetch(address, { credentials: "same-origin", redirect: "manual", ...how });
  } catch (lost) {
    return { status: 0, answer: null, reason: "连不上服务器" };
  }
  if (response.type === "opaqueredirect") return { status: 401, answer: null, reason: "登录已过期" };
  const answer = await response.json().catch(() => null);
  const reason = (answer && answer.error) || `服务器答复 ${response.status}`;
  /* A proxy's own page is no answer of ours. */
  const status = response.status === 200 && !answer ? 0 : response.status;
  return { status, answer, reason };
}
