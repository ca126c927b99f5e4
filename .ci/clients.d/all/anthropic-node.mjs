// anthropic-node.mjs URL MODELS [JOURNEY...]: Anthropic's SDK for Node, on Claude and Gemini; as anthropic-python.py.
import Anthropic from '@anthropic-ai/sdk';
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod';
import { zodOutputFormat } from '@anthropic-ai/sdk/helpers/zod';
import { VERSION } from '@anthropic-ai/sdk/version';
import { z } from 'zod';
import {
  BOTH, COUNT, COUNTED, READY, Skip, WEATHER, bare, bothWeathers, check, collect, has, run, same, thrown, unforced,
} from './common.mjs';
import { RED, TAKEN, TRIP, Trip } from './shapes.mjs';

const settings = { baseURL: process.argv[2].replace(/\/v1$/, ''), apiKey: 'any', timeout: 30_000, maxRetries: 0 };
const client = new Anthropic(settings);
const { messages } = client;

const TOOL = {
  name: 'get_weather',
  description: 'The weather in a city now.',
  input_schema: { type: 'object', properties: { city: { type: 'string', enum: ['Oslo', 'Lima'] } }, required: ['city'] },
};
const tools = [TOOL];

const user = (content) => [{ role: 'user', content }];
const ask = (request) => messages.create({ max_tokens: 2000, ...request });
const accumulate = (request) => messages.stream({ max_tokens: 2000, ...request }).finalMessage();
const text = (message) => message.content.filter((b) => b.type === 'text').map((b) => b.text).join('');
const called = (message) => message.content.filter((b) => b.type === 'tool_use');
const counted = (usage) => check('usage', usage, usage.input_tokens > 0 && usage.output_tokens > 0, 'tokens of both kinds');

/** Thinking as the model takes it; its text is asked for where it is not the rule. */
const thoughts = (model) => ({
  thinking: bare(model) === 'claude-opus-5-5'
    ? { type: 'adaptive', display: 'summarized' } : { type: 'enabled', budget_tokens: 1024 },
});

const toolLoop = (ask, thinks = false) => async (model) => {
  const more = thinks ? thoughts(model) : {};
  const first = await ask({ model, messages: user(BOTH), tools, ...more });
  same('stop_reason', first.stop_reason, 'tool_use');
  const calls = called(first);
  same('called', calls.map((c) => [c.name, c.input]), [['get_weather', { city: 'Oslo' }], ['get_weather', { city: 'Lima' }]]);
  same('distinct ids', new Set(calls.map((c) => c.id).filter(Boolean)).size, 2);
  const results = calls.toReversed().map((c) => ({ type: 'tool_result', tool_use_id: c.id, content: WEATHER[c.input.city] }));
  const turns = [...user(BOTH), { role: 'assistant', content: first.content }, { role: 'user', content: results }];
  const done = await ask({ model, messages: turns, tools, ...more });
  bothWeathers(text(done));
  same('stop_reason', done.stop_reason, 'end_turn');
};

const getWeather = betaZodTool({
  name: 'get_weather',
  description: 'The weather in a city now.',
  inputSchema: z.object({ city: z.enum(['Oslo', 'Lima']) }),
  run: ({ city }) => WEATHER[city],
});
const runnerRequest = (model) =>
  ({ model, max_tokens: 2000, tools: [getWeather], messages: user('What is the weather in Oslo?') });

