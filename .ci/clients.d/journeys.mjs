// journeys.mjs URL MODELS JOURNEYS: the journeys with the official Node SDK; the same as journeys.py.
import { isDeepStrictEqual } from 'node:util';
import { crc32, deflateSync } from 'node:zlib';
import OpenAI from 'openai';
import { VERSION } from 'openai/version';

setTimeout(() => { console.log('FAIL node: not done after 300 s'); process.exit(1); }, 300_000).unref();
const [url, models, names] = process.argv.slice(2);
const client = new OpenAI({ baseURL: url, apiKey: 'any', timeout: 30_000, maxRetries: 0 });

const COUNT = 'Write the integers from 1 to 30, one per line, digits only.';
const COUNTED = Array.from({ length: 30 }, (_, i) => i + 1).join('\n');
const WEATHER = { Oslo: '4 degrees, sleet', Lima: '19 degrees, haze' };
const TOOLS = [{
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather in a city now.',
    strict: true,
    parameters: {
      type: 'object',
      properties: { city: { type: 'string', enum: ['Oslo', 'Lima'] } },
      required: ['city'],
      additionalProperties: false,
    },
  },
}];
const CITY = {
  type: 'json_schema',
  json_schema: {
    name: 'City',
    strict: true,
    schema: {
      type: 'object',
      properties: { name: { type: 'string' }, population: { type: 'integer' } },
      required: ['name', 'population'],
      additionalProperties: false,
    },
  },
};

const user = (content) => [{ role: 'user', content }];

function check(what, seen, holds, expected) {
  if (!holds) throw new Error(`${what}: expected ${JSON.stringify(expected)}, saw ${JSON.stringify(seen)}`);
}
const same = (what, seen, expected) => check(what, seen, isDeepStrictEqual(seen, expected), expected);
const has = (what, seen, part) => check(what, seen, seen?.includes(part), `...${part}...`);

function summed(usage) {
  check('usage', usage, usage?.prompt_tokens > 0 && usage.completion_tokens > 0, 'tokens of both kinds');
  same('total_tokens', usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
}

const create = (request) => client.chat.completions.create(request);
const accumulate = (request) => client.chat.completions.stream(request).finalChatCompletion();
const collect = async (stream) => {
  const chunks = [];
  for await (const chunk of await stream) chunks.push(chunk);
  return chunks;
};

async function roundTrip(model, ask) {
  const messages = user('Get the weather for Oslo and for Lima, both in this turn.');
  let choice = (await ask({ model, messages, tools: TOOLS, tool_choice: 'required' })).choices[0];
  same('finish_reason', choice.finish_reason, 'tool_calls');
  const calls = choice.message.tool_calls ?? [];
  same('called', calls.map((c) => c.function.name), ['get_weather', 'get_weather']);
  const cities = calls.map((c) => JSON.parse(c.function.arguments).city);
  same('cities', cities.toSorted(), ['Lima', 'Oslo']);
  same('distinct ids', new Set(calls.map((c) => c.id).filter(Boolean)).size, 2);
  messages.push(choice.message);
  calls.forEach((c, i) => messages.push({ role: 'tool', tool_call_id: c.id, content: WEATHER[cities[i]] }));
  choice = (await ask({ model, messages, tools: TOOLS })).choices[0];
  same('finish_reason', choice.finish_reason, 'stop');
  for (const weather of Object.values(WEATHER)) has('answer', choice.message.content, weather);
}

function redPng(side = 64) {
  const u32 = (n) => { const b = Buffer.alloc(4); b.writeUInt32BE(n); return b; };
  const chunk = (kind, data) => {
    const body = Buffer.concat([Buffer.from(kind), data]);
    return Buffer.concat([u32(data.length), body, u32(crc32(body))]);
  };
  const header = Buffer.concat([u32(side), u32(side), Buffer.from([8, 2, 0, 0, 0])]);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(3 * side, Buffer.from([255, 0, 0]))]);
  const rows = Buffer.alloc(row.length * side, row);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
    chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

