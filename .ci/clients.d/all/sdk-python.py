"""sdk-python.py URL MODELS [JOURNEY...]: the official Python SDK; the same journeys as sdk-node.mjs.

Most stand in cases.json; each of those is asked plain and streamed, and both must answer alike.
"""

import asyncio
import base64
import json
import pathlib
import sys
from dataclasses import dataclass, field
from enum import Enum

import openai
from common import (
    BOTH, COUNT, COUNTED, READY, WEATHER, Skip, bare, both_weathers, check, has, of, only, run, same)
from embeddings import journeys_of as embedding_journeys_of
from openai import AsyncOpenAI, OpenAI
from pydantic import BaseModel

here = pathlib.Path(__file__).parent
url = sys.argv[1]
settings = {"base_url": url, "api_key": "any", "timeout": 60, "max_retries": 0}
client = OpenAI(**settings)
completions = client.chat.completions
book = json.loads((here / "cases.json").read_text())
shared = book["shared"]
jpeg = base64.b64encode(pathlib.Path("conformance-suite/src/main/resources/com/brievio/conformance/probe/red.jpg").read_bytes())
shared["$red.jpeg"] = "data:image/jpeg;base64," + jpeg.decode()
shared["$red.jpg"] = "data:image/jpg;base64," + jpeg.decode()
KINDS = {400: openai.BadRequestError, 404: openai.NotFoundError}


def user(content):
    return [{"role": "user", "content": content}]


def fill(value):
    """Replaces names such as "$weather" by what is shared under them."""
    if isinstance(value, str):
        return fill(shared[value]) if value in shared else value
    if isinstance(value, list):
        return [fill(v) for v in value]
    if isinstance(value, dict):
        return {k: fill(v) for k, v in value.items()}
    return value


@dataclass
class Answer:
    text: str = ""
    finish: str = ""
    calls: list = field(default_factory=list)
    function_call: list = None
    usage: object = None
    headers: object = None


def plain(request):
    raw = completions.with_raw_response.create(**request)
    done = raw.parse()
    same("choices", [c.index for c in done.choices], [0])
    message = done.choices[0].message
    calls = [[c.function.name, json.loads(c.function.arguments)] for c in message.tool_calls or []]
    legacy = message.function_call and [message.function_call.name, json.loads(message.function_call.arguments)]
    if not calls and not legacy:
        check("content", message.content, isinstance(message.content, str), "a string")
    return Answer(message.content or "", done.choices[0].finish_reason, calls, legacy, done.usage, raw.headers)


def streamed(request):
    raw = completions.with_raw_response.create(**request, stream=True, stream_options={"include_usage": True})
    answer = folded(list(raw.parse()))
    answer.headers = raw.headers
    return answer


def folded(chunks):
    """The answer that a stream with usage tells; checks the shape of every chunk on the way."""
    *parts, last = chunks
    same("choices of the last chunk", last.choices, [])
    same("ids, models, times, objects", len({(c.id, c.model, c.created, c.object) for c in chunks}), 1)
    check("usage of chunks", parts, all("usage" in c.model_fields_set and c.usage is None for c in parts), "null")
    deltas = [c.choices[0].delta for c in parts]
    same("roles", [d.role for d in deltas], ["assistant"] + [None] * (len(deltas) - 1))
    finishes = [c.choices[0].finish_reason for c in parts]
    same("finishes before the last", [f for f in finishes[:-1] if f], [])
    calls, legacy = [], None
    for delta in deltas:
        for call in delta.tool_calls or []:
            if call.id:
                same("index", call.index, len(calls))
                calls.append([call.function.name, ""])
            same("name of a later delta", call.id or call.function.name, call.id)
            calls[call.index][1] += call.function.arguments or ""
        if delta.function_call:
            legacy = legacy or [delta.function_call.name, ""]
            legacy[1] += delta.function_call.arguments or ""
    return Answer(
        "".join(d.content or "" for d in deltas), finishes[-1], [[n, json.loads(a)] for n, a in calls],
        legacy and [legacy[0], json.loads(legacy[1])], last.usage)