const journeys = {
  async create(model) {
    const done = await ask({ model, messages: user(READY) });
    same('text', text(done), 'ready');
    same('kind', [done.type, done.role, done.stop_reason], ['message', 'assistant', 'end_turn']);
    check('id', done.id, done.id.startsWith('msg_'), 'msg_...');
    counted(done.usage);
  },

  async system(model) {
    const turns = [...user('Hello'), { role: 'assistant', content: 'Hi' }, ...user('?')];
    for (const system of ['Always reply with "pong"', [{ type: 'text', text: 'Always reply with "pong"' }]]) {
      same('text', text(await ask({ model, system, messages: turns })), 'pong');
    }
  },

  async stream(model) {
    const events = await collect(ask({ model, messages: user(COUNT), stream: true }));
    const types = events.map((e) => e.type);
    same('first, last', [types[0], ...types.slice(-2)], ['message_start', 'message_delta', 'message_stop']);
    const parts = events.filter((e) => e.delta?.type === 'text_delta').map((e) => e.delta.text);
    check('parts', parts.length, parts.length > 5, 'many');
    same('text', parts.join(''), COUNTED);
    const starts = events.filter((e) => e.type === 'content_block_start').map((e) => e.index);
    same('blocks', starts, starts.map((_, i) => i));
    same('blocks closed', events.filter((e) => e.type === 'content_block_stop').map((e) => e.index), starts);
    same('stop_reason', events.at(-2).delta.stop_reason, 'end_turn');
  },

  async 'stream-helper'(model) {
    const parts = [];
    const stream = messages.stream({ model, max_tokens: 2000, messages: user(COUNT) }).on('text', (part) => parts.push(part));
    const done = await stream.finalMessage();
    same('parts', parts.join(''), COUNTED);
    same('text', text(done), COUNTED);
    same('stop_reason', done.stop_reason, 'end_turn');
    counted(done.usage);
    const plain = (await ask({ model, messages: user(COUNT) })).usage;
    same('usage, streamed as plain', [done.usage.input_tokens, done.usage.output_tokens],
      [plain.input_tokens, plain.output_tokens]);
  },

  'tool-loop': toolLoop(ask),
  'tool-loop-streamed': toolLoop(accumulate),
  'tool-loop-thinking': toolLoop(ask, true),
  'tool-loop-thinking-streamed': toolLoop(accumulate, true),

  async 'tool-forced'(model) {
    unforced(model);
    for (const tool_choice of [{ type: 'any' }, { type: 'tool', name: 'get_weather' }]) {
      const done = await ask({ model, messages: user('Lima, please'), tools, tool_choice });
      same('called', called(done).map((c) => c.input), [{ city: 'Lima' }]);
    }
  },

  async 'tool-error'(model) {
    const turns = user('What is the weather in Oslo?');
    const first = await ask({ model, messages: turns, tools });
    const result = { type: 'tool_result', tool_use_id: called(first)[0].id, is_error: true, content: 'no station answers' };
    turns.push({ role: 'assistant', content: first.content }, { role: 'user', content: [result] });
    has('text', text(await ask({ model, messages: turns, tools })), 'no station answers');
  },

  /** A thread is asked for once and refused by name; every turn is then sent whole, without. */
  async 'tool-runner'(model) {
    const sent = [];
    const noted = new Anthropic({ ...settings, fetch: async (url, init) => {
      const response = await fetch(url, init);
      const body = JSON.parse(init.body);
      sent.push([Boolean(body.thread), body.messages.length, response.status]);
      return response;
    } });
    const replies = [];
    for await (const reply of noted.beta.messages.toolRunner(runnerRequest(model))) replies.push(reply);
    same('stop_reasons', replies.map((r) => r.stop_reason), ['tool_use', 'end_turn']);
    has('text', text(replies.at(-1)), WEATHER.Oslo);
    same('thread, messages, status', sent, [[true, 1, 400], [false, 1, 200], [false, 3, 200]]);
  },

  async 'tool-runner-streamed'(model) {
    const replies = [];
    for await (const stream of client.beta.messages.toolRunner({ ...runnerRequest(model), stream: true })) {
      const events = await collect(stream);
      const parts = events.filter((e) => e.delta?.type === 'text_delta').map((e) => e.delta.text).join('');
      const done = await stream.finalMessage();
      same('parts', parts, text(done));
      replies.push(done);
    }
    same('stop_reasons', replies.map((r) => r.stop_reason), ['tool_use', 'end_turn']);
    has('text', text(replies.at(-1)), WEATHER.Oslo);
  },

  async 'tool-runner-unthreaded'(model) {
    const done = await client.beta.messages.toolRunner({ ...runnerRequest(model), thread: false }).runUntilDone();
    has('text', text(done), WEATHER.Oslo);
  },

  /** What the runner lives on: an error that the SDK knows by its code. */
  async 'thread-refused'(model) {
    const error = await thrown(() => client.beta.messages.create({
      model, max_tokens: 50, messages: user('Hello'), thread: { type: 'create' }, betas: ['message-threads-2026-08-12'] }));
    same('details', [error.status, error.error?.error?.details],
      [400, { error_code: 'thread_unsupported_request', unsupported: ['thread'] }]);
  },

  async parse(model) {
    const request = { model, max_tokens: 2000, messages: user(TRIP), output_config: { format: zodOutputFormat(Trip) } };
    same('parsed', (await messages.parse(request)).parsed_output, TAKEN);
    same('streamed', (await messages.stream(request).finalMessage()).parsed_output, TAKEN);
  },

  async image(model) {
    const source = { type: 'base64', media_type: 'image/png', data: RED.toString('base64') };
    const done = await ask({ model, messages: user([{ type: 'image', source }, { type: 'text', text: 'Which colour?' }]) });
    same('text', text(done), 'red');
  },

  async stops(model) {
    const done = await ask({ model, messages: user('Count from 1 to 9'), stop_sequences: [', 4'] });
    same('stop', [text(done), done.stop_reason, done.stop_sequence], ['1, 2, 3', 'stop_sequence', ', 4']);
    same('stop_reason', (await ask({ model, max_tokens: 8, messages: user(COUNT) })).stop_reason, 'max_tokens');
  },

  async thinking(model) {
    for (const way of [ask, accumulate]) {
      const done = await way({ model, messages: user(READY), ...thoughts(model) });
      same('types', done.content.map((b) => b.type), ['thinking', 'text']);
      const [thought] = done.content;
      check('thinking', thought, thought.thinking && thought.signature, 'a text, signed');
      same('text', text(done), 'ready');
    }
  },

  async 'count-tokens'(model) {
    const count = async (more) => (await messages.countTokens({ model, ...more })).input_tokens;
    const short = await count({ messages: user('Hello') });
    const long = await count({ messages: user(COUNT.repeat(10)), system: 'Be brief.', tools });
    check('tokens', [short, long], short > 0 && short < long, 'more for more');
    same('as billed', await count({ messages: user(READY) }), (await ask({ model, messages: user(READY) })).usage.input_tokens);
    same('beta', (await client.beta.messages.countTokens({ model, messages: user('Hello') })).input_tokens, short);
  },

  async models(model) {
    const listed = await collect(client.models.list());
    const listing = listed.find((m) => m.id === bare(model));
    check('ids', listed.map((m) => m.id), listing, bare(model));
    same('types', [...new Set(listed.map((m) => m.type))], ['model']);
    same('one', (await client.models.retrieve(bare(model))).display_name, listing.display_name);
    same('unknown', (await thrown(() => client.models.retrieve('no-such-model'))).status, 404);
  },

  async 'error-404'() {
    for (const way of [ask, accumulate]) {
      const error = await thrown(() => way({ model: 'no-such-model', messages: user('Hello') }));
      check('error', `${error}`, error instanceof Anthropic.NotFoundError, 'NotFoundError');
      same('type', [error.error.type, error.error.error.type], ['error', 'not_found_error']);
      has('message', error.error.error.message, 'no-such-model');
      check('requestID', error.requestID, error.requestID, 'an id');
    }
  },

  async 'error-400'(model) {
    for (const way of [ask, accumulate]) {
      const error = await thrown(() => way({ model, messages: user('Hello'), temperature: 3 }));
      check('error', `${error}`, error instanceof Anthropic.BadRequestError, 'BadRequestError');
      same('type', error.error.error.type, 'invalid_request_error');
      has('message', error.error.error.message, 'temperature');
    }
    const lone = user([{ type: 'tool_result', tool_use_id: 'toolu_none', content: 'x' }]);
    const error = await thrown(() => ask({ model, messages: lone }));
    same('status', error.status, 400);
    has('message', error.error.error.message, 'toolu_none');
  },
};

await run('anthropic-node', `@anthropic-ai/sdk ${VERSION}`, journeys);
