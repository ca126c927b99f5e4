// langchain-responses-node.mjs URL MODELS [JOURNEY...]: LangChain for JavaScript (ChatOpenAI) over the Responses API.
import { readFileSync } from 'node:fs';
import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { ChatOpenAI } from '@langchain/openai';
import { createAgent, providerStrategy, tool, toolStrategy } from 'langchain';
import { z } from 'zod';
import {
  BOTH, COUNT, COUNTED, READY, WEATHER, bothWeathers, check, collect, has, run, same, thrown, unforced,
} from './common.mjs';
import { RED_URL, TAKEN, TRIP, Trip } from './shapes.mjs';

const chatModel = (model, more = {}) => new ChatOpenAI({
  model, apiKey: 'any', useResponsesApi: true, maxRetries: 0, configuration: { baseURL: process.argv[2] }, ...more });

const City = z.object({ city: z.enum(['Oslo', 'Lima']) });
const getWeather = tool(({ city }) => WEATHER[city],
  { name: 'get_weather', description: 'The weather in a city now.', schema: City });
const THINKS = { modelKwargs: { reasoning: { effort: 'low', summary: 'auto' } } };
const ENCRYPTED = { modelKwargs: { ...THINKS.modelKwargs, include: ['reasoning.encrypted_content'] }, zdrEnabled: true };

function counted(usage) {
  check('usage', usage, usage?.input_tokens > 0 && usage.output_tokens > 0, 'tokens');
  same('total_tokens', usage.total_tokens, usage.input_tokens + usage.output_tokens);
}

const merged = (chunks) => chunks.reduce((a, b) => a.concat(b));
const plain = (llm, messages) => llm.invoke(messages);
const streamed = async (llm, messages) => merged(await collect(llm.stream(messages)));

const loop = (ask, more = {}) => async (model) => {
  const messages = [new HumanMessage(BOTH)];
  const llm = chatModel(model, more).bindTools([getWeather]);
  const answer = await ask(llm, messages);
  same('called', answer.tool_calls.map((c) => c.args), [{ city: 'Oslo' }, { city: 'Lima' }]);
  same('invalid calls', answer.invalid_tool_calls ?? [], []);
  messages.push(answer);
  for (const call of answer.tool_calls.toReversed()) {
    messages.push(new ToolMessage({ content: WEATHER[call.args.city], tool_call_id: call.id }));
  }
  bothWeathers((await ask(llm, messages)).text);
};

const structured = (options) => async (model) => {
  if (options.method === 'functionCalling') unforced(model);
  const llm = chatModel(model).withStructuredOutput(Trip, options);
  same('structured', await llm.invoke(TRIP), TAKEN);
  if (options.method === 'functionCalling') return; // its parser refuses every chunk of the Responses API
  same('streamed', (await collect(llm.stream(TRIP))).at(-1), TAKEN);
};

/** By a tool it is the prompt that has to name it: LangChain's own choice ("any") is not sent to the Responses API. */
const agentStructured = (strategy, prompt) => async (model) => {
  const agent = createAgent({ model: chatModel(model), tools: [], responseFormat: strategy(Trip) });
  same('structured', (await agent.invoke({ messages: [new HumanMessage(prompt)] })).structuredResponse, TAKEN);
};

