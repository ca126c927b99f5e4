// ai-sdk.mjs URL MODELS [JOURNEY...]: Vercel's AI SDK, by both of its OpenAI providers.
import { readFileSync } from 'node:fs';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { APICallError, Output, embed, embedMany, generateText, isStepCount, streamText, tool } from 'ai';
import { z } from 'zod';
import {
  BOTH, COUNT, COUNTED, READY, Skip, WEATHER, bare, bothWeathers, check, collect, has, near, normed, run, same,
  schemaBesideTools, thrown, unforced,
} from './common.mjs';
import { ODD, Odd, RED, SHOW, TAKEN, TRIP, Trip } from './shapes.mjs';

globalThis.AI_SDK_LOG_WARNINGS = false;
const settings = { baseURL: process.argv[2], apiKey: 'any' };
const compatible = createOpenAICompatible({ name: 'brievio', includeUsage: true, ...settings });
const schemas = createOpenAICompatible({ name: 'brievio', supportsStructuredOutputs: true, ...settings });
const openai = createOpenAI(settings);

const weather = tool({
  description: 'The weather in a city now.',
  inputSchema: z.object({ city: z.enum(['Oslo', 'Lima']) }),
  execute: ({ city }) => WEATHER[city],
});
const tools = { get_weather: weather };

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

const shared = (of) => ({
  async chat(model) {
    const done = await generateText({ model: of(model), prompt: READY });
    same('text', done.text, 'ready');
    same('finishReason', done.finishReason, 'stop');
    counted(done.usage);
  },

  async system(model) {
    const done = await generateText({ model: of(model), system: 'Always reply with "pong"', prompt: 'Hello' });
    same('text', done.text, 'pong');
  },

  async history(model) {
    const messages = [
      { role: 'user', content: 'My code is H-5.' }, { role: 'assistant', content: 'Noted.' },
      { role: 'user', content: 'What is my code?' }];
    same('text', (await generateText({ model: of(model), messages })).text, 'Your code is H-5.');
  },

  async stream(model) {
    const whole = await generateText({ model: of(model), prompt: COUNT });
    const { text, result } = await streamed({ model: of(model), prompt: COUNT });
    same('text', text, COUNTED);
    same('finishReason', await result.finishReason, 'stop');
    const usage = await result.usage;
    counted(usage);
    same('usage, streamed as plain', usage.totalTokens, whole.usage.totalTokens);
  },

  async 'tool-loop'(model) {
    const done = await generateText({ model: of(model), tools, prompt: BOTH, stopWhen: isStepCount(3) });
    bothWeathers(done.text);
    same('called', called(done.steps), [{ city: 'Oslo' }, { city: 'Lima' }]);
    same('steps', done.steps.map((s) => s.finishReason), ['tool-calls', 'stop']);
  },

  async 'tool-loop-streamed'(model) {
    const { text, result } = await streamed({ model: of(model), tools, prompt: BOTH, stopWhen: isStepCount(3) });
    bothWeathers(text);
    same('called', called(await result.steps), [{ city: 'Oslo' }, { city: 'Lima' }]);
  },

  async 'tool-required'(model) {
    unforced(model);
    for (const toolChoice of ['required', { type: 'tool', toolName: 'get_weather' }]) {
      const done = await generateText({ model: of(model), tools, toolChoice, prompt: 'Lima, please' });
      same('called', called(done.steps), [{ city: 'Lima' }]);
    }
  },

  async image(model) {
    const content = [{ type: 'text', text: 'Which colour?' }, { type: 'file', data: RED, mediaType: 'image/png' }];
    same('text', (await generateText({ model: of(model), messages: [{ role: 'user', content }] })).text, 'red');
  },

  async parameters(model) {
    const done = await generateText({
      model: of(model), prompt: 'Count from 1 to 9', temperature: 0.2, maxOutputTokens: 50, seed: 3, stopSequences: [', 4'],
    });
    same('text', done.text, '1, 2, 3');
    same('finishReason', done.finishReason, 'stop');
  },

  async abort(model) {
    const abort = new AbortController();
    const result = streamText({ model: of(model), prompt: COUNT, abortSignal: abort.signal, onError: () => {} });
    for await (const _ of result.textStream) abort.abort();
    same('text', (await generateText({ model: of(model), prompt: READY })).text, 'ready');
  },

  async 'error-404'(model) {
    for (const ask of [generateText, streamed]) {
      const error = await thrown(() => ask({ model: of('no-such-model'), prompt: 'Hello' }));
      check('error', `${error}`, APICallError.isInstance(error) && error.statusCode === 404, 'APICallError 404');
      has('body', error.responseBody, 'model_not_found');
      same('retryable', error.isRetryable, false);
    }
  },

  async 'error-400'(model) {
    const error = await thrown(
      () => generateText({ model: of(model), prompt: 'Hello', temperature: 3 }));
    check('error', `${error}`, APICallError.isInstance(error) && error.statusCode === 400, 'APICallError 400');
    has('message', error.message, 'temperature');
  },

  async 'error-forced'(model) {
    if (bare(model) !== 'claude-opus-5-5') throw new Skip('the model takes forced tools');
    const error = await thrown(() => generateText({ model: of(model), tools, toolChoice: 'required', prompt: 'Hi' }));
    check('error', `${error}`, APICallError.isInstance(error) && error.statusCode === 400, 'APICallError 400');
  },
});

