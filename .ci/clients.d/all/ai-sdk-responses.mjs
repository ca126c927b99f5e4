// ai-sdk-responses.mjs URL MODELS [JOURNEY...]: Vercel's AI SDK by openai(id), which speaks the Responses API.
import { readFileSync } from 'node:fs';
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, Output, generateText, isStepCount, streamText, tool } from 'ai';
import { z } from 'zod';
import {
  BOTH, COUNT, COUNTED, READY, WEATHER, bothWeathers, check, collect, has, run, same, schemaBesideTools, thrown, unforced,
} from './common.mjs';
import { RED, TAKEN, TRIP, Trip } from './shapes.mjs';

globalThis.AI_SDK_LOG_WARNINGS = false;
const openai = createOpenAI({ baseURL: process.argv[2], apiKey: 'any' });
const tools = {
  get_weather: tool({
    description: 'The weather in a city now.',
    inputSchema: z.object({ city: z.enum(['Oslo', 'Lima']) }),
    execute: ({ city }) => WEATHER[city],
  }),
};
const options = (more) => ({ providerOptions: { openai: more } });
/** As for a model that thinks; the provider does not know these names and would leave its options out. */
const THINKS = { forceReasoning: true, reasoningEffort: 'low', reasoningSummary: 'auto' };
const ENCRYPTED = { ...THINKS, store: false, include: ['reasoning.encrypted_content'] };

function counted(usage) {
  check('usage', usage, usage?.inputTokens > 0 && usage.outputTokens > 0, 'tokens');
  same('totalTokens', usage.totalTokens, usage.inputTokens + usage.outputTokens);
}

/** The whole text of a stream; an error in it is thrown. */
async function streamed(request) {
  const result = streamText({ ...request, onError: () => {} });
  let text = '';
  for await (const part of result.fullStream) {
    if (part.type === 'error') throw part.error;
    if (part.type === 'text-delta') text += part.text;
  }
  return { text, result };
}

const called = (steps) => steps.flatMap((s) => s.toolCalls).map((c) => c.input);

const toolLoop = (more) => async (model) => {
  const request = { model: openai(model), tools, prompt: BOTH, stopWhen: isStepCount(3), ...options(more) };
  const done = await generateText(request);
  bothWeathers(done.text);
  same('called', called(done.steps), [{ city: 'Oslo' }, { city: 'Lima' }]);
  same('steps', done.steps.map((s) => s.finishReason), ['tool-calls', 'stop']);
  const { text, result } = await streamed(request);
  bothWeathers(text);
  same('called, streamed', called(await result.steps), [{ city: 'Oslo' }, { city: 'Lima' }]);
};