const journeys = {
  async chat(model) {
    const answer = await chatModel(model).invoke(READY);
    same('text', answer.text, 'ready');
    same('status', answer.response_metadata.status, 'completed');
    check('id', answer.response_metadata.id, answer.response_metadata.id?.startsWith('resp_'), 'resp_...');
    counted(answer.usage_metadata);
  },

  async system(model) {
    const messages = [
      new SystemMessage('Always reply with "pong"'), new HumanMessage('Hello'), new AIMessage('Hi'), new HumanMessage('?')];
    same('text', (await chatModel(model).invoke(messages)).text, 'pong');
  },

  async history(model) {
    const told = new HumanMessage('My code is H-2.');
    const asked = new HumanMessage('What is my code?');
    const first = await chatModel(model).invoke([told]);
    same('text', (await chatModel(model).invoke([told, first, asked])).text, 'Your code is H-2.');
    const next = await chatModel(model).invoke([asked], { previous_response_id: first.response_metadata.id });
    same('text, by previous_response_id', next.text, 'Your code is H-2.');
  },

  async stream(model) {
    const whole = await chatModel(model).invoke(COUNT);
    const chunks = await collect(chatModel(model).stream(COUNT));
    check('chunks', chunks.length, chunks.length > 5, 'many');
    const answer = merged(chunks);
    same('text', answer.text, COUNTED);
    same('usage, counted once', answer.usage_metadata.total_tokens, whole.usage_metadata.total_tokens);
    counted(answer.usage_metadata);
  },

  'tool-loop': loop(plain),
  'tool-loop-streamed': loop(streamed),
  'tool-loop-v1': loop(plain, { outputVersion: 'v1' }),
  'tool-loop-encrypted': loop(plain, ENCRYPTED),
  'tool-loop-encrypted-streamed': loop(streamed, ENCRYPTED),

  async 'tool-forced'(model) {
    unforced(model);
    const answer = await chatModel(model).bindTools([getWeather], { tool_choice: 'get_weather' }).invoke('Lima');
    same('called', answer.tool_calls.map((c) => c.args), [{ city: 'Lima' }]);
  },

  async agent(model) {
    const agent = createAgent({ model: chatModel(model), tools: [getWeather] });
    const done = await agent.invoke({ messages: [new HumanMessage('The weather in Lima?')] });
    has('answer', done.messages.at(-1).text, WEATHER.Lima);
  },

  async 'agent-streamed'(model) {
    const agent = createAgent({ model: chatModel(model), tools: [getWeather] });
    const parts = await collect(
      agent.stream({ messages: [new HumanMessage('The weather in Lima?')] }, { streamMode: 'messages' }));
    has('answer', parts.filter(([p]) => p.getType() === 'ai').map(([p]) => p.text).join(''), WEATHER.Lima);
  },

  'agent-structured-provider': agentStructured(providerStrategy, TRIP),
  'agent-structured-tool': agentStructured(toolStrategy, `Extract: ${TRIP}`),
  'structured-json-schema': structured({ method: 'jsonSchema' }),
  'structured-json-schema-strict': structured({ method: 'jsonSchema', strict: true }),
  'structured-function-calling': structured({ method: 'functionCalling', name: 'trip' }),

  async image(model) {
    const content = [{ type: 'text', text: 'Which colour?' }, { type: 'image_url', image_url: { url: RED_URL } }];
    same('text', (await chatModel(model).invoke([new HumanMessage({ content })])).text, 'red');
  },

  async reasoning(model) {
    for (const ask of [plain, streamed]) {
      const answer = await ask(chatModel(model, THINKS), [new HumanMessage(READY)]);
      const { reasoning } = answer.additional_kwargs;
      check('reasoning', reasoning, reasoning?.summary?.some((s) => s.text), 'a summary');
      same('text', answer.text, 'ready');
    }
  },

  async 'error-404'() {
    const llm = chatModel('no-such-model');
    for (const call of [() => llm.invoke('Hello'), () => collect(llm.stream('Hello'))]) {
      const error = await thrown(call);
      same('name, status, code', [error.constructor.name, error.status, error.code], ['NotFoundError', 404, 'model_not_found']);
    }
  },

  async 'error-400'(model) {
    const hot = await thrown(() => chatModel(model, { temperature: 3 }).invoke('Hello'));
    same('name, status, param', [hot.constructor.name, hot.status, hot.param], ['BadRequestError', 400, 'temperature']);
    const previous = await thrown(() => chatModel(model).invoke('Hello', { previous_response_id: 'resp_0123456789abcdef' }));
    same('status, code', [previous.status, previous.code], [400, 'previous_response_not_found']);
  },
};

const versionOf = (name) => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;
await run('langchain-responses-node',
  ['@langchain/openai', 'langchain', 'openai'].map((name) => `${name} ${versionOf(name)}`).join(', '), journeys);