def summed(usage):
    check("usage", usage, usage and usage.prompt_tokens > 0 and usage.completion_tokens >= 0, "tokens")
    same("total_tokens", usage.total_tokens, usage.prompt_tokens + usage.completion_tokens)


def expect(case, answer):
    calls, legacy = case.get("calls", []), case.get("function_call")
    same("calls", answer.calls, calls)
    same("function_call", answer.function_call, legacy)
    if "text" in case:
        same("text", answer.text, case["text"])
    if "json" in case:
        same("json", json.loads(answer.text), case["json"])
    same("finish_reason", answer.finish,
         case.get("finish", "tool_calls" if calls else "function_call" if legacy else "stop"))
    summed(answer.usage)
    if "tokens" in case:
        same("completion_tokens", answer.usage.completion_tokens, case["tokens"])
    header = answer.headers.get("x-brievio-ignored", "")
    same("ignored", sorted(header.split(", ") if header else []), sorted(case.get("ignored", [])))
    has("x-request-id", answer.headers.get("x-request-id"), "req_")


def refused(expected, ask, request):
    try:
        seen = ask(request)
    except openai.APIStatusError as e:
        seen = e
    check("error", seen, isinstance(seen, KINDS[expected["status"]]), expected)
    same("code and param", [seen.code, seen.param], [expected["code"], expected.get("param")])
    same("type", seen.type, "invalid_request_error")
    has("message", seen.message, expected.get("says", ""))
    has("request_id", seen.request_id, "req_")


def journey_of(case):
    def journey(model):
        wanted = dict(case)
        for whose, other in case.get("on", {}).items():
            if of(model, whose):
                wanted |= fill(other)
        wanted = fill(wanted)
        if "skip" in wanted:
            raise Skip(wanted["skip"])
        request = {"model": wanted.get("model", model), **wanted.get("with", {}),
                   "messages": wanted["messages"] if "messages" in wanted else user(wanted["user"])}
        if "extra" in wanted:
            request["extra_body"] = wanted["extra"]
        if wanted.get("error"):
            refused(wanted["error"], plain, request)
            refused(wanted["error"], streamed, request)
            return
        answers = plain(request), streamed(request)
        for answer in answers:
            expect(wanted, answer)
        same("usage, streamed as plain", *[(a.usage.prompt_tokens, a.usage.completion_tokens) for a in answers])
    return journey


def stream_with_usage(model):
    answer = streamed({"model": model, "messages": user(COUNT)})
    same("text", answer.text, COUNTED)
    summed(answer.usage)


def stream_without_usage(model):
    chunks = list(completions.create(model=model, messages=user(COUNT), stream=True))
    same("chunks with the key usage", [c for c in chunks if "usage" in c.model_fields_set], [])
    same("chunks without choices", [c for c in chunks if not c.choices], [])
    parts = [c.choices[0].delta.content for c in chunks if c.choices[0].delta.content]
    same("text", "".join(parts), COUNTED)
    check("chunks with text", len(parts), len(parts) > 5, "many")


def stream_helper(model):
    events = []
    with completions.stream(model=model, messages=user(COUNT), stream_options={"include_usage": True}) as stream:
        for event in stream:
            events.append(event.type)
        done = stream.get_final_completion()
    same("text", done.choices[0].message.content, COUNTED)
    same("finish_reason", done.choices[0].finish_reason, "stop")
    check("events", events, "content.delta" in events and "content.done" in events, "content.delta, content.done")
    summed(done.usage)


def stream_options_without_stream(model):
    refused({"status": 400, "code": "invalid_value", "param": "stream_options"}, plain,
            {"model": model, "messages": user(READY), "stream_options": {"include_usage": True}})


def stream_tool_deltas(model):
    chunks = list(completions.create(model=model, messages=user(BOTH), tools=[fill("$weather")], stream=True))
    deltas = [t for c in chunks for t in c.choices[0].delta.tool_calls or []]
    same("indexes that begin", [d.index for d in deltas if d.id], [0, 1])
    same("types that begin", [d.type for d in deltas if d.id], ["function"] * 2)
    arguments = ["".join(d.function.arguments for d in deltas if d.index == i) for i in (0, 1)]
    same("arguments", [json.loads(a) for a in arguments], [{"city": "Oslo"}, {"city": "Lima"}])
    if of(model, "claude vertex/gemini-3"):  # elsewhere Gemini's calls come whole
        check("fragments", deltas, len(deltas) > 2, "more than the calls")