const journeys = {
  async chat(model) {
    same('provider', openai(model).provider, 'openai.responses');
    const done = await generateText({ model: openai(model), prompt: READY });
    same('text', done.text, 'ready');
    same('finishReason', done.finishReason, 'stop');
    check('responseId', done.providerMetadata, done.providerMetadata.openai.responseId.startsWith('resp_'), 'resp_...');
    counted(done.usage);
  },

  async system(model) {
    const done = await generateText({ model: openai(model), system: 'Always reply with "pong"', prompt: 'Hello' });
    same('text', done.text, 'pong');
    const instructed = await generateText({
      model: openai(model), prompt: 'Hello', ...options({ instructions: 'Always reply with "ping"' }) });
    same('text, by instructions', instructed.text, 'ping');
  },

  async history(model) {
    const asked = { role: 'user', content: 'What is my code?' };
    const told = { role: 'user', content: 'My code is H-5.' };
    const first = await generateText({ model: openai(model), messages: [told] });
    const done = await generateText({ model: openai(model), messages: [told, ...first.responseMessages, asked] });
    same('text', done.text, 'Your code is H-5.');
    const next = await generateText({
      model: openai(model), messages: [asked],
      ...options({ previousResponseId: first.providerMetadata.openai.responseId }) });
    same('text, by previousResponseId', next.text, 'Your code is H-5.');
  },

  async stream(model) {
    const whole = await generateText({ model: openai(model), prompt: COUNT });
    const { text, result } = await streamed({ model: openai(model), prompt: COUNT });
    same('text', text, COUNTED);
    same('finishReason', await result.finishReason, 'stop');
    const usage = await result.usage;
    counted(usage);
    same('usage, streamed as plain', usage.totalTokens, whole.usage.totalTokens);
  },

  'tool-loop': toolLoop({}), // what has been is named by item_reference
  'tool-loop-unstored': toolLoop({ store: false }),
  'tool-loop-thinking': toolLoop(THINKS),
  'tool-loop-encrypted': toolLoop(ENCRYPTED),

  async 'tool-forced'(model) {
    unforced(model);
    for (const toolChoice of ['required', { type: 'tool', toolName: 'get_weather' }]) {
      const done = await generateText({ model: openai(model), tools, toolChoice, prompt: 'Lima, please' });
      same('called', called(done.steps), [{ city: 'Lima' }]);
    }
  },

  async object(model) {
    const output = Output.object({ schema: Trip });
    const request = { model: openai(model), prompt: TRIP, output };
    same('output', (await generateText(request)).output, TAKEN);
    const result = streamText({ ...request, onError: () => {} });
    same('last part', (await collect(result.partialOutputStream)).at(-1), TAKEN);
    same('streamed', await result.output, TAKEN);
  },

  async 'object-after-tool'(model) {
    schemaBesideTools(model);
    const done = await generateText({
      model: openai(model), tools, prompt: `Weather? ${TRIP}`, stopWhen: isStepCount(3), output: Output.object({ schema: Trip }) });
    same('output', done.output, TAKEN);
    same('steps', done.steps.length, 2);
  },

  async reasoning(model) {
    const request = { model: openai(model), prompt: READY, ...options(THINKS) };
    const done = await generateText(request);
    same('text', done.text, 'ready');
    check('reasoningText', done.reasoningText, done.reasoningText, 'text');
    const { result } = await streamed(request);
    same('streamed reasoningText', await result.reasoningText, done.reasoningText);
  },

  async image(model) {
    const content = [{ type: 'text', text: 'Which colour?' }, { type: 'file', data: RED, mediaType: 'image/png' }];
    same('text', (await generateText({ model: openai(model), messages: [{ role: 'user', content }] })).text, 'red');
  },

  async length(model) {
    const done = await generateText({ model: openai(model), prompt: COUNT, maxOutputTokens: 16 });
    same('finishReason', done.finishReason, 'length');
    const { result } = await streamed({ model: openai(model), prompt: COUNT, maxOutputTokens: 16 });
    same('streamed', await result.finishReason, 'length');
  },

  async abort(model) {
    const abort = new AbortController();
    const result = streamText({ model: openai(model), prompt: COUNT, abortSignal: abort.signal, onError: () => {} });
    for await (const _ of result.textStream) abort.abort();
    same('text', (await generateText({ model: openai(model), prompt: READY })).text, 'ready');
  },

  async 'error-404'() {
    for (const ask of [generateText, streamed]) {
      const error = await thrown(() => ask({ model: openai('no-such-model'), prompt: 'Hello' }));
      check('error', `${error}`, APICallError.isInstance(error) && error.statusCode === 404, 'APICallError 404');
      has('body', error.responseBody, 'model_not_found');
      same('retryable', error.isRetryable, false);
    }
  },

  async 'error-400'(model) {
    const hot = await thrown(() => generateText({ model: openai(model), prompt: 'Hello', temperature: 3 }));
    check('error', `${hot}`, APICallError.isInstance(hot) && hot.statusCode === 400, 'APICallError 400');
    has('message', hot.message, 'temperature');
    const previous = await thrown(() => generateText({
      model: openai(model), prompt: 'Hello', ...options({ previousResponseId: 'resp_0123456789abcdef' }) }));
    check('error', `${previous}`, APICallError.isInstance(previous) && previous.statusCode === 400, 'APICallError 400');
    has('body', previous.responseBody, 'previous_response_not_found');
  },
};

const versionOf = (name) => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;
await run('ai-sdk-responses', ['ai', '@ai-sdk/openai'].map((name) => `${name} ${versionOf(name)}`).join(', '), journeys);
