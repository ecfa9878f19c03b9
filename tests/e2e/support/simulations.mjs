// Which simulations the page asks the worker for, and how long each takes there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './machine.mjs';

/** Begins to watch the worker of a page. */
export async function watchSimulations(worker) {
  await worker.evaluate(noteSimulations, questionNumber('Simulate'));
}

/** The simulations answered since then, in order: years and milliseconds. */
export async function simulationsOf(worker) {
  return worker.evaluate(() => globalThis.simulations);
}

/** The place of a question in the table of questions: its number in a message. */
function questionNumber(name) {
  const [, table] = readFileSync(join(root, 'src/job/question.rs'), 'utf8').match(/^questions! \{$(.*?)^\}$/ms);
  return [...table.matchAll(/^ {4}(\w+)\(/gm)].findIndex(([, found]) => found === name);
}

/** Notes each simulation and how long it takes, from its question to its answer. Runs in the worker. */
function noteSimulations(simulate) {
  globalThis.simulations = [];
  let asked;
  /** The first whole numbers of a message, as postcard writes them: seven bits a byte, the lowest first. */
  const numbers = (bytes, n) => {
    const found = [0n];
    let shift = 0n;
    for (const byte of bytes) {
      found[found.length - 1] |= BigInt(byte & 127) << shift;
      shift = byte < 128 ? 0n : shift + 7n;
      if (byte < 128 && found.push(0n) > n) break;
    }
    return found.map(Number);
  };
  const { onmessage, postMessage } = self;
  self.onmessage = event => {
    const [, question, , nTrials] = event.data?.job ? numbers(event.data.job, 4) : [];
    asked = question === simulate ? { nTrials, at: performance.now() } : undefined;
    onmessage.call(self, event);
  };
  self.postMessage = (...message) => {
    if (asked) globalThis.simulations.push({ nTrials: asked.nTrials, milliseconds: performance.now() - asked.at });
    asked = undefined;
    postMessage.apply(self, message);
  };
}
