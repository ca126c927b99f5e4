"""anthropic-python.py URL MODELS [JOURNEY...]: Anthropic's SDK for Python, on Claude and Gemini; as anthropic-node.mjs."""

import base64
import sys

import anthropic
from anthropic import Anthropic, AsyncAnthropic, beta_async_tool, beta_tool
from common import (
    BOTH, COUNT, COUNTED, OPUS, READY, WEATHER, Skip, bare, both_weathers, check, has, raised, run, same, unforced)
from shapes import RED, TAKEN, TRIP, Trip

settings = {"base_url": sys.argv[1].removesuffix("/v1"), "api_key": "any", "timeout": 30, "max_retries": 0}
client = Anthropic(**settings)
messages = client.messages

TOOL = {
    "name": "get_weather",
    "description": "The weather in a city now.",
    "input_schema": {
        "type": "object",
        "properties": {"city": {"type": "string", "enum": ["Oslo", "Lima"]}},
        "required": ["city"],
    },
}


def user(content):
    return [{"role": "user", "content": content}]


def ask(**request):
    return messages.create(max_tokens=2000, **request)


def accumulate(**request):
    with messages.stream(max_tokens=2000, **request) as stream:
        return stream.get_final_message()


def text(message):
    return "".join(block.text for block in message.content if block.type == "text")


def counted(usage):
    check("usage", usage, usage.input_tokens > 0 and usage.output_tokens > 0, "tokens of both kinds")


def create(model):
    done = ask(model=model, messages=user(READY))
    same("text", text(done), "ready")
    same("kind", (done.type, done.role, done.stop_reason), ("message", "assistant", "end_turn"))
    check("id", done.id, done.id.startswith("msg_"), "msg_...")
    counted(done.usage)


def system(model):
    told = [*user("Hello"), {"role": "assistant", "content": "Hi"}, *user("?")]
    for said in 'Always reply with "pong"', [{"type": "text", "text": 'Always reply with "pong"'}]:
        same("text", text(ask(model=model, system=said, messages=told)), "pong")


def stream(model):
    events = list(messages.create(model=model, max_tokens=2000, messages=user(COUNT), stream=True))
    types = [e.type for e in events]
    same("first, last", (types[0], types[-2:]), ("message_start", ["message_delta", "message_stop"]))
    parts = [e.delta.text for e in events if e.type == "content_block_delta" and e.delta.type == "text_delta"]
    check("parts", len(parts), len(parts) > 5, "many")
    same("text", "".join(parts), COUNTED)
    starts = [e.index for e in events if e.type == "content_block_start"]
    same("blocks", starts, list(range(len(starts))))
    same("blocks closed", [e.index for e in events if e.type == "content_block_stop"], starts)
    same("stop_reason", events[-2].delta.stop_reason, "end_turn")


def stream_helper(model):
    with messages.stream(model=model, max_tokens=2000, messages=user(COUNT)) as stream:
        same("text_stream", "".join(stream.text_stream), COUNTED)
        done = stream.get_final_message()
    same("text", text(done), COUNTED)
    same("stop_reason", done.stop_reason, "end_turn")
    counted(done.usage)
    plain = ask(model=model, messages=user(COUNT)).usage
    same("usage, streamed as plain", (done.usage.input_tokens, done.usage.output_tokens),
         (plain.input_tokens, plain.output_tokens))


async def stream_async(model):
    async with AsyncAnthropic(**settings) as client:
        async with client.messages.stream(model=model, max_tokens=2000, messages=user(COUNT)) as stream:
            same("text", await stream.get_final_text(), COUNTED)


def thoughts(model):
    """Thinking as the model takes it; its text is asked for where it is not the rule."""
    if bare(model) == OPUS:
        return {"thinking": {"type": "adaptive", "display": "summarized"}}
    return {"thinking": {"type": "enabled", "budget_tokens": 1024}}


