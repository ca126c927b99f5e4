// responses-node.mjs URL MODELS [JOURNEY...]: the Responses API with OpenAI's SDK for Node; as responses-python.py.
import OpenAI from 'openai';
import { zodTextFormat } from 'openai/helpers/zod';
import { VERSION } from 'openai/version';
import {
  BOTH, COUNT, COUNTED, READY, WEATHER, bothWeathers, check, collect, has, run, same, schemaBesideTools, thrown, unforced,
} from './common.mjs';
import { RED_URL, TAKEN, TRIP, Trip } from './shapes.mjs';

const client = new OpenAI({ baseURL: process.argv[2], apiKey: 'any', timeout: 30_000, maxRetries: 0 });
const { responses } = client;

const TOOL = {
  type: 'function',
  name: 'get_weather',
  description: 'The weather in a city now.',
  strict: true,
  parameters: {
    type: 'object',
    properties: { city: { type: 'string', enum: ['Oslo', 'Lima'] } },
    required: ['city'],
    additionalProperties: false,
  },
};
const tools = [TOOL];

function counted(usage) {
  check('usage', usage, usage?.input_tokens > 0 && usage.output_tokens > 0, 'tokens of both kinds');
  same('total_tokens', usage.total_tokens, usage.input_tokens + usage.output_tokens);
}

const create = (request) => responses.create(request);
const accumulate = (request) => responses.stream(request).finalResponse();
const made = (done) => done.output.filter((item) => item.type === 'function_call');

/** The calls of an answer, which must be those for Oslo and for Lima. */
function calls(done) {
  const all = made(done);
  same('called', all.map((c) => [c.name, JSON.parse(c.arguments)]),
    [['get_weather', { city: 'Oslo' }], ['get_weather', { city: 'Lima' }]]);
  same('distinct call_ids', new Set(all.map((c) => c.call_id).filter(Boolean)).size, 2);
  return all;
}

const results = (all) => all.toReversed().map((c) =>
  ({ type: 'function_call_output', call_id: c.call_id, output: WEATHER[JSON.parse(c.arguments).city] }));

const byValue = (ask, more = {}) => async (model) => {
  const turn = [{ role: 'user', content: BOTH }];
  const first = await ask({ model, input: turn, tools, ...more });
  const done = await ask({ model, input: [...turn, ...first.output, ...results(calls(first))], tools, ...more });
  bothWeathers(done.output_text);
  same('status', done.status, 'completed');
};

const byPrevious = (ask) => async (model) => {
  const first = await ask({ model, input: BOTH, tools });
  const done = await ask({ model, previous_response_id: first.id, input: results(calls(first)), tools });
  bothWeathers(done.output_text);
  same('previous_response_id', done.previous_response_id, first.id);
};

/** No such response before this one. */
async function unknown(model, previous_response_id) {
  for (const more of [{}, { stream: true }]) {
    const error = await thrown(() => create({ model, input: 'Hello', previous_response_id, ...more }));
    check('error', `${error}`, error instanceof OpenAI.BadRequestError, 'BadRequestError');
    same('code, param', [error.code, error.param], ['previous_response_not_found', 'previous_response_id']);
  }
}

const ENCRYPTED = { store: false, include: ['reasoning.encrypted_content'], reasoning: { effort: 'low', summary: 'auto' } };

