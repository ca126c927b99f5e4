// What the Node clients share: checks, and the run over models and journeys.
import { isDeepStrictEqual } from 'node:util';

setTimeout(() => { console.log('FAIL node: not done after 1500 s'); process.exit(1); }, 1_500_000).unref();

export const COUNT = 'Write the integers from 1 to 30, one per line, digits only.';
export const COUNTED = Array.from({ length: 30 }, (_, i) => i + 1).join('\n');
export const READY = 'Reply with exactly one word: ready';
export const WEATHER = { Oslo: '4 degrees, sleet', Lima: '19 degrees, haze' };
export const BOTH = 'Get the weather for Oslo and for Lima, both in this turn.';
const OPUS = 'claude-opus-5-5'; // refuses forced tools

/** A journey that a model does not take by design; says why. */
export class Skip extends Error {}

/** The model without its door: bedrock/us.anthropic.claude-sonnet-4-6 is claude-sonnet-4-6. */
export const bare = (model) => model.split('/').at(-1).split('anthropic.').at(-1);

/** Tells whether one of the words begins the model's name, with its door or without. */
export const of = (model, words) =>
  words.split(' ').some((word) => model.startsWith(word) || bare(model).startsWith(word));

export function only(model, words, why) {
  if (!of(model, words)) throw new Skip(why);
}

export function unforced(model) {
  if (bare(model) === OPUS) throw new Skip('the model refuses forced tools');
}

export function schemaBesideTools(model) {
  if (of(model, 'gemini-2.5')) throw new Skip('the model takes no schema beside tools');
}

export function check(what, seen, holds, expected) {
  if (!holds) throw new Error(`${what}: expected ${JSON.stringify(expected)}, saw ${JSON.stringify(seen)}`);
}
export const same = (what, seen, expected) => check(what, seen, isDeepStrictEqual(seen, expected), expected);
export const has = (what, seen, part) => check(what, seen, seen?.includes(part), `...${part}...`);
export const bothWeathers = (text) => Object.values(WEATHER).forEach((weather) => has('answer', text, weather));

/** The same numbers, as far as float32 tells them. */
export function near(what, seen, expected) {
  same(`${what}: length`, seen.length, expected.length);
  const off = seen.filter((x, i) => !(Math.abs(x - expected[i]) < 1e-6));
  check(what, off.slice(0, 2), !off.length, 'the same numbers');
}

export function normed(what, vector) {
  const norm = Math.hypot(...vector);
  check(`${what}: norm`, norm, Math.abs(norm - 1) < 1e-3, 1);
}

/** What the call throws; it must throw. */
export async function thrown(call) {
  let seen;
  try {
    seen = await call();
  } catch (e) {
    return e;
  }
  throw new Error(`expected an error, saw ${JSON.stringify(seen)}`);
}

export async function collect(stream) {
  const all = [];
  for await (const item of await stream) all.push(item);
  return all;
}

/** Runs NAME.mjs URL MODELS [JOURNEY...]; a journey takes the model's name. Models for embeddings have their own. */
export async function run(client, version, journeys, embeddings = {}) {
  console.log(`clients: ${client}: ${version}`);
  const [, models, ...chosen] = process.argv.slice(2);
  for (const model of models.split(' ')) {
    for (const [name, journey] of Object.entries(model.includes('embedding') ? embeddings : journeys)) {
      if (chosen.length && !chosen.includes(name)) continue;
      try {
        await journey(model);
        console.log('ok  ', client, model, name);
      } catch (e) {
        if (e instanceof Skip) {
          console.log('skip', client, model, `${name}: ${e.message}`);
          continue;
        }
        if (chosen.length) console.error(e);
        console.log('FAIL', client, model, `${name}: ${e.name}: ${e.message}`.replace(/\s+/g, ' ').slice(0, 600));
        process.exitCode = 1;
      }
    }
  }
}