async function refused(kind, code, request) {
  const seen = await create(request).catch((e) => e);
  check('error', seen, seen instanceof kind && seen.code === code && seen.type === 'invalid_request_error',
    `${kind.name} ${code}`);
}

const journeys = {
  async chat(model) {
    const done = await create({ model, messages: user('Reply with exactly one word: ready') });
    same('content', done.choices[0].message.content, 'ready');
    same('finish_reason', done.choices[0].finish_reason, 'stop');
    summed(done.usage);
  },

  async streaming(model) {
    const chunks = await collect(
      create({ model, messages: user(COUNT), stream: true, stream_options: { include_usage: true } }));
    const choices = chunks.flatMap((c) => c.choices);
    const parts = choices.map((c) => c.delta.content).filter(Boolean);
    same('text', parts.join(''), COUNTED);
    check('chunks with text', parts.length, parts.length > 1, 'several');
    same('finish reasons', choices.map((c) => c.finish_reason).filter(Boolean), ['stop']);
    const usages = chunks.map((c) => c.usage).filter(Boolean);
    same('chunks with usage', usages.length, 1);
    summed(usages[0]);
    const last = chunks.at(-1);
    check('last chunk', last, last.usage && last.choices.length === 0, 'usage, no choices');
  },

  async 'streaming-helper'(model) {
    const done = await accumulate({ model, messages: user(COUNT), stream_options: { include_usage: true } });
    same('text', done.choices[0].message.content, COUNTED);
    same('finish_reason', done.choices[0].finish_reason, 'stop');
    summed(done.usage);
  },

  tools: (model) => roundTrip(model, create),

  'tools-streamed': (model) => roundTrip(model, accumulate),

  async image(model) {
    const picture = 'data:image/png;base64,' + redPng().toString('base64');
    const done = await create({ model, messages: user([
      { type: 'text', text: 'One word: which colour fills this picture?' },
      { type: 'image_url', image_url: { url: picture } },
    ]) });
    has('answer', done.choices[0].message.content?.toLowerCase(), 'red');
  },

  async 'json-mode'(model) {
    const request = {
      model,
      messages: user('Explain in prose what JSON is, then show an example with keys a and b.'),
      response_format: { type: 'json_object' },
    };
    const plain = (await create(request)).choices[0].message.content;
    const chunks = await collect(create({ ...request, stream: true }));
    const streamed = chunks.flatMap((c) => c.choices).map((c) => c.delta.content ?? '').join('');
    for (const [what, text] of Object.entries({ plain, streamed })) {
      const value = JSON.parse(text);
      check(what, text, value?.constructor === Object, 'a JSON object');
    }
  },

  async 'json-schema'(model) {
    const request = { model, messages: user('Name a city and its population.'), response_format: CITY };
    for (const done of [await create(request), await accumulate(request)]) {
      const city = JSON.parse(done.choices[0].message.content);
      check('parsed', city, city.name && typeof city.name === 'string' && Number.isInteger(city.population),
        'a City with a name');
    }
  },

  async errors(model) {
    const unknown = { model: 'no-such-model', messages: user('Hello') };
    await refused(OpenAI.NotFoundError, 'model_not_found', unknown);
    await refused(OpenAI.NotFoundError, 'model_not_found', { ...unknown, stream: true });
    await refused(OpenAI.BadRequestError, 'empty_array', { model, messages: [] });
  },
};

console.log('clients: node: openai', VERSION);
for (const model of models.split(' ')) {
  for (const name of names.split(' ')) {
    try {
      await journeys[name](model);
      console.log('ok ', 'node', model, name);
    } catch (e) {
      console.log('FAIL node', model, `${name}: ${e.name}: ${e.message}`);
      process.exitCode = 1;
    }
  }
}