def n_two(model):
    request = {"model": model, "messages": user(READY), "n": 2}
    if not of(model, "gemini-2.5"):
        for ask in plain, streamed:
            refused({"status": 400, "code": "unsupported_value", "param": "n"}, ask, request)
        return
    two_choices(request, "ready")
    # More stops than Gemini takes.
    two_choices(request | {"messages": user(fill("$count")), "stop": ["a!", "b!", "c!", "d!", "e!", ", 4"]}, "1, 2, 3")


def two_choices(request, text):
    done = completions.create(**request)
    same("choices", [(c.index, c.message.content, c.finish_reason) for c in done.choices],
         [(0, text, "stop"), (1, text, "stop")])
    summed(done.usage)
    *chunks, last = completions.create(**request, stream=True, stream_options={"include_usage": True})
    same("choices of the last chunk", last.choices, [])
    summed(last.usage)
    for index in 0, 1:
        parts = [c for chunk in chunks for c in chunk.choices if c.index == index]
        same("role", [c.delta.role for c in parts if c.delta.role], ["assistant"])
        same("streamed", "".join(c.delta.content or "" for c in parts), text)
        same("finish", [c.finish_reason for c in parts if c.finish_reason], ["stop"])


def logprobs(model):
    request = {"model": model, "messages": user(READY), "logprobs": True, "top_logprobs": 2}
    if of(model, "claude"):
        for ask in plain, streamed:
            refused({"status": 400, "code": "unsupported_parameter", "param": "logprobs"}, ask, request)
        return
    try:
        done = completions.create(**request)
    except openai.BadRequestError as e:
        if of(model, "gemini-2.5"):
            raise
        has("message", e.message, "ogprobs")
        return
    tokens = done.choices[0].logprobs.content
    same("text of the tokens", "".join(t.token for t in tokens), "ready")
    for token in tokens:
        check("token", token, token.logprob <= 0 and bytes(token.bytes).decode() == token.token, "logprob and bytes")
        check("top_logprobs", token, 1 <= len(token.top_logprobs) <= 2, "one or two")
    chunks = [c.choices[0] for c in completions.create(**request, stream=True)]
    same("streamed", "".join(c.delta.content or "" for c in chunks), "ready")
    told = [t.token for c in chunks if c.logprobs for t in c.logprobs.content or []]
    same("text of the streamed tokens", "".join(told), "ready")


def asked(**request):
    return completions.create(**request)


def asked_by_stream(**request):
    with completions.stream(**request) as stream:
        return stream.get_final_completion()


def loop(model, ask, **more):
    messages = user(BOTH)
    message = ask(model=model, messages=messages, tools=[fill("$weather")], **more).choices[0].message
    calls = message.tool_calls or []
    same("called", [json.loads(c.function.arguments) for c in calls], [{"city": "Oslo"}, {"city": "Lima"}])
    same("distinct ids", len({c.id for c in calls}), 2)
    check("ids", calls, all(len(c.id) <= 40 and c.id.replace("_", "").isalnum() for c in calls), "short and plain")
    messages.append({"role": "assistant", "content": message.content, "tool_calls": [
        {"id": c.id, "type": "function", "function": {"name": c.function.name, "arguments": c.function.arguments}}
        for c in calls]})
    for call in reversed(calls):
        city = json.loads(call.function.arguments)["city"]
        messages.append({"role": "tool", "tool_call_id": call.id, "content": WEATHER[city]})
    done = ask(model=model, messages=messages, tools=[fill("$weather")], **more).choices[0]
    same("finish_reason", done.finish_reason, "stop")
    both_weathers(done.message.content)
    return messages


def tool_loop(model):
    loop(model, asked)


def tool_loop_streamed(model):
    loop(model, asked_by_stream)


