// sdk-node.mjs URL MODELS [JOURNEY...]: the official Node SDK; the same journeys as sdk-python.py.
// Most stand in cases.json; each of those is asked plain and streamed, and both must answer alike.
import { readFileSync } from 'node:fs';
import OpenAI from 'openai';
import { LengthFinishReasonError } from 'openai/error';
import { zodFunction, zodResponseFormat } from 'openai/helpers/zod';
import { VERSION } from 'openai/version';
import { z } from 'zod';
import {
  BOTH, COUNT, COUNTED, READY, Skip, WEATHER, bare, bothWeathers, check, collect, has, of, only, run, same, thrown,
} from './common.mjs';
import { journeysOf as embeddingJourneysOf } from './embeddings.mjs';

const url = process.argv[2];
const client = new OpenAI({ baseURL: url, apiKey: 'any', timeout: 60_000, maxRetries: 0 });
const { completions } = client.chat;
const { shared, cases } = JSON.parse(readFileSync(new URL('cases.json', import.meta.url)));
const jpeg = readFileSync('conformance-suite/src/main/resources/com/brievio/conformance/probe/red.jpg', 'base64');
shared['$red.jpeg'] = `data:image/jpeg;base64,${jpeg}`;
shared['$red.jpg'] = `data:image/jpg;base64,${jpeg}`;
const KINDS = { 400: OpenAI.BadRequestError, 404: OpenAI.NotFoundError };

const user = (content) => [{ role: 'user', content }];

/** Replaces names such as "$weather" by what is shared under them. */
function fill(value) {
  if (typeof value === 'string') return value in shared ? fill(shared[value]) : value;
  if (Array.isArray(value)) return value.map(fill);
  if (value !== null && typeof value === 'object') {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, fill(v)]));
  }
  return value;
}

async function plain(request) {
  const { data, response } = await completions.create(request).withResponse();
  same('choices', data.choices.map((c) => c.index), [0]);
  const { message, finish_reason: finish } = data.choices[0];
  const calls = (message.tool_calls ?? []).map((c) => [c.function.name, JSON.parse(c.function.arguments)]);
  const legacy = message.function_call
    ? [message.function_call.name, JSON.parse(message.function_call.arguments)] : undefined;
  if (!calls.length && !legacy) check('content', message.content, typeof message.content === 'string', 'a string');
  return { text: message.content ?? '', finish, calls, legacy, usage: data.usage, headers: response.headers };
}

async function streamed(request) {
  const { data, response } = await completions.create(
    { ...request, stream: true, stream_options: { include_usage: true } }).withResponse();
  return { ...folded(await collect(data)), headers: response.headers };
}

/** The answer that a stream with usage tells; checks the shape of every chunk on the way. */
function folded(chunks) {
  const last = chunks.at(-1), parts = chunks.slice(0, -1);
  same('choices of the last chunk', last.choices, []);
  same('ids, models, times, objects', new Set(chunks.map((c) => [c.id, c.model, c.created, c.object].join())).size, 1);
  check('usage of chunks', parts, parts.every((c) => c.usage === null), 'null');
  const deltas = parts.map((c) => c.choices[0].delta);
  same('roles', deltas.map((d) => d.role ?? null), ['assistant', ...Array(deltas.length - 1).fill(null)]);
  const finishes = parts.map((c) => c.choices[0].finish_reason);
  same('finishes before the last', finishes.slice(0, -1).filter(Boolean), []);
  const calls = [];
  let legacy;
  for (const delta of deltas) {
    for (const call of delta.tool_calls ?? []) {
      if (call.id) {
        same('index', call.index, calls.length);
        calls.push([call.function.name, '']);
      } else {
        same('name of a later delta', call.function.name, undefined);
      }
      calls[call.index][1] += call.function.arguments ?? '';
    }
    if (delta.function_call) {
      legacy ??= [delta.function_call.name, ''];
      legacy[1] += delta.function_call.arguments ?? '';
    }
  }
  return {
    text: deltas.map((d) => d.content ?? '').join(''),
    finish: finishes.at(-1),
    calls: calls.map(([name, text]) => [name, JSON.parse(text)]),
    legacy: legacy && [legacy[0], JSON.parse(legacy[1])],
    usage: last.usage,
  };
}