def tool_loop(ask, thinks=False):
    def journey(model):
        more = thoughts(model) if thinks else {}
        turn = user(BOTH)
        first = ask(model=model, messages=turn, tools=[TOOL], **more)
        same("stop_reason", first.stop_reason, "tool_use")
        calls = [block for block in first.content if block.type == "tool_use"]
        same("called", [(c.name, c.input) for c in calls],
             [("get_weather", {"city": "Oslo"}), ("get_weather", {"city": "Lima"})])
        same("distinct ids", len({c.id for c in calls if c.id}), 2)
        results = [{"type": "tool_result", "tool_use_id": c.id, "content": WEATHER[c.input["city"]]} for c in calls]
        turn += [{"role": "assistant", "content": first.content}, {"role": "user", "content": results[::-1]}]
        done = ask(model=model, messages=turn, tools=[TOOL], **more)
        both_weathers(text(done))
        same("stop_reason", done.stop_reason, "end_turn")
    return journey


def tool_forced(model):
    unforced(model)
    for choice in {"type": "any"}, {"type": "tool", "name": "get_weather"}:
        done = ask(model=model, messages=user("Lima, please"), tools=[TOOL], tool_choice=choice)
        same("called", [b.input for b in done.content if b.type == "tool_use"], [{"city": "Lima"}])


def tool_error(model):
    turn = user("What is the weather in Oslo?")
    first = ask(model=model, messages=turn, tools=[TOOL])
    call, = [block for block in first.content if block.type == "tool_use"]
    turn += [{"role": "assistant", "content": first.content}, {"role": "user", "content": [
        {"type": "tool_result", "tool_use_id": call.id, "is_error": True, "content": "no station answers"}]}]
    has("text", text(ask(model=model, messages=turn, tools=[TOOL])), "no station answers")


@beta_tool
def get_weather(city: str) -> str:
    """The weather in a city now: Oslo or Lima.

    Args:
        city: The city
    """
    return WEATHER[city]


@beta_async_tool
async def get_weather_async(city: str) -> str:
    """The weather in a city now: Oslo or Lima.

    Args:
        city: The city
    """
    return WEATHER[city]


def runner_request(model, tool=get_weather):
    return {"model": model, "max_tokens": 2000, "tools": [tool], "messages": user("What is the weather in Oslo?")}


def tool_runner(model):
    """A thread is asked for once and refused by name; every turn is then sent whole, without."""
    sent = []

    def note(request, go_on):
        response = go_on(request)
        thread = request.json.get("thread")
        sent.append((bool(thread), len(request.json["messages"]), response.status_code))
        return response

    replies = list(client.with_middleware(note).beta.messages.tool_runner(**runner_request(model)))
    same("stop_reasons", [r.stop_reason for r in replies], ["tool_use", "end_turn"])
    has("text", text(replies[-1]), WEATHER["Oslo"])
    same("thread, messages, status", sent, [(True, 1, 400), (False, 1, 200), (False, 3, 200)])


def tool_runner_streamed(model):
    runner = client.beta.messages.tool_runner(**runner_request(model), stream=True)
    replies = []
    for stream in runner:
        parts = "".join(e.delta.text for e in stream if e.type == "content_block_delta" and e.delta.type == "text_delta")
        replies.append((parts, stream.get_final_message()))
    same("stop_reasons", [r.stop_reason for _, r in replies], ["tool_use", "end_turn"])
    has("text", replies[-1][0], WEATHER["Oslo"])
    same("parts", replies[-1][0], text(replies[-1][1]))


def tool_runner_unthreaded(model):
    done = client.beta.messages.tool_runner(**runner_request(model), thread=False).until_done()
    has("text", text(done), WEATHER["Oslo"])


async def tool_runner_async(model):
    async with AsyncAnthropic(**settings) as client:
        done = await client.beta.messages.tool_runner(**runner_request(model, get_weather_async)).until_done()
        has("text", text(done), WEATHER["Oslo"])


def thread_refused(model):
    """What the runner lives on: an error that the SDK knows by its code."""
    error = raised(anthropic.BadRequestError, lambda: client.beta.messages.create(
        model=model, max_tokens=50, messages=user("Hello"), thread={"type": "create"},
        betas=["message-threads-2026-08-12"]))
    same("details", error.body["error"]["details"],
         {"error_code": "thread_unsupported_request", "unsupported": ["thread"]})


