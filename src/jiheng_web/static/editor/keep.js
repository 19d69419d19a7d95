/* The queue on this machine, until the server has it: it outlives a reload, a lost line, a crash of the browser.

   Each page keeps its own under person, form and a name of its own; a page that opens takes over what an earlier
   page of the same person at the same form left behind. Two pages that take over the same send it twice, which the
   server takes once. Nothing is read that belongs to another person. */
import { newBatchName } from "./operations.js";

const PREFIX = "jiheng-queue";
const ALIVE_EVERY_MS = 2000;
const GONE_AFTER_MS = 8000;

export class Keep {
  constructor(person, form) {
    this.start = `${PREFIX}:${person}:${form}:`;
    this.key = this.start + Math.random().toString(36).slice(2, 10);
    this.batches = [];
    this.isFull = false;
    setInterval(() => this.write(false), ALIVE_EVERY_MS);
    window.addEventListener("pagehide", () => this.write(true));
    window.addEventListener("pageshow", (event) => event.persisted && this.write(false));
  }

  put(batches) {
    this.batches = batches;
    this.write(false);
  }

  write(isLeft) {
    try {
      this.renameTaken();
      if (this.batches.length) {
        localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), isLeft, batches: this.batches }));
      } else localStorage.removeItem(this.key);
      this.isFull = false;
    } catch (full) {
      this.isFull = true;
    }
  }

  /* A page asleep for long counts as gone, and another one sends its queue. What is added here afterwards must not go
     out under a name that the server already knows; what both send is the same, and done once. */
  renameTaken() {
    const isTaken = this.isKept && localStorage.getItem(this.key) === null;
    if (isTaken) for (const batch of this.batches) batch.name = newBatchName();
    this.isKept = this.batches.length > 0;
  }

  /* What earlier pages left behind, oldest first. */
  take() {
    const found = [];
    for (const key of keysFrom(this.start)) {
      const kept = read(key);
      if (!kept || key === this.key) continue;
      if (!kept.isLeft && Date.now() - kept.at < GONE_AFTER_MS) continue;
      found.push(kept);
      localStorage.removeItem(key);
    }
    return found.sort((one, other) => one.at - other.at).flatMap(({ batches }) => batches);
  }
}

function keysFrom(start) {
  try {
    return Object.keys(localStorage).filter((key) => key.startsWith(start));
  } catch (refused) {
    return [];
  }
}

function read(key) {
  try {
    const kept = JSON.parse(localStorage.getItem(key));
    return kept && Array.isArray(kept.batches) ? kept : null;
  } catch (broken) {
    return null;
  }
}
