// langchain-node.mjs URL MODELS [JOURNEY...]: LangChain for JavaScript (ChatOpenAI).
import { readFileSync } from 'node:fs';
import { AIMessage, HumanMessage, SystemMessage, ToolMessage } from '@langchain/core/messages';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { createAgent, providerStrategy, tool, toolStrategy } from 'langchain';
import { z } from 'zod';
import {
  BOTH, COUNT, COUNTED, READY, Skip, WEATHER, bare, bothWeathers, check, collect, has, near, normed, run, same, thrown,
  unforced,
} from './common.mjs';
import { ODD, Odd, RED_URL, SHOW, TAKEN, TRIP, Trip } from './shapes.mjs';

const chatModel = (model, more = {}) =>
  new ChatOpenAI({ model, apiKey: 'any', configuration: { baseURL: process.argv[2] }, ...more });

const City = z.object({ city: z.enum(['Oslo', 'Lima']) });
const getWeather = tool(({ city }) => WEATHER[city],
  { name: 'get_weather', description: 'The weather in a city now.', schema: City });

function counted(usage) {
  check('usage', usage, usage?.input_tokens > 0 && usage.output_tokens > 0, 'tokens');
  same('total_tokens', usage.total_tokens, usage.input_tokens + usage.output_tokens);
}

const merged = (chunks) => chunks.reduce((a, b) => a.concat(b));
const plain = (llm, messages) => llm.invoke(messages);
const streamed = async (llm, messages) => merged(await collect(llm.stream(messages)));

async function loop(model, ask) {
  const messages = [new HumanMessage(BOTH)];
  const llm = chatModel(model).bindTools([getWeather]);
  const answer = await ask(llm, messages);
  same('called', answer.tool_calls.map((c) => c.args), [{ city: 'Oslo' }, { city: 'Lima' }]);
  same('invalid calls', answer.invalid_tool_calls ?? [], []);
  messages.push(answer);
  for (const call of answer.tool_calls.toReversed()) {
    messages.push(new ToolMessage({ content: WEATHER[call.args.city], tool_call_id: call.id }));
  }
  bothWeathers((await ask(llm, messages)).content);
}

const structured = (schema, prompt, expected, options) => async (model) => {
  if (options.method === 'functionCalling') unforced(model);
  const llm = chatModel(model).withStructuredOutput(schema, options);
  same('structured', await llm.invoke(prompt), expected);
  same('streamed', (await collect(llm.stream(prompt))).at(-1), expected);
};

const agentStructured = (strategy, forced) => async (model) => {
  if (forced) unforced(model);
  const agent = createAgent({ model: chatModel(model), tools: [], responseFormat: strategy(Trip) });
  same('structured', (await agent.invoke({ messages: [new HumanMessage(TRIP)] })).structuredResponse, TAKEN);
};