def tool_loop_twice(model):
    messages = loop(model, asked)
    messages += [{"role": "assistant", "content": "There."}, *user("Weather in Lima again, please.")]
    calls = asked(model=model, messages=messages, tools=[fill("$weather")]).choices[0].message.tool_calls
    same("called", [json.loads(c.function.arguments) for c in calls], [{"city": "Lima"}])


def tool_helper(model):
    class Booking(BaseModel):
        """Books a table."""
        city: str
        guests: int
    done = completions.parse(model=model, messages=user("Please do a booking for 4 in Oslo"),
                             tools=[openai.pydantic_function_tool(Booking, name="booking")])
    same("parsed", done.choices[0].message.tool_calls[0].function.parsed_arguments, Booking(city="Oslo", guests=4))


class By(Enum):
    BUS = "bus"
    TRAIN = "train"


class Leg(BaseModel):
    to: str
    by: By


class Trip(BaseModel):
    legs: list[Leg]
    travellers: int
    note: str | None


TRIP = "A trip for 3 to see the city of Oslo by train"
TAKEN = Trip(legs=[Leg(to="Oslo", by=By.TRAIN)], travellers=3, note="Oslo")


def parse(model):
    done = completions.parse(model=model, messages=user(TRIP), response_format=Trip)
    same("parsed", done.choices[0].message.parsed, TAKEN)


def parse_streamed(model):
    done = asked_by_stream(model=model, messages=user(TRIP), response_format=Trip)
    same("parsed", done.choices[0].message.parsed, TAKEN)


def parse_cut(model):
    try:
        completions.parse(model=model, messages=user(TRIP), response_format=Trip, max_tokens=3)
    except openai.LengthFinishReasonError as e:
        same("finish_reason", e.completion.choices[0].finish_reason, "length")
        return
    raise AssertionError("expected LengthFinishReasonError")


def long_answer(model):
    """More than the 4096 tokens that some put where the client gives no limit."""
    only(model, "claude-haiku-4-5 gemini-2.5-flash", "one model is enough")
    text = streamed({"model": model, "messages": user("Write the integers from 1 to 2200, one per line.")}).text
    same("lines", text, "\n".join(str(i) for i in range(1, 2201)))


def long_conversation(model):
    messages = user("My code is Z-9")
    for i in range(60):
        messages += [{"role": "assistant", "content": f"Noted {i}."}, *user(f"Fact {i}: water is wet.")]
    answer = plain({"model": model, "messages": messages + user("What is my code?")})
    same("text", answer.text, "Your code is Z-9.")


def big_arguments(model):
    text = "The larder holds tea. " * 150
    answer = streamed({"model": model, "messages": user("Save a note: " + text), "tools": [fill("$note")]})
    same("calls", answer.calls, [["save_note", {"text": text.strip()}]])


def blocks_of(model, what, extras):
    """Claude's signed blocks; Gemini has none, it signs calls."""
    blocks = [b for e in extras for b in e.get("thinking_blocks") or []]
    if of(model, "gemini"):
        same(what, blocks, [])
    else:
        check(what, blocks, blocks and all(b.get("signature") for b in blocks), "signed blocks")


def reasoning(effort):
    def journey(model):
        request = {"model": model, "messages": user(READY), "reasoning_effort": effort}
        done = completions.create(**request)
        message = done.choices[0].message
        same("content", message.content, "ready")
        extra = message.model_extra or {}
        check("reasoning_content", extra, extra.get("reasoning_content"), "text")
        blocks_of(model, "thinking_blocks", [extra])
        if of(model, "gemini"):
            spent = done.usage.completion_tokens_details.reasoning_tokens
            check("reasoning_tokens", done.usage, 0 < spent < done.usage.completion_tokens, "some")
        summed(done.usage)
        chunks = [c.choices[0] for c in completions.create(**request, stream=True)]
        same("streamed content", "".join(c.delta.content or "" for c in chunks), "ready")
        extras = [c.delta.model_extra or {} for c in chunks]
        text = "".join(e.get("reasoning_content") or "" for e in extras)
        check("streamed reasoning_content", text, text, "text")
        blocks_of(model, "streamed thinking_blocks", extras)
    return journey


