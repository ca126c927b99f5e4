// agents-responses-node.mjs URL MODELS [JOURNEY...]: OpenAI's Agents SDK for JavaScript by its default, the Responses API.
import { readFileSync } from 'node:fs';
import {
  Agent, OpenAIProvider, OpenAIResponsesModel, handoff, run as runAgent, setDefaultOpenAIClient, setTracingDisabled, tool,
} from '@openai/agents';
import OpenAI from 'openai';
import { z } from 'zod';
import {
  BOTH, COUNT, COUNTED, READY, WEATHER, bothWeathers, check, collect, has, run, same, schemaBesideTools, thrown, unforced,
} from './common.mjs';
import { RED_URL, TAKEN, TRIP, Trip } from './shapes.mjs';

setTracingDisabled(true);
setDefaultOpenAIClient(new OpenAI({ baseURL: process.argv[2], apiKey: 'any', timeout: 30_000, maxRetries: 0 }));
const agent = (model, more = {}) => new Agent({ name: 'Helper', model, ...more });
const ENCRYPTED = {
  store: false, reasoning: { effort: 'low', summary: 'auto' }, providerData: { include: ['reasoning.encrypted_content'] } };

const weather = tool({
  name: 'get_weather',
  description: 'The weather in a city now.',
  parameters: z.object({ city: z.enum(['Oslo', 'Lima']) }),
  execute: ({ city }) => WEATHER[city],
});

function counted(usage, requests = 1) {
  same('requests', usage.requests, requests);
  check('usage', usage, usage.inputTokens > 0 && usage.outputTokens > 0, 'tokens');
  same('totalTokens', usage.totalTokens, usage.inputTokens + usage.outputTokens);
}

async function streamed(made, asked, more = {}) {
  const result = await runAgent(made, asked, { stream: true, ...more });
  const parts = await collect(result.toTextStream());
  await result.completed;
  return { result, parts };
}

const toolLoop = (modelSettings = {}) => async (model) => {
  const made = agent(model, { tools: [weather], modelSettings });
  const done = await runAgent(made, BOTH);
  bothWeathers(done.finalOutput);
  counted(done.state.usage, 2);
  bothWeathers((await streamed(made, BOTH)).result.finalOutput);
};

const journeys = {
  async chat(model) {
    const made = await new OpenAIProvider().getModel(model);
    check('model', made.constructor.name, made instanceof OpenAIResponsesModel, 'OpenAIResponsesModel');
    const done = await runAgent(agent(model), READY);
    same('output', done.finalOutput, 'ready');
    check('lastResponseId', done.lastResponseId, done.lastResponseId?.startsWith('resp_'), 'resp_...');
    counted(done.state.usage);
  },

  async system(model) {
    const done = await runAgent(agent(model, { instructions: 'Always reply with "pong"' }), 'Hello');
    same('output', done.finalOutput, 'pong');
  },

  async history(model) {
    const first = await runAgent(agent(model), 'My code is H-6.');
    const asked = 'What is my code?';
    const done = await runAgent(agent(model), [...first.history, { role: 'user', content: asked }]);
    same('output', done.finalOutput, 'Your code is H-6.');
    const next = await runAgent(agent(model), asked, { previousResponseId: first.lastResponseId });
    same('output, by previousResponseId', next.finalOutput, 'Your code is H-6.');
  },

  async stream(model) {
    const { result, parts } = await streamed(agent(model), COUNT);
    same('output', result.finalOutput, COUNTED);
    same('parts', parts.join(''), COUNTED);
    check('parts', parts.length, parts.length > 5, 'many');
    counted(result.state.usage);
  },

  'tool-loop': toolLoop(),
  'tool-loop-encrypted': toolLoop(ENCRYPTED),

  async 'tool-loop-previous'(model) {
    const made = agent(model, { tools: [weather] });
    const { lastResponseId: previousResponseId } = await runAgent(made, 'My code is H-9.');
    const done = await runAgent(made, BOTH, { previousResponseId });
    bothWeathers(done.finalOutput);
    const { result } = await streamed(made, BOTH, { previousResponseId });
    bothWeathers(result.finalOutput);
    const last = await runAgent(made, 'What is my code?', { previousResponseId: result.lastResponseId });
    same('output', last.finalOutput, 'Your code is H-9.');
  },

  async 'tool-forced'(model) {
    unforced(model);
    const done = await runAgent(agent(model, { tools: [weather], modelSettings: { toolChoice: 'required' } }), 'Lima, please');
    has('output', done.finalOutput, WEATHER.Lima);
  },

  async handoff(model) {
    const made = agent(model, { handoffs: [handoff(agent(model, { name: 'Parrot', instructions: 'Squawk.' }))] });
    for (const done of [
      await runAgent(made, 'Please transfer_to_Parrot'), (await streamed(made, 'Please transfer_to_Parrot')).result]) {
      same('agent', done.lastAgent.name, 'Parrot');
      has('output', done.finalOutput, 'Parrot');
    }
  },

  async output(model) {
    same('output', (await runAgent(agent(model, { outputType: Trip }), TRIP)).finalOutput, TAKEN);
    same('streamed', (await streamed(agent(model, { outputType: Trip }), TRIP)).result.finalOutput, TAKEN);
  },

  async 'output-after-tool'(model) {
    schemaBesideTools(model);
    const done = await runAgent(agent(model, { tools: [weather], outputType: Trip }), `Weather? ${TRIP}`);
    same('output', done.finalOutput, TAKEN);
    counted(done.state.usage, 2);
  },

  async image(model) {
    const content = [{ type: 'input_text', text: 'Which colour?' }, { type: 'input_image', image: RED_URL }];
    same('output', (await runAgent(agent(model), [{ role: 'user', content }])).finalOutput, 'red');
  },

  async 'error-404'() {
    const error = await thrown(() => runAgent(agent('no-such-model'), 'Hello'));
    check('error', `${error}`, error instanceof OpenAI.NotFoundError && error.code === 'model_not_found', 'NotFoundError');
  },

  async 'error-400'(model) {
    const error = await thrown(() => runAgent(agent(model, { modelSettings: { temperature: 3 } }), 'Hello'));
    check('error', `${error}`, error instanceof OpenAI.BadRequestError && error.param === 'temperature', 'BadRequestError');
    const previous = await thrown(() => runAgent(agent(model), 'Hello', { previousResponseId: 'resp_0123456789abcdef' }));
    same('code', previous.code, 'previous_response_not_found');
  },
};

const versionOf = (name) => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;
await run('agents-responses-node',
  ['@openai/agents', 'openai'].map((name) => `${name} ${versionOf(name)}`).join(', '), journeys);