function summed(usage) {
  check('usage', usage, usage?.prompt_tokens > 0 && usage.completion_tokens >= 0, 'tokens');
  same('total_tokens', usage.total_tokens, usage.prompt_tokens + usage.completion_tokens);
}

function expect(wanted, answer) {
  const calls = wanted.calls ?? [], legacy = wanted.function_call;
  same('calls', answer.calls, calls);
  same('function_call', answer.legacy, legacy);
  if ('text' in wanted) same('text', answer.text, wanted.text);
  if ('json' in wanted) same('json', JSON.parse(answer.text), wanted.json);
  same('finish_reason', answer.finish,
    wanted.finish ?? (calls.length ? 'tool_calls' : legacy ? 'function_call' : 'stop'));
  summed(answer.usage);
  if ('tokens' in wanted) same('completion_tokens', answer.usage.completion_tokens, wanted.tokens);
  const header = answer.headers.get('x-brievio-ignored');
  same('ignored', header ? header.split(', ').sort() : [], [...wanted.ignored ?? []].sort());
  has('x-request-id', answer.headers.get('x-request-id'), 'req_');
}

async function refused(expected, ask, request) {
  const seen = await thrown(() => ask(request));
  check('error', `${seen}`, seen instanceof KINDS[expected.status], expected);
  same('code and param', [seen.code, seen.param ?? null], [expected.code, expected.param ?? null]);
  same('type', seen.type, 'invalid_request_error');
  has('message', seen.message, expected.says ?? '');
  has('requestID', seen.requestID, 'req_');
}

const journeyOf = (item) => async (model) => {
  let wanted = fill(item);
  for (const [whose, other] of Object.entries(wanted.on ?? {})) {
    if (of(model, whose)) wanted = { ...wanted, ...other };
  }
  if (wanted.skip) throw new Skip(wanted.skip);
  const request = {
    model: wanted.model ?? model, ...wanted.with, ...wanted.extra, messages: wanted.messages ?? user(wanted.user),
  };
  if (wanted.error) {
    await refused(wanted.error, plain, request);
    await refused(wanted.error, streamed, request);
    return;
  }
  const answers = [await plain(request), await streamed(request)];
  answers.forEach((answer) => expect(wanted, answer));
  same('usage, streamed as plain', ...answers.map((a) => [a.usage.prompt_tokens, a.usage.completion_tokens]));
};

const asked = (request) => completions.create(request);
const askedByStream = (request) => completions.stream(request).finalChatCompletion();

async function loop(model, ask, more = {}) {
  const request = { model, tools: [fill('$weather')], ...more };
  const messages = user(BOTH);
  const { message } = (await ask({ ...request, messages })).choices[0];
  const calls = message.tool_calls ?? [];
  same('called', calls.map((c) => JSON.parse(c.function.arguments)), [{ city: 'Oslo' }, { city: 'Lima' }]);
  same('distinct ids', new Set(calls.map((c) => c.id)).size, 2);
  check('ids', calls, calls.every((c) => /^\w{1,40}$/.test(c.id)), 'short and plain');
  messages.push({
    role: 'assistant',
    content: message.content,
    tool_calls: calls.map((c) => (
      { id: c.id, type: 'function', function: { name: c.function.name, arguments: c.function.arguments } })),
  });
  for (const call of calls.toReversed()) {
    const { city } = JSON.parse(call.function.arguments);
    messages.push({ role: 'tool', tool_call_id: call.id, content: WEATHER[city] });
  }
  const done = (await ask({ ...request, messages })).choices[0];
  same('finish_reason', done.finish_reason, 'stop');
  bothWeathers(done.message.content);
  return messages;
}

async function twoChoices(request, text) {
  const done = await completions.create(request);
  same('choices', done.choices.map((c) => [c.index, c.message.content, c.finish_reason]),
    [[0, text, 'stop'], [1, text, 'stop']]);
  summed(done.usage);
  const chunks = await collect(
    completions.create({ ...request, stream: true, stream_options: { include_usage: true } }));
  same('choices of the last chunk', chunks.at(-1).choices, []);
  summed(chunks.at(-1).usage);
  for (const index of [0, 1]) {
    const parts = chunks.flatMap((c) => c.choices).filter((c) => c.index === index);
    same('role', parts.map((c) => c.delta.role).filter(Boolean), ['assistant']);
    same('streamed', parts.map((c) => c.delta.content ?? '').join(''), text);
    same('finish', parts.map((c) => c.finish_reason).filter(Boolean), ['stop']);
  }
}