const object = (of, schema, prompt, expected) => async (model) => {
  const output = Output.object({ schema });
  same('output', (await generateText({ model: of(model), prompt, output })).output, expected);
  const result = streamText({ model: of(model), prompt, output, onError: () => {} });
  same('last part', (await collect(result.partialOutputStream)).at(-1), expected);
  same('streamed', await result.output, expected);
};

/** Structured output while tools are there. */
const objectAfterTool = (of) => async (model) => {
  schemaBesideTools(model);
  const done = await generateText({
    model: of(model), tools, prompt: `Weather? ${TRIP}`, stopWhen: isStepCount(3), output: Output.object({ schema: Trip }) });
  same('output', done.output, TAKEN);
  same('steps', done.steps.length, 2);
};

async function array(model) {
  const done = await generateText({ model: openai.chat(model), prompt: TRIP, output: Output.array({ element: Trip }) });
  same('output', done.output, [TAKEN]);
}

async function choice(model) {
  const output = Output.choice({ options: ['bus', 'train'] });
  same('output', (await generateText({ model: openai.chat(model), prompt: TRIP, output })).output, 'train');
}

/** Today's extension for thinking text, which the compatible provider reads. */
async function reasoning(model) {
  const request = {
    model: compatible(model), prompt: READY, providerOptions: { brievio: { reasoningEffort: 'low' } } };
  const done = await generateText(request);
  same('text', done.text, 'ready');
  check('reasoningText', done.reasoningText, done.reasoningText, 'text');
  const { result } = await streamed(request);
  check('streamed reasoningText', await result.reasoningText, await result.reasoningText, 'text');
}

const embeddings = (of, provider) => ({
  async embed(model) {
    const texts = ['tea', 'noon', 'tea'];
    const done = await embedMany({ model: of(model), values: texts });
    same('values', done.values, texts);
    const [one, two, three] = done.embeddings;
    near('equal texts', one, three);
    check('other text', two.slice(0, 3), one.some((x, i) => x !== two[i]), 'other numbers');
    check('usage', done.usage, done.usage.tokens >= 0, 'tokens');
    near('alone', (await embed({ model: of(model), value: 'noon' })).embedding, two);
  },

  async 'embed-dimensions'(model) {
    const done = await embedMany({
      model: of(model), values: ['tea', 'noon'], providerOptions: { [provider]: { dimensions: 256 } } });
    for (const vector of done.embeddings) {
      same('values', vector.length, 256);
      normed('vector', vector);
    }
  },

  async 'embed-error'(model) {
    for (const [name, status, word] of [
      ['no-such-model', 404, 'model_not_found'], ['claude-sonnet-4-6', 400, 'unsupported_operation']]) {
      const error = await thrown(() => embed({ model: of(name), value: 'tea' }));
      check('error', `${error}`, APICallError.isInstance(error) && error.statusCode === status, `APICallError ${status}`);
      has('body', error.responseBody, word);
    }
  },
});

const named = (prefix, list) => Object.fromEntries(Object.entries(list).map(([k, v]) => [`${prefix}-${k}`, v]));
const versionOf = (name) => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;
await run('ai-sdk',
  ['ai', '@ai-sdk/openai-compatible', '@ai-sdk/openai'].map((name) => `${name} ${versionOf(name)}`).join(', '), {
    ...named('compatible', shared(compatible)),
    'compatible-object-json-mode': object(compatible, Odd, SHOW, ODD),
    'compatible-object-json-schema': object(schemas, Trip, TRIP, TAKEN),
    'compatible-object-after-tool': objectAfterTool(schemas),
    'compatible-reasoning': reasoning,
    ...named('openai', shared((model) => openai.chat(model))),
    'openai-object-json-schema': object((model) => openai.chat(model), Trip, TRIP, TAKEN),
    'openai-object-after-tool': objectAfterTool((model) => openai.chat(model)),
    'openai-array': array,
    'openai-choice': choice,
  }, {
    ...named('compatible', embeddings((model) => compatible.embeddingModel(model), 'brievio')),
    ...named('openai', embeddings((model) => openai.embedding(model), 'openai')),
  });
