// The embeddings of the official Node SDK; the same journeys as embeddings.py.
import OpenAI from 'openai';
import { check, has, near, normed, same, thrown } from './common.mjs';

const TEA = 'The larder holds tea.', RAIL = 'A train leaves at noon.';
const CLAUDE = 'claude-sonnet-4-6';

function counted({ usage }) {
  check('usage', usage, Number.isInteger(usage?.prompt_tokens) && usage.prompt_tokens >= 0, 'tokens');
  same('total_tokens', usage.total_tokens, usage.prompt_tokens);
}

export function journeysOf(client) {
  const create = (request) => client.embeddings.create(request);
  const first = async (request) => (await create(request)).data[0].embedding;

  const refused = (kind, expected, request) => async (model) => {
    const seen = await thrown(() => create({ model, input: TEA, ...request }));
    check('error', `${seen}`, seen instanceof kind, kind.name);
    same('type', seen.type, 'invalid_request_error');
    for (const [key, value] of Object.entries(expected)) same(key, seen[key], value);
    has('requestID', seen.requestID, 'req_');
  };
  const bad = (expected, request) => refused(OpenAI.BadRequestError, expected, request);

  return {
    async 'embed-one'(model) {
      const done = await create({ model, input: TEA });
      same('object, indexes', [done.object, done.data.map((d) => [d.object, d.index])], ['list', [['embedding', 0]]]);
      const [{ embedding }] = done.data;
      check('values', embedding.slice(0, 3), embedding.length >= 256 && embedding.every(Number.isFinite), 'numbers');
      normed('vector', embedding);
      has('model', done.model, 'gemini-embedding-001');
      counted(done);
    },

    async 'embed-three'(model) {
      const done = await create({ model, input: [TEA, RAIL, TEA] });
      same('indexes', done.data.map((d) => d.index), [0, 1, 2]);
      const [one, two, three] = done.data.map((d) => d.embedding);
      near('equal texts', one, three);
      check('other text', two.slice(0, 3), one.some((x, i) => x !== two[i]), 'other numbers');
      near('alone', await first({ model, input: RAIL }), two);
      near('order', await first({ model, input: [RAIL, TEA] }), two);
      counted(done);
    },

    async 'embed-many'(model) {
      const input = Array.from({ length: 120 }, (_, i) => `Text ${i % 7}`);
      const vectors = (await create({ model, input, dimensions: 256 })).data.map((d) => d.embedding);
      same('vectors', vectors.length, 120);
      vectors.forEach((vector, i) => near(`text ${i}`, vector, vectors[i % 7]));
    },

    async 'embed-formats'(model) {
      const usual = await first({ model, input: TEA }); // the SDK asks for base64 and decodes it
      const floats = await first({ model, input: TEA, encoding_format: 'float' });
      const coded = await first({ model, input: TEA, encoding_format: 'base64' });
      check('base64', coded.slice(0, 9), typeof coded === 'string', 'a string');
      const raw = Buffer.from(coded, 'base64');
      near('float', floats, usual);
      near('base64', Array.from({ length: raw.length / 4 }, (_, i) => raw.readFloatLE(4 * i)), usual);
    },

    async 'embed-dimensions'(model) {
      const { data } = await create({ model, input: [TEA, RAIL], dimensions: 256 });
      for (const { embedding } of data) {
        same('values', embedding.length, 256);
        normed('vector', embedding);
      }
      check('texts', data[0].embedding[0], data[0].embedding.some((x, i) => x !== data[1].embedding[i]), 'two vectors');
      near('float', await first({ model, input: TEA, dimensions: 256, encoding_format: 'float' }), data[0].embedding);
    },

    async 'embed-unicode'(model) {
      const done = await create({ model, input: ['Grüße, 日本語, 👩‍👩‍👧 \u2028 "q" \\', TEA] });
      same('indexes', done.data.map((d) => d.index), [0, 1]);
    },

    async 'embed-user'(model) {
      const { data, response } = await client.embeddings.create({ model, input: TEA, user: 'ann' }).withResponse();
      same('ignored', response.headers.get('x-brievio-ignored'), 'user');
      has('x-request-id', response.headers.get('x-request-id'), 'req_');
      counted(data);
    },

    'embed-tokens': bad({ param: 'input' }, { input: [1, 2, 3] }),
    'embed-token-lists': bad({ param: 'input' }, { input: [[1, 2], [3]] }),
    'embed-empty-string': bad({}, { input: '' }),
    'embed-empty-list': bad({ param: 'input' }, { input: [] }),
    'embed-empty-among': bad({}, { input: [TEA, ''] }),
    'embed-format-unknown': bad({ param: 'encoding_format' }, { encoding_format: 'hex' }),
    'embed-dimensions-zero': bad({ param: 'dimensions' }, { dimensions: 0 }),
    'embed-unknown-model': refused(OpenAI.NotFoundError, { code: 'model_not_found' }, { model: 'no-such-model' }),
    'embed-unknown-gemini':
      refused(OpenAI.NotFoundError, { code: 'model_not_found' }, { model: 'gemini-embedding-999' }),
    'embed-claude': bad({ code: 'unsupported_operation' }, { model: CLAUDE }),
  };
}