const TRIP = 'A trip for 3 to see the city of Oslo by train';
const Trip = z.object({
  legs: z.array(z.object({ to: z.string(), by: z.enum(['bus', 'train']) })),
  travellers: z.number().int(),
  note: z.string().nullable(),
});
const TAKEN = { legs: [{ to: 'Oslo', by: 'train' }], travellers: 3, note: 'Oslo' };
const trip = (model) => ({ model, messages: user(TRIP), response_format: zodResponseFormat(Trip, 'Trip') });

/** Claude's signed blocks; Gemini has none, it signs calls. */
function blocksOf(model, what, messages) {
  const blocks = messages.flatMap((m) => m.thinking_blocks ?? []);
  if (of(model, 'gemini')) same(what, blocks, []);
  else check(what, blocks, blocks.length && blocks.every((b) => b.signature), 'signed blocks');
}

/** The thought signatures on tool calls; Google's own layer puts them there. */
const signatures = (calls) => calls.map((c) => c.extra_content?.google.thought_signature);

const reasoning = (effort) => async (model) => {
  const request = { model, messages: user(READY), reasoning_effort: effort };
  const { choices: [{ message }], usage } = await completions.create(request);
  same('content', message.content, 'ready');
  check('reasoning_content', message, message.reasoning_content, 'text');
  blocksOf(model, 'thinking_blocks', [message]);
  if (of(model, 'gemini')) {
    const spent = usage.completion_tokens_details.reasoning_tokens;
    check('reasoning_tokens', usage, spent > 0 && spent < usage.completion_tokens, 'some');
  }
  summed(usage);
  const deltas = (await collect(completions.create({ ...request, stream: true }))).map((c) => c.choices[0].delta);
  same('streamed content', deltas.map((d) => d.content ?? '').join(''), 'ready');
  const text = deltas.map((d) => d.reasoning_content ?? '').join('');
  check('streamed reasoning_content', text, text, 'text');
  blocksOf(model, 'streamed thinking_blocks', deltas);
};