const journeys = {
  async chat(model) {
    const answer = await chatModel(model).invoke(READY);
    same('content', answer.content, 'ready');
    same('finish_reason', answer.response_metadata.finish_reason, 'stop');
    counted(answer.usage_metadata);
  },

  async system(model) {
    const messages = [
      new SystemMessage('Always reply with "pong"'), new HumanMessage('Hello'), new AIMessage('Hi'), new HumanMessage('?')];
    same('content', (await chatModel(model).invoke(messages)).content, 'pong');
  },

  async stream(model) {
    const whole = await chatModel(model).invoke(COUNT);
    const chunks = await collect(chatModel(model).stream(COUNT));
    check('chunks', chunks.length, chunks.length > 5, 'many');
    const answer = merged(chunks);
    same('content', answer.content, COUNTED);
    same('usage, counted once', answer.usage_metadata.total_tokens, whole.usage_metadata.total_tokens);
    counted(answer.usage_metadata);
  },

  async batch(model) {
    const numbers = [0, 1, 2, 3, 4, 5];
    const answers = await chatModel(model).batch(numbers.map((i) => `Reply with exactly one word: number-${i}`));
    same('contents', answers.map((a) => a.content), numbers.map((i) => `number-${i}`));
  },

  'tool-loop': (model) => loop(model, plain),

  'tool-loop-streamed': (model) => loop(model, streamed),

  async 'tool-forced'(model) {
    unforced(model);
    const answer = await chatModel(model).bindTools([getWeather], { tool_choice: 'get_weather' }).invoke('Lima');
    same('called', answer.tool_calls.map((c) => c.args), [{ city: 'Lima' }]);
  },

  async agent(model) {
    const agent = createAgent({ model: chatModel(model), tools: [getWeather] });
    const done = await agent.invoke({ messages: [new HumanMessage('The weather in Lima?')] });
    has('answer', done.messages.at(-1).content, WEATHER.Lima);
  },

  async 'agent-streamed'(model) {
    const agent = createAgent({ model: chatModel(model), tools: [getWeather] });
    const parts = await collect(
      agent.stream({ messages: [new HumanMessage('The weather in Lima?')] }, { streamMode: 'messages' }));
    has('answer', parts.filter(([p]) => p.getType() === 'ai').map(([p]) => p.content).join(''), WEATHER.Lima);
  },

  'agent-structured-provider': agentStructured(providerStrategy, false),
  'agent-structured-tool': agentStructured(toolStrategy, true),
  'structured-json-schema': structured(Trip, TRIP, TAKEN, { method: 'jsonSchema' }),
  'structured-json-schema-strict': structured(Trip, TRIP, TAKEN, { method: 'jsonSchema', strict: true }),
  'structured-function-calling': structured(Trip, TRIP, TAKEN, { method: 'functionCalling', name: 'trip' }),
  'structured-function-calling-strict':
    structured(Trip, TRIP, TAKEN, { method: 'functionCalling', name: 'trip', strict: true }),
  'structured-json-mode': structured(Odd, SHOW, ODD, { method: 'jsonMode' }),

  async image(model) {
    const content = [{ type: 'text', text: 'Which colour?' }, { type: 'image_url', image_url: { url: RED_URL } }];
    same('content', (await chatModel(model).invoke([new HumanMessage({ content })])).content, 'red');
  },

  async parameters(model) {
    const llm = chatModel(model, { temperature: 0.2, maxTokens: 50, stop: [', 4'], modelKwargs: { seed: 3 } });
    same('content', (await llm.invoke('Count from 1 to 9')).content, '1, 2, 3');
  },

  async 'error-404'(model) {
    const llm = chatModel('no-such-model');
    for (const call of [() => llm.invoke('Hello'), () => collect(llm.stream('Hello'))]) {
      const error = await thrown(call);
      same('name, status, code', [error.constructor.name, error.status, error.code], ['NotFoundError', 404, 'model_not_found']);
    }
  },

  async 'error-400'(model) {
    const error = await thrown(() => chatModel(model, { temperature: 3 }).invoke('Hello'));
    same('name, status, param', [error.constructor.name, error.status, error.param], ['BadRequestError', 400, 'temperature']);
  },

  /** What a model answers that refuses forced tools: an error that names the cause. */
  async 'error-forced'(model) {
    if (bare(model) !== 'claude-opus-5-5') throw new Skip('the model takes forced tools');
    const llm = chatModel(model).withStructuredOutput(Trip, { method: 'functionCalling', name: 'trip' });
    same('param', (await thrown(() => llm.invoke(TRIP))).param, 'tool_choice');
  },
};

const embeddings = (model, more = {}) =>
  new OpenAIEmbeddings({ model, apiKey: 'any', configuration: { baseURL: process.argv[2] }, ...more });

const embeddingJourneys = {
  async embed(model) {
    const [one, two, three] = await embeddings(model).embedDocuments(['tea', 'noon', 'tea']);
    near('equal texts', one, three);
    check('other text', two.slice(0, 3), one.some((x, i) => x !== two[i]), 'other numbers');
    near('query', await embeddings(model).embedQuery('noon'), two);
  },

  async 'embed-dimensions'(model) {
    for (const vector of await embeddings(model, { dimensions: 256 }).embedDocuments(['tea', 'noon'])) {
      same('values', vector.length, 256);
      normed('vector', vector);
    }
  },

  async 'embed-chunks'(model) {
    const vectors = await embeddings(model, { dimensions: 256, batchSize: 2 }).embedDocuments(['a', 'b', 'c', 'a', 'b']);
    same('vectors', vectors.length, 5);
    near('first and fourth', vectors[0], vectors[3]);
    near('second and fifth', vectors[1], vectors[4]);
  },

  async 'embed-floats'(model) {
    near('float', await embeddings(model, { encodingFormat: 'float' }).embedQuery('tea'),
      await embeddings(model).embedQuery('tea'));
  },

  async 'embed-error'(model) {
    const seen = await thrown(() => embeddings('no-such-model').embedQuery('tea'));
    same('status, code', [seen.status, seen.code], [404, 'model_not_found']);
    const refused = await thrown(() => embeddings('claude-sonnet-4-6').embedQuery('tea'));
    same('status, code', [refused.status, refused.code], [400, 'unsupported_operation']);
  },
};

const versionOf = (name) => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;
await run('langchain-node',
  ['@langchain/openai', 'langchain', 'openai'].map((name) => `${name} ${versionOf(name)}`).join(', '), journeys, embeddingJourneys);