def usage_details(model):
    only(model, "gemini", "Claude tells no count of its thinking")
    for answer in plain({"model": model, "messages": user(READY)}), streamed({"model": model, "messages": user(READY)}):
        details = answer.usage.completion_tokens_details
        check("reasoning_tokens", details, details and isinstance(details.reasoning_tokens, int), "a count")
        details = answer.usage.prompt_tokens_details
        check("cached_tokens", details, details and isinstance(details.cached_tokens, int), "a count")
        summed(answer.usage)


def reasoning_tool_loop(model):
    """The client drops the thinking; the loop must finish all the same."""
    first = completions.create(model=model, messages=user(BOTH), tools=[fill("$weather")], reasoning_effort="low")
    extra = first.choices[0].message.model_extra or {}
    check("reasoning_content", extra, extra.get("reasoning_content"), "text")
    loop(model, asked, reasoning_effort="low")
    loop(model, asked_by_stream, reasoning_effort="low")


def reasoning_handed_back(model):
    """The client hands the message back as it came, thinking and all."""
    request = {"model": model, "tools": [fill("$weather")], "reasoning_effort": "high"}
    messages = user(BOTH)
    message = completions.create(messages=messages, **request).choices[0].message
    messages.append(message.model_dump(exclude_unset=True))
    blocks_of(model, "thinking_blocks", messages[-1:])
    check("reasoning_content", messages[-1], messages[-1].get("reasoning_content"), "text")
    for call in message.tool_calls:
        city = json.loads(call.function.arguments)["city"]
        messages.append({"role": "tool", "tool_call_id": call.id, "content": WEATHER[city]})
    both_weathers(completions.create(messages=messages, **request).choices[0].message.content)


def signatures(calls):
    """The thought signatures on tool calls; Google's own layer puts them there."""
    extras = [(c.model_extra or {}).get("extra_content") for c in calls]
    return [e["google"]["thought_signature"] if e else None for e in extras]


def signature_handed_back(model):
    """Gemini 3 signs the first call of a step; a client may hand that back, streamed or not."""
    request = {"model": model, "tools": [fill("$weather")]}
    message = completions.create(messages=user(BOTH), **request).choices[0].message
    stream = completions.create(messages=user(BOTH), stream=True, **request)
    begun = [t for c in stream for t in c.choices[0].delta.tool_calls or [] if t.id]
    for calls in message.tool_calls, begun:
        if of(model, "gemini-3"):
            same("signed", [bool(s) for s in signatures(calls)], [True, False])
        elif of(model, "claude"):
            same("signed", signatures(calls), [None, None])
    messages = [*user(BOTH), message.model_dump(exclude_unset=True)]
    for call in message.tool_calls:
        city = json.loads(call.function.arguments)["city"]
        messages.append({"role": "tool", "tool_call_id": call.id, "content": WEATHER[city]})
    both_weathers(completions.create(messages=messages, **request).choices[0].message.content)


def signature_dropped(model):
    """Two steps in one turn, and the client drops what signs them."""
    request = {"model": model, "tools": [fill("$weather"), fill("$note")]}
    messages = user("Get the weather of Lima, then decide")
    call = completions.create(messages=messages, **request).choices[0].message.tool_calls[0]
    for name, arguments, id in (
            (call.function.name, call.function.arguments, call.id), ("save_note", '{"text":"haze"}', "call_other")):
        messages.append({"role": "assistant", "content": None, "tool_calls": [
            {"id": id, "type": "function", "function": {"name": name, "arguments": arguments}}]})
        messages.append({"role": "tool", "tool_call_id": id, "content": f"done {name}"})
    has("content", completions.create(messages=messages, **request).choices[0].message.content, "done save_note")


def cache(model):
    only(model, "claude", "Gemini caches as it likes")
    prefix = f"Catalogue of {model}, Python. " + "A kettle and a brush were listed here. " * 800
    request = {"model": model, "messages": [{"role": "system", "content": prefix}, *user(READY)]}
    first, second = plain(request), plain(request)
    same("first cached_tokens", first.usage.prompt_tokens_details.cached_tokens, 0)
    cached = second.usage.prompt_tokens_details.cached_tokens
    check("second cached_tokens", cached, 0 < cached <= second.usage.prompt_tokens, "some")
    same("prompt_tokens", first.usage.prompt_tokens, second.usage.prompt_tokens)
    summed(second.usage)


