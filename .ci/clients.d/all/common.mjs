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
export const door = (model) => (model.includes('/') ? model.split('/')[0] : 'direct');

export function unforced(model) {
  if (bare(model) === OPUS) throw new Skip('the model refuses forced tools');
}

export function check(what, seen, holds, expected) {
  if (!holds) throw new Error(`${what}: expected ${JSON.stringify(expected)}, saw ${JSON.stringify(seen)}`);
}
export const same = (what, seen, expected) => check(what, seen, isDeepStrictEqual(seen, expected), expected);
export const has = (what, seen, part) => check(what, seen, seen?.includes(part), `...${part}...`);
export const bothWeathers = (text) => Object.values(WEATHER).forEach((weather) => has('answer', text, weather));

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

/** Runs NAME.mjs URL MODELS [JOURNEY...]; a journey takes the model's name. */
export async function run(client, version, journeys) {
  console.log(`clients: ${client}: ${version}`);
  const [, models, ...chosen] = process.argv.slice(2);
  for (const model of models.split(' ')) {
    for (const [name, journey] of Object.entries(journeys)) {
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