const journeys = {
  async create(model) {
    const done = await create({ model, input: READY });
    same('output_text', done.output_text, 'ready');
    same('status, error', [done.status, done.error], ['completed', null]);
    same('types', done.output.map((i) => i.type).filter((t) => t !== 'reasoning'), ['message']);
    counted(done.usage);
  },

  async instructions(model) {
    const done = await create({ model, instructions: 'Always reply with "pong"', input: [
      { role: 'user', content: 'Hello' }, { role: 'assistant', content: 'Hi' }, { role: 'user', content: '?' }] });
    same('output_text', done.output_text, 'pong');
    same('instructions', done.instructions, 'Always reply with "pong"');
  },

  async stream(model) {
    const events = await collect(create({ model, input: COUNT, stream: true }));
    same('sequence_number', events.map((e) => e.sequence_number), events.map((_, i) => i));
    same('first', events.slice(0, 2).map((e) => e.type), ['response.created', 'response.in_progress']);
    same('last', events.at(-1).type, 'response.completed');
    const deltas = events.filter((e) => e.type === 'response.output_text.delta').map((e) => e.delta);
    check('deltas', deltas.length, deltas.length > 5, 'many');
    same('text', deltas.join(''), COUNTED);
    same('done', events.filter((e) => e.type === 'response.output_text.done').map((e) => e.text), [COUNTED]);
    const done = events.at(-1).response;
    same('id', done.id, events[0].response.id);
    counted(done.usage);
    same('usage, streamed as plain', done.usage.total_tokens, (await create({ model, input: COUNT })).usage.total_tokens);
  },

  async 'stream-helper'(model) {
    const stream = responses.stream({ model, input: COUNT });
    let snapshot;
    stream.on('response.output_text.delta', (e) => { snapshot = e.snapshot; });
    const done = await stream.finalResponse();
    same('snapshot', snapshot, COUNTED);
    same('output_text', done.output_text, COUNTED);
    same('status', done.status, 'completed');
    counted(done.usage);
  },

  'tool-loop': byValue(create),
  'tool-loop-streamed': byValue(accumulate),
  'tool-loop-previous': byPrevious(create),
  'tool-loop-previous-streamed': byPrevious(accumulate),
  'tool-loop-encrypted': byValue(create, ENCRYPTED),
  'tool-loop-encrypted-streamed': byValue(accumulate, ENCRYPTED),

  async 'item-reference'(model) {
    const first = await create({ model, input: BOTH, tools });
    const told = first.output.map(({ id }) => ({ type: 'item_reference', id }));
    const input = [{ role: 'user', content: BOTH }, ...told, ...results(calls(first))];
    bothWeathers((await create({ model, input, tools })).output_text);
  },

  async conversation(model) {
    const first = await create({ model, input: 'My code is H-8.' });
    const second = await create({ model, previous_response_id: first.id, input: READY });
    for (const { id } of [second, first]) {
      const done = await create({ model, previous_response_id: id, input: 'What is my code?' });
      same('output_text', done.output_text, 'Your code is H-8.');
    }
  },

  async 'tool-forced'(model) {
    unforced(model);
    for (const tool_choice of ['required', { type: 'function', name: 'get_weather' }]) {
      const done = await create({ model, input: 'Lima, please', tools, tool_choice });
      same('called', made(done).map((c) => JSON.parse(c.arguments)), [{ city: 'Lima' }]);
    }
  },

  async 'call-events'(model) {
    const events = await collect(create({ model, input: 'What is the weather in Oslo?', tools, stream: true }));
    const text = events.filter((e) => e.type === 'response.function_call_arguments.delta').map((e) => e.delta).join('');
    same('deltas', JSON.parse(text), { city: 'Oslo' });
    same('done', events.filter((e) => e.type === 'response.function_call_arguments.done').map((e) => e.arguments), [text]);
    const added = events.filter((e) => e.type === 'response.output_item.added').map((e) => e.item);
    same('item ids', added.filter((i) => i.type === 'function_call').map((i) => i.id),
      made(events.at(-1).response).map((i) => i.id));
  },

  async parse(model) {
    const request = { model, input: TRIP, text: { format: zodTextFormat(Trip, 'trip') } };
    same('parsed', (await responses.parse(request)).output_parsed, TAKEN);
    same('streamed', (await accumulate(request)).output_parsed, TAKEN);
  },

  async 'parse-after-tool'(model) {
    schemaBesideTools(model);
    const request = { model, tools, text: { format: zodTextFormat(Trip, 'trip') } };
    const first = await responses.parse({ ...request, input: `Weather? ${TRIP}` });
    same('called', made(first).map((i) => i.parsed_arguments), [{ city: 'Oslo' }]);
    const done = await responses.parse({ ...request, previous_response_id: first.id, input: results(made(first)) });
    same('parsed', done.output_parsed, TAKEN);
  },

  async image(model) {
    const content = [
      { type: 'input_text', text: 'Which colour?' }, { type: 'input_image', image_url: RED_URL, detail: 'auto' }];
    same('output_text', (await create({ model, input: [{ role: 'user', content }] })).output_text, 'red');
  },

  async incomplete(model) {
    const request = { model, input: COUNT, max_output_tokens: 16, reasoning: { effort: 'none' } };
    const done = await create(request);
    same('status', [done.status, done.incomplete_details?.reason], ['incomplete', 'max_output_tokens']);
    const last = (await collect(create({ ...request, stream: true }))).at(-1);
    same('last event', [last.type, last.response.status], ['response.incomplete', 'incomplete']);
  },

  async reasoning(model) {
    const request = { model, input: READY, reasoning: { effort: 'low', summary: 'auto' } };
    const done = await create(request);
    same('types', done.output.map((i) => i.type), ['reasoning', 'message']);
    check('summary', done.output[0], done.output[0].summary.some((s) => s.text), 'a text');
    same('output_text', done.output_text, 'ready');
    same('streamed', (await accumulate(request)).output.map((i) => i.type), ['reasoning', 'message']);
  },

  async stored(model) {
    const done = await create({ model, input: READY, metadata: { k: 'v' } });
    const kept = await responses.retrieve(done.id);
    same('kept', [kept.id, kept.output_text, kept.status], [done.id, 'ready', 'completed']);
    same('output', kept.output, done.output);
    const items = await collect(responses.inputItems.list(done.id));
    same('input items', items.map((i) => [i.role, i.content[0].text]), [['user', READY]]);
    await responses.delete(done.id);
    same('deleted', (await thrown(() => responses.retrieve(done.id))).status, 404);
    await unknown(model, done.id);
  },

  async unstored(model) {
    const done = await create({ model, input: READY, store: false });
    same('store', done.store, false);
    same('not kept', (await thrown(() => responses.retrieve(done.id))).status, 404);
  },

  'error-previous': (model) => unknown(model, 'resp_0123456789abcdef'),

  async 'error-404'() {
    for (const more of [{}, { stream: true }]) {
      const error = await thrown(() => create({ model: 'no-such-model', input: 'Hello', ...more }));
      check('error', `${error}`, error instanceof OpenAI.NotFoundError && error.code === 'model_not_found', 'NotFoundError');
    }
  },

  async 'error-400'(model) {
    const hot = await thrown(() => create({ model, input: 'Hello', temperature: 3 }));
    same('status, param', [hot.status, hot.param], [400, 'temperature']);
    const input = [{ type: 'function_call_output', call_id: 'call_none', output: 'x' }];
    const lone = await thrown(() => create({ model, input }));
    same('status', lone.status, 400);
    has('message', lone.message, 'call_none');
  },
};

await run('responses-node', `openai ${VERSION}`, journeys);