def request_id(model):
    done = completions.create(model=model, messages=user(READY))
    check("request id", done._request_id, (done._request_id or "").startswith("req_"), "req_...")
    check("completion id", done.id, done.id.startswith("chatcmpl-"), "chatcmpl-...")
    same("object", done.object, "chat.completion")


def headers(model):
    raw = completions.with_raw_response.create(model=model, messages=user(READY))
    has("content-type", raw.headers["content-type"], "application/json")
    check("openai-processing-ms", raw.headers, raw.headers["openai-processing-ms"].isdigit(), "a number")
    with completions.with_streaming_response.create(model=model, messages=user(READY), stream=True) as raw:
        has("content-type", raw.headers["content-type"], "text/event-stream")
        lines = [line for line in raw.iter_lines() if line]
    same("last line", lines[-1], "data: [DONE]")
    same("odd lines", [line for line in lines if not line.startswith(("data: ", ": "))], [])


def models_list(model):
    ids = [m.id for m in client.models.list()]
    check("models", ids, bare(model) in "\n".join(ids) and len(ids) == len(set(ids)), "the model, and each once")


def models_retrieve(model):
    listed = next(m.id for m in client.models.list() if bare(model) in m.id)
    same("id", client.models.retrieve(listed).id, listed)
    refused({"status": 404, "code": "model_not_found"}, client.models.retrieve, "no-such-model")


async def eight_at_once(model):
    async with AsyncOpenAI(**settings) as other:
        async def one(i):
            stream = await other.chat.completions.create(
                model=model, messages=user(f"Reply with exactly one word: number-{i}"), stream=i % 2 == 0)
            if i % 2:
                return stream.choices[0].message.content
            return "".join([c.choices[0].delta.content or "" async for c in stream])
        answers = await asyncio.gather(*[one(i) for i in range(8)])
    same("answers", answers, [f"number-{i}" for i in range(8)])


def abort(model):
    for _ in range(3):
        with completions.create(model=model, messages=user(COUNT), stream=True) as stream:
            for _, _ in zip(range(3), stream):
                pass
    same("text", plain({"model": model, "messages": user(READY)}).text, "ready")


def client_timeout(model):
    try:
        client.with_options(timeout=0.2).chat.completions.create(
            model=model, messages=user("Write the integers from 1 to 900, one per line."))
    except openai.APITimeoutError:
        same("text", plain({"model": model, "messages": user(READY)}).text, "ready")
        return
    raise AssertionError("expected APITimeoutError")


journeys = {case["name"]: journey_of(case) for case in book["cases"]} | {
    "stream-with-usage": stream_with_usage,
    "stream-without-usage": stream_without_usage,
    "stream-helper": stream_helper,
    "stream-options-without-stream": stream_options_without_stream,
    "stream-tool-deltas": stream_tool_deltas,
    "n-two": n_two,
    "logprobs": logprobs,
    "usage-details": usage_details,
    "signature-handed-back": signature_handed_back,
    "signature-dropped": signature_dropped,
    "tool-loop": tool_loop,
    "tool-loop-streamed": tool_loop_streamed,
    "tool-loop-twice": tool_loop_twice,
    "tool-helper": tool_helper,
    "parse": parse,
    "parse-streamed": parse_streamed,
    "parse-cut": parse_cut,
    "long-answer": long_answer,
    "long-conversation": long_conversation,
    "big-arguments": big_arguments,
    "reasoning-low": reasoning("low"),
    "reasoning-high": reasoning("high"),
    "reasoning-tool-loop": reasoning_tool_loop,
    "reasoning-handed-back": reasoning_handed_back,
    "cache": cache,
    "request-id": request_id,
    "headers": headers,
    "models-list": models_list,
    "models-retrieve": models_retrieve,
    "eight-at-once": eight_at_once,
    "abort": abort,
    "client-timeout": client_timeout,
}
run("sdk-python", f"openai {openai.__version__}", journeys, embedding_journeys_of(client))
