// agents-node.mjs URL MODELS [JOURNEY...]: OpenAI's Agents SDK for JavaScript over chat completions.
import { readFileSync } from 'node:fs';
import { Agent, OpenAIChatCompletionsModel, handoff, run as runAgent, setTracingDisabled, tool } from '@openai/agents';
import OpenAI from 'openai';
import { z } from 'zod';
import {
  BOTH, COUNT, COUNTED, READY, Skip, WEATHER, bare, bothWeathers, check, collect, has, run, same, schemaBesideTools,
  thrown, unforced,
} from './common.mjs';
import { RED_URL, TAKEN, TRIP, Trip } from './shapes.mjs';

setTracingDisabled(true);
const client = new OpenAI({ baseURL: process.argv[2], apiKey: 'any' });
const agent = (model, more = {}) =>
  new Agent({ name: 'Helper', model: new OpenAIChatCompletionsModel(client, model), ...more });

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

async function streamed(made, asked) {
  const result = await runAgent(made, asked, { stream: true });
  const parts = await collect(result.toTextStream());
  await result.completed;
  return { result, parts };
}

const journeys = {
  async chat(model) {
    const done = await runAgent(agent(model), READY);
    same('output', done.finalOutput, 'ready');
    counted(done.state.usage);
  },

  async system(model) {
    const done = await runAgent(agent(model, { instructions: 'Always reply with "pong"' }), 'Hello');
    same('output', done.finalOutput, 'pong');
  },

  async history(model) {
    const first = await runAgent(agent(model), 'My code is H-6.');
    const done = await runAgent(agent(model), [...first.history, { role: 'user', content: 'What is my code?' }]);
    same('output', done.finalOutput, 'Your code is H-6.');
  },

  async stream(model) {
    const { result, parts } = await streamed(agent(model), COUNT);
    same('output', result.finalOutput, COUNTED);
    same('parts', parts.join(''), COUNTED);
    check('parts', parts.length, parts.length > 5, 'many');
    counted(result.state.usage);
  },

  async 'tool-loop'(model) {
    const done = await runAgent(agent(model, { tools: [weather] }), BOTH);
    bothWeathers(done.finalOutput);
    counted(done.state.usage, 2);
  },

  async 'tool-loop-streamed'(model) {
    bothWeathers((await streamed(agent(model, { tools: [weather] }), BOTH)).result.finalOutput);
  },

  async 'tool-forced'(model) {
    unforced(model);
    const done = await runAgent(agent(model, { tools: [weather], modelSettings: { toolChoice: 'required' } }), 'Lima, please');
    has('output', done.finalOutput, WEATHER.Lima);
  },

  async handoff(model) {
    const other = agent(model, { name: 'Parrot', instructions: 'Squawk.' });
    const done = await runAgent(agent(model, { handoffs: [handoff(other)] }), 'Please transfer_to_Parrot');
    same('agent', done.lastAgent.name, 'Parrot');
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

  async 'error-404'(model) {
    const error = await thrown(() => runAgent(agent('no-such-model'), 'Hello'));
    check('error', `${error}`, error instanceof OpenAI.NotFoundError && error.code === 'model_not_found', 'NotFoundError');
  },

  async 'error-400'(model) {
    const error = await thrown(() => runAgent(agent(model, { modelSettings: { temperature: 3 } }), 'Hello'));
    check('error', `${error}`, error instanceof OpenAI.BadRequestError && error.param === 'temperature', 'BadRequestError');
  },

  /** What a model answers that refuses forced tools: an error that names the cause. */
  async 'error-forced'(model) {
    if (bare(model) !== 'claude-opus-5-5') throw new Skip('the model takes forced tools');
    const forced = agent(model, { tools: [weather], modelSettings: { toolChoice: 'required' } });
    same('param', (await thrown(() => runAgent(forced, 'Hello'))).param, 'tool_choice');
  },
};

const versionOf = (name) => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;
await run('agents-node', ['@openai/agents', 'openai'].map((name) => `${name} ${versionOf(name)}`).join(', '), journeys);