const journeys = {
  ...Object.fromEntries(cases.map((item) => [item.name, journeyOf(item)])),

  async 'stream-with-usage'(model) {
    const answer = await streamed({ model, messages: user(COUNT) });
    same('text', answer.text, COUNTED);
    summed(answer.usage);
  },

  async 'stream-without-usage'(model) {
    const chunks = await collect(completions.create({ model, messages: user(COUNT), stream: true }));
    same('chunks with the key usage', chunks.filter((c) => 'usage' in c), []);
    same('chunks without choices', chunks.filter((c) => !c.choices.length), []);
    const parts = chunks.map((c) => c.choices[0].delta.content).filter(Boolean);
    same('text', parts.join(''), COUNTED);
    check('chunks with text', parts.length, parts.length > 5, 'many');
  },

  async 'stream-helper'(model) {
    const parts = [];
    const stream = completions.stream({ model, messages: user(COUNT), stream_options: { include_usage: true } });
    stream.on('content', (part) => parts.push(part));
    const done = await stream.finalChatCompletion();
    same('text', done.choices[0].message.content, COUNTED);
    same('parts', parts.join(''), COUNTED);
    same('finish_reason', done.choices[0].finish_reason, 'stop');
    summed(done.usage);
  },

  'stream-options-without-stream': (model) => refused(
    { status: 400, code: 'invalid_value', param: 'stream_options' }, plain,
    { model, messages: user(READY), stream_options: { include_usage: true } }),

  async 'stream-tool-deltas'(model) {
    const chunks = await collect(
      completions.create({ model, messages: user(BOTH), tools: [fill('$weather')], stream: true }));
    const deltas = chunks.flatMap((c) => c.choices[0].delta.tool_calls ?? []);
    same('indexes that begin', deltas.filter((d) => d.id).map((d) => d.index), [0, 1]);
    same('types that begin', deltas.filter((d) => d.id).map((d) => d.type), ['function', 'function']);
    const texts = [0, 1].map((i) => deltas.filter((d) => d.index === i).map((d) => d.function.arguments).join(''));
    same('arguments', texts.map((t) => JSON.parse(t)), [{ city: 'Oslo' }, { city: 'Lima' }]);
    if (of(model, 'claude vertex/gemini-3')) { // elsewhere Gemini's calls come whole
      check('fragments', deltas, deltas.length > 2, 'more than the calls');
    }
  },

  async 'n-two'(model) {
    const request = { model, messages: user(READY), n: 2 };
    if (!of(model, 'gemini-2.5')) {
      for (const ask of [plain, streamed]) {
        await refused({ status: 400, code: 'unsupported_value', param: 'n' }, ask, request);
      }
      return;
    }
    await twoChoices(request, 'ready');
    // More stops than Gemini takes.
    const stop = ['a!', 'b!', 'c!', 'd!', 'e!', ', 4'];
    await twoChoices({ ...request, messages: user(fill('$count')), stop }, '1, 2, 3');
  },

  async logprobs(model) {
    const request = { model, messages: user(READY), logprobs: true, top_logprobs: 2 };
    if (of(model, 'claude')) {
      for (const ask of [plain, streamed]) {
        await refused({ status: 400, code: 'unsupported_parameter', param: 'logprobs' }, ask, request);
      }
      return;
    }
    let done;
    try {
      done = await completions.create(request);
    } catch (e) {
      if (of(model, 'gemini-2.5') || !(e instanceof OpenAI.BadRequestError)) throw e;
      has('message', e.message, 'ogprobs');
      return;
    }
    const tokens = done.choices[0].logprobs.content;
    same('text of the tokens', tokens.map((t) => t.token).join(''), 'ready');
    for (const t of tokens) {
      check('token', t, t.logprob <= 0 && Buffer.from(t.bytes).toString() === t.token, 'logprob and bytes');
      check('top_logprobs', t, [1, 2].includes(t.top_logprobs.length), 'one or two');
    }
    const chunks = (await collect(completions.create({ ...request, stream: true }))).map((c) => c.choices[0]);
    same('streamed', chunks.map((c) => c.delta.content ?? '').join(''), 'ready');
    const told = chunks.flatMap((c) => c.logprobs?.content ?? []);
    same('text of the streamed tokens', told.map((t) => t.token).join(''), 'ready');
  },

  async 'usage-details'(model) {
    only(model, 'gemini', 'Claude tells no count of its thinking');
    for (const ask of [plain, streamed]) {
      const { usage } = await ask({ model, messages: user(READY) });
      const reasoning = usage.completion_tokens_details?.reasoning_tokens;
      const cached = usage.prompt_tokens_details?.cached_tokens;
      check('details', usage, Number.isInteger(reasoning) && Number.isInteger(cached), 'counts');
      summed(usage);
    }
  },

  /** Gemini 3 signs the first call of a step; a client may hand that back, streamed or not. */
  async 'signature-handed-back'(model) {
    const request = { model, tools: [fill('$weather')] };
    const messages = user(BOTH);
    const { message } = (await completions.create({ ...request, messages })).choices[0];
    const chunks = await collect(completions.create({ ...request, messages, stream: true }));
    const begun = chunks.flatMap((c) => c.choices[0].delta.tool_calls ?? []).filter((t) => t.id);
    for (const calls of [message.tool_calls, begun]) {
      if (of(model, 'gemini-3')) same('signed', signatures(calls).map(Boolean), [true, false]);
      else if (of(model, 'claude')) same('signed', signatures(calls), [undefined, undefined]);
    }
    messages.push(message);
    for (const call of message.tool_calls) {
      const { city } = JSON.parse(call.function.arguments);
      messages.push({ role: 'tool', tool_call_id: call.id, content: WEATHER[city] });
    }
    bothWeathers((await completions.create({ ...request, messages })).choices[0].message.content);
  },

  /** Two steps in one turn, and the client drops what signs them. */
  async 'signature-dropped'(model) {
    const request = { model, tools: [fill('$weather'), fill('$note')] };
    const messages = user('Get the weather of Lima, then decide');
    const [call] = (await completions.create({ ...request, messages })).choices[0].message.tool_calls;
    const other = { id: 'call_other', function: { name: 'save_note', arguments: '{"text":"haze"}' } };
    for (const { id, function: { name, arguments: text } } of [call, other]) {
      messages.push(
        { role: 'assistant', content: null, tool_calls: [{ id, type: 'function', function: { name, arguments: text } }] },
        { role: 'tool', tool_call_id: id, content: `done ${name}` });
    }
    has('content', (await completions.create({ ...request, messages })).choices[0].message.content, 'done save_note');
  },

  'tool-loop': (model) => loop(model, asked),

  'tool-loop-streamed': (model) => loop(model, askedByStream),

  async 'tool-loop-twice'(model) {
    const messages = [...await loop(model, asked),
      { role: 'assistant', content: 'There.' }, ...user('Weather in Lima again, please.')];
    const calls = (await asked({ model, messages, tools: [fill('$weather')] })).choices[0].message.tool_calls;
    same('called', calls.map((c) => JSON.parse(c.function.arguments)), [{ city: 'Lima' }]);
  },

  async 'tool-helper'(model) {
    const seen = [];
    const weather = zodFunction({
      name: 'get_weather',
      parameters: z.object({ city: z.enum(['Oslo', 'Lima']) }),
      function: ({ city }) => { seen.push(city); return WEATHER[city]; },
    });
    for (const stream of [false, true]) {
      const runner = completions.runTools({ model, messages: user(BOTH), tools: [weather], stream });
      bothWeathers(await runner.finalContent());
    }
    same('called', seen, ['Oslo', 'Lima', 'Oslo', 'Lima']);
  },

  async parse(model) {
    same('parsed', (await completions.parse(trip(model))).choices[0].message.parsed, TAKEN);
  },

  async 'parse-streamed'(model) {
    same('parsed', (await askedByStream(trip(model))).choices[0].message.parsed, TAKEN);
  },

  async 'parse-cut'(model) {
    const seen = await thrown(() => completions.parse({ ...trip(model), max_tokens: 3 }));
    check('error', `${seen}`, seen instanceof LengthFinishReasonError, 'LengthFinishReasonError');
  },

  /** More than the 4096 tokens that some put where the client gives no limit. */
  async 'long-answer'(model) {
    only(model, 'claude-haiku-4-5 gemini-2.5-flash', 'one model is enough');
    const { text } = await streamed({ model, messages: user('Write the integers from 1 to 2200, one per line.') });
    same('lines', text, Array.from({ length: 2200 }, (_, i) => i + 1).join('\n'));
  },

  async 'long-conversation'(model) {
    const messages = user('My code is Z-9');
    for (let i = 0; i < 60; i++) {
      messages.push({ role: 'assistant', content: `Noted ${i}.` }, ...user(`Fact ${i}: water is wet.`));
    }
    const answer = await plain({ model, messages: [...messages, ...user('What is my code?')] });
    same('text', answer.text, 'Your code is Z-9.');
  },

  async 'big-arguments'(model) {
    const text = 'The larder holds tea. '.repeat(150);
    const answer = await streamed({ model, messages: user(`Save a note: ${text}`), tools: [fill('$note')] });
    same('calls', answer.calls, [['save_note', { text: text.trim() }]]);
  },

  'reasoning-low': reasoning('low'),
  'reasoning-high': reasoning('high'),

  /** The client drops the thinking; the loop must finish all the same. */
  async 'reasoning-tool-loop'(model) {
    const more = { reasoning_effort: 'low' };
    const first = await completions.create({ model, messages: user(BOTH), tools: [fill('$weather')], ...more });
    check('reasoning_content', first.choices[0].message, first.choices[0].message.reasoning_content, 'text');
    await loop(model, asked, more);
    await loop(model, askedByStream, more);
  },

  /** The client hands the message back as it came, thinking and all. */
  async 'reasoning-handed-back'(model) {
    const request = { model, tools: [fill('$weather')], reasoning_effort: 'high' };
    const messages = user(BOTH);
    const { message } = (await completions.create({ ...request, messages })).choices[0];
    blocksOf(model, 'thinking_blocks', [message]);
    check('reasoning_content', message, message.reasoning_content, 'text');
    messages.push(message);
    for (const call of message.tool_calls) {
      const { city } = JSON.parse(call.function.arguments);
      messages.push({ role: 'tool', tool_call_id: call.id, content: WEATHER[city] });
    }
    bothWeathers((await completions.create({ ...request, messages })).choices[0].message.content);
  },

  async cache(model) {
    only(model, 'claude', 'Gemini caches as it likes');
    const prefix = `Catalogue of ${model}, Node. ${'A kettle and a brush were listed here. '.repeat(800)}`;
    const request = { model, messages: [{ role: 'system', content: prefix }, ...user(READY)] };
    const first = await plain(request), second = await plain(request);
    same('first cached_tokens', first.usage.prompt_tokens_details.cached_tokens, 0);
    const cached = second.usage.prompt_tokens_details.cached_tokens;
    check('second cached_tokens', cached, cached > 0 && cached <= second.usage.prompt_tokens, 'some');
    same('prompt_tokens', first.usage.prompt_tokens, second.usage.prompt_tokens);
    summed(second.usage);
  },

  async 'request-id'(model) {
    const done = await completions.create({ model, messages: user(READY) });
    check('request id', done._request_id, done._request_id?.startsWith('req_'), 'req_...');
    check('completion id', done.id, done.id.startsWith('chatcmpl-'), 'chatcmpl-...');
    same('object', done.object, 'chat.completion');
  },

  async headers(model) {
    const request = { model, messages: user(READY) };
    const whole = await completions.create(request).asResponse();
    has('content-type', whole.headers.get('content-type'), 'application/json');
    check('openai-processing-ms', whole.headers, /^\d+$/.test(whole.headers.get('openai-processing-ms')), 'a number');
    await whole.text();
    const stream = await completions.create({ ...request, stream: true }).asResponse();
    has('content-type', stream.headers.get('content-type'), 'text/event-stream');
    const lines = (await stream.text()).split('\n').filter(Boolean);
    same('last line', lines.at(-1), 'data: [DONE]');
    same('odd lines', lines.filter((line) => !/^(data)?: /.test(line)), []);
  },

  async 'models-list'(model) {
    const ids = (await collect(client.models.list())).map((m) => m.id);
    check('models', ids, ids.join('\n').includes(bare(model)) && new Set(ids).size === ids.length,
      'the model, and each once');
  },

  async 'models-retrieve'(model) {
    const listed = (await collect(client.models.list())).find((m) => m.id.includes(bare(model))).id;
    same('id', (await client.models.retrieve(listed)).id, listed);
    await refused({ status: 404, code: 'model_not_found' }, (id) => client.models.retrieve(id), 'no-such-model');
  },

  async 'eight-at-once'(model) {
    const one = async (i) => {
      const messages = user(`Reply with exactly one word: number-${i}`);
      if (i % 2) return (await completions.create({ model, messages })).choices[0].message.content;
      const chunks = await collect(completions.create({ model, messages, stream: true }));
      return chunks.map((c) => c.choices[0].delta.content ?? '').join('');
    };
    const numbers = Array.from({ length: 8 }, (_, i) => i);
    same('answers', await Promise.all(numbers.map(one)), numbers.map((i) => `number-${i}`));
  },

  async abort(model) {
    for (let i = 0; i < 3; i++) {
      let seen = 0;
      for await (const _ of await completions.create({ model, messages: user(COUNT), stream: true })) {
        if (++seen === 3) break;
      }
    }
    same('text', (await plain({ model, messages: user(READY) })).text, 'ready');
  },

  async 'client-timeout'(model) {
    const long = { model, messages: user('Write the integers from 1 to 900, one per line.') };
    const seen = await thrown(() => completions.create(long, { timeout: 200 }));
    check('error', `${seen}`, seen instanceof OpenAI.APIConnectionTimeoutError, 'APIConnectionTimeoutError');
    same('text', (await plain({ model, messages: user(READY) })).text, 'ready');
  },
};

await run('sdk-node', `openai ${VERSION}`, journeys, embeddingJourneysOf(client));
