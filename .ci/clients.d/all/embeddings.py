"""The embeddings of the official Python SDK; the same journeys as embeddings.mjs."""

import base64
import struct

import openai
from common import check, has, near, normed, same

TEA, RAIL = "The larder holds tea.", "A train leaves at noon."
CLAUDE = "claude-sonnet-4-6"


def counted(done):
    usage = done.usage
    check("usage", usage, usage and isinstance(usage.prompt_tokens, int) and usage.prompt_tokens >= 0, "tokens")
    same("total_tokens", usage.total_tokens, usage.prompt_tokens)


def journeys_of(client):
    create = client.embeddings.create

    def one(model):
        done = create(model=model, input=TEA)
        same("object, indexes", [done.object, [(d.object, d.index) for d in done.data]], ["list", [("embedding", 0)]])
        vector = done.data[0].embedding
        check("values", vector[:3], len(vector) >= 256 and all(isinstance(x, float) for x in vector), "numbers")
        normed("vector", vector)
        check("model", done.model, "gemini-embedding-001" in done.model, "gemini-embedding-001")
        counted(done)

    def three(model):
        done = create(model=model, input=[TEA, RAIL, TEA])
        same("indexes", [d.index for d in done.data], [0, 1, 2])
        first, second, third = (d.embedding for d in done.data)
        near("equal texts", first, third)
        check("other text", second[:3], first != second, "other numbers")
        near("alone", create(model=model, input=RAIL).data[0].embedding, second)
        near("order", create(model=model, input=[RAIL, TEA]).data[0].embedding, second)
        counted(done)

    def many(model):
        texts = [f"Text {i % 7}" for i in range(120)]
        vectors = [d.embedding for d in create(model=model, input=texts, dimensions=256).data]
        same("vectors", len(vectors), 120)
        for i in range(7, 120):
            near(f"text {i}", vectors[i], vectors[i % 7])

    def formats(model):
        default = create(model=model, input=TEA).data[0].embedding  # the SDK asks for base64 and decodes it
        floats = create(model=model, input=TEA, encoding_format="float").data[0].embedding
        coded = create(model=model, input=TEA, encoding_format="base64").data[0].embedding
        check("base64", coded[:9], isinstance(coded, str), "a string")
        raw = base64.b64decode(coded)
        near("float", floats, default)
        near("base64", list(struct.unpack(f"<{len(raw) // 4}f", raw)), default)

    def dimensions(model):
        done = create(model=model, input=[TEA, RAIL], dimensions=256)
        for item in done.data:
            same("values", len(item.embedding), 256)
            normed("vector", item.embedding)
        check("texts", done.data[0].embedding[:3], done.data[0].embedding != done.data[1].embedding, "two vectors")
        floats = create(model=model, input=TEA, dimensions=256, encoding_format="float").data[0].embedding
        near("float", floats, done.data[0].embedding)

    def unicode(model):
        done = create(model=model, input=["Grüße, 日本語, 👩‍👩‍👧 \u2028 \"q\" \\", TEA])
        same("indexes", [d.index for d in done.data], [0, 1])

    def user(model):
        raw = client.embeddings.with_raw_response.create(model=model, input=TEA, user="ann")
        same("ignored", raw.headers.get("x-brievio-ignored"), "user")
        has("x-request-id", raw.headers.get("x-request-id"), "req_")
        counted(raw.parse())

    def refused(kind, code, param="any", **request):
        def journey(model):
            asked = {"model": model, "input": TEA} | request
            try:
                seen = create(**asked)
            except openai.APIStatusError as e:
                seen = e
            check("error", seen, isinstance(seen, kind), kind.__name__)
            same("type", seen.type, "invalid_request_error")
            if code:
                same("code", seen.code, code)
            if param != "any":
                same("param", seen.param, param)
            has("request_id", seen.request_id, "req_")
        return journey

    return {
        "embed-one": one,
        "embed-three": three,
        "embed-many": many,
        "embed-formats": formats,
        "embed-dimensions": dimensions,
        "embed-unicode": unicode,
        "embed-user": user,
        "embed-tokens": refused(openai.BadRequestError, None, "input", input=[1, 2, 3]),
        "embed-token-lists": refused(openai.BadRequestError, None, "input", input=[[1, 2], [3]]),
        "embed-empty-string": refused(openai.BadRequestError, None, input=""),
        "embed-empty-list": refused(openai.BadRequestError, None, "input", input=[]),
        "embed-empty-among": refused(openai.BadRequestError, None, input=[TEA, ""]),
        "embed-format-unknown": refused(openai.BadRequestError, None, "encoding_format", encoding_format="hex"),
        "embed-dimensions-zero": refused(openai.BadRequestError, None, "dimensions", dimensions=0),
        "embed-unknown-model": refused(openai.NotFoundError, "model_not_found", model="no-such-model"),
        "embed-unknown-gemini": refused(openai.NotFoundError, "model_not_found", model="gemini-embedding-999"),
        "embed-claude": refused(openai.BadRequestError, "unsupported_operation", model=CLAUDE),
    }