def parse(model):
    done = messages.parse(model=model, max_tokens=2000, messages=user(TRIP), output_format=Trip)
    same("parsed", done.parsed_output, TAKEN)
    with messages.stream(model=model, max_tokens=2000, messages=user(TRIP), output_format=Trip) as stream:
        same("streamed", stream.get_final_message().parsed_output, TAKEN)


def image(model):
    picture = {"type": "base64", "media_type": "image/png", "data": base64.b64encode(RED).decode()}
    done = ask(model=model, messages=user([{"type": "image", "source": picture}, {"type": "text", "text": "Which colour?"}]))
    same("text", text(done), "red")


def stops(model):
    done = ask(model=model, messages=user("Count from 1 to 9"), stop_sequences=[", 4"])
    same("stop", (text(done), done.stop_reason, done.stop_sequence), ("1, 2, 3", "stop_sequence", ", 4"))
    cut = messages.create(model=model, max_tokens=8, messages=user(COUNT))
    same("stop_reason", cut.stop_reason, "max_tokens")


def thinking(model):
    for ask_it in ask, accumulate:
        done = ask_it(model=model, messages=user(READY), **thoughts(model))
        same("types", [block.type for block in done.content], ["thinking", "text"])
        check("thinking", done.content[0], done.content[0].signature, "signed")
        check("thinking", done.content[0], done.content[0].thinking, "a text")
        same("text", text(done), "ready")


def count_tokens(model):
    short = messages.count_tokens(model=model, messages=user("Hello")).input_tokens
    long = messages.count_tokens(model=model, messages=user(COUNT * 10), system="Be brief.", tools=[TOOL]).input_tokens
    check("tokens", (short, long), 0 < short < long, "more for more")
    same("as billed", messages.count_tokens(model=model, messages=user(READY)).input_tokens,
         ask(model=model, messages=user(READY)).usage.input_tokens)
    same("beta", client.beta.messages.count_tokens(model=model, messages=user("Hello")).input_tokens, short)


def models(model):
    listed = {m.id: m for m in client.models.list()}
    check("ids", list(listed), bare(model) in listed, bare(model))
    same("type", {m.type for m in listed.values()}, {"model"})
    one = client.models.retrieve(bare(model))
    same("one", (one.id, one.display_name), (bare(model), listed[bare(model)].display_name))
    raised(anthropic.NotFoundError, lambda: client.models.retrieve("no-such-model"))


def error_404(model):
    for call in ask, accumulate:
        error = raised(anthropic.NotFoundError, lambda: call(model="no-such-model", messages=user("Hello")))
        same("type", (error.body["type"], error.body["error"]["type"]), ("error", "not_found_error"))
        has("message", error.body["error"]["message"], "no-such-model")
        check("request_id", error.request_id, error.request_id, "an id")


def error_400(model):
    for call in ask, accumulate:
        error = raised(anthropic.BadRequestError, lambda: call(
            model=model, messages=user("Hello"), extra_body={"temperature": 3}))
        same("type", error.body["error"]["type"], "invalid_request_error")
        has("message", error.body["error"]["message"], "temperature")
    lone = [{"type": "tool_result", "tool_use_id": "toolu_none", "content": "x"}]
    error = raised(anthropic.BadRequestError, lambda: ask(model=model, messages=user(lone)))
    has("message", error.body["error"]["message"], "toolu_none")


run("anthropic-python", f"anthropic {anthropic.__version__}", {
    "create": create,
    "system": system,
    "stream": stream,
    "stream-helper": stream_helper,
    "stream-async": stream_async,
    "tool-loop": tool_loop(ask),
    "tool-loop-streamed": tool_loop(accumulate),
    "tool-loop-thinking": tool_loop(ask, thinks=True),
    "tool-loop-thinking-streamed": tool_loop(accumulate, thinks=True),
    "tool-forced": tool_forced,
    "tool-error": tool_error,
    "tool-runner": tool_runner,
    "tool-runner-streamed": tool_runner_streamed,
    "tool-runner-unthreaded": tool_runner_unthreaded,
    "tool-runner-async": tool_runner_async,
    "thread-refused": thread_refused,
    "parse": parse,
    "image": image,
    "stops": stops,
    "thinking": thinking,
    "count-tokens": count_tokens,
    "models": models,
    "error-404": error_404,
    "error-400": error_400,
})
