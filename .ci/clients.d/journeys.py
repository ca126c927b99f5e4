"""journeys.py URL MODELS JOURNEYS: the journeys with the official Python SDK; the same as journeys.mjs."""

import base64
import faulthandler
import json
import struct
import sys
import zlib

import openai
from openai import OpenAI
from pydantic import BaseModel

faulthandler.dump_traceback_later(300, exit=True)
url, models, journeys = sys.argv[1], sys.argv[2].split(), sys.argv[3].split()
client = OpenAI(base_url=url, api_key="any", timeout=30, max_retries=0)

COUNT = "Write the integers from 1 to 30, one per line, digits only."
COUNTED = "\n".join(str(i) for i in range(1, 31))
WEATHER = {"Oslo": "4 degrees, sleet", "Lima": "19 degrees, haze"}
TOOLS = [{
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather in a city now.",
        "strict": True,
        "parameters": {
            "type": "object",
            "properties": {"city": {"type": "string", "enum": ["Oslo", "Lima"]}},
            "required": ["city"],
            "additionalProperties": False,
        },
    },
}]


class City(BaseModel):
    name: str
    population: int


def user(content):
    return [{"role": "user", "content": content}]


def check(what, seen, holds, expected):
    if not holds:
        raise AssertionError(f"{what}: expected {expected!r}, saw {seen!r}")


def same(what, seen, expected):
    check(what, seen, seen == expected, expected)


def has(what, seen, part):
    check(what, seen, part in (seen or ""), f"...{part}...")


def summed(usage):
    check("usage", usage, usage and usage.prompt_tokens > 0 and usage.completion_tokens > 0, "tokens of both kinds")
    same("total_tokens", usage.total_tokens, usage.prompt_tokens + usage.completion_tokens)


def create(**request):
    return client.chat.completions.create(**request)


def accumulate(**request):
    with client.chat.completions.stream(**request) as stream:
        return stream.get_final_completion()


def chat(model):
    done = create(model=model, messages=user("Reply with exactly one word: ready"))
    same("content", done.choices[0].message.content, "ready")
    same("finish_reason", done.choices[0].finish_reason, "stop")
    summed(done.usage)


def streaming(model):
    chunks = list(create(model=model, messages=user(COUNT), stream=True, stream_options={"include_usage": True}))
    choices = [c.choices[0] for c in chunks if c.choices]
    parts = [c.delta.content for c in choices if c.delta.content]
    same("text", "".join(parts), COUNTED)
    check("chunks with text", len(parts), len(parts) > 1, "several")
    same("finish reasons", [c.finish_reason for c in choices if c.finish_reason], ["stop"])
    usages = [c.usage for c in chunks if c.usage]
    same("chunks with usage", len(usages), 1)
    summed(usages[0])
    check("last chunk", chunks[-1], chunks[-1].usage and not chunks[-1].choices, "usage, no choices")


def streaming_helper(model):
    done = accumulate(model=model, messages=user(COUNT), stream_options={"include_usage": True})
    same("text", done.choices[0].message.content, COUNTED)
    same("finish_reason", done.choices[0].finish_reason, "stop")
    summed(done.usage)


def round_trip(model, ask):
    messages = user("Get the weather for Oslo and for Lima, both in this turn.")
    choice = ask(model=model, messages=messages, tools=TOOLS, tool_choice="required").choices[0]
    same("finish_reason", choice.finish_reason, "tool_calls")
    calls = choice.message.tool_calls or []
    same("called", [c.function.name for c in calls], ["get_weather"] * 2)
    cities = [json.loads(c.function.arguments)["city"] for c in calls]
    same("cities", sorted(cities), ["Lima", "Oslo"])
    same("distinct ids", len({c.id for c in calls if c.id}), 2)
    messages.append(choice.message)
    for call, city in zip(calls, cities):
        messages.append({"role": "tool", "tool_call_id": call.id, "content": WEATHER[city]})
    choice = ask(model=model, messages=messages, tools=TOOLS).choices[0]
    same("finish_reason", choice.finish_reason, "stop")
    for weather in WEATHER.values():
        has("answer", choice.message.content, weather)


def tools(model):
    round_trip(model, create)


def tools_streamed(model):
    round_trip(model, accumulate)


def red_png(side=64):
    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    rows = (b"\0" + b"\xff\0\0" * side) * side
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def image(model):
    picture = "data:image/png;base64," + base64.b64encode(red_png()).decode()
    done = create(model=model, messages=user([
        {"type": "text", "text": "One word: which colour fills this picture?"},
        {"type": "image_url", "image_url": {"url": picture}},
    ]))
    has("answer", (done.choices[0].message.content or "").lower(), "red")


def json_mode(model):
    request = {
        "model": model,
        "messages": user("Explain in prose what JSON is, then show an example with keys a and b."),
        "response_format": {"type": "json_object"},
    }
    plain = create(**request).choices[0].message.content
    streamed = "".join(c.choices[0].delta.content or "" for c in create(**request, stream=True) if c.choices)
    for what, text in ("plain", plain), ("streamed", streamed):
        check(what, text, isinstance(json.loads(text), dict), "a JSON object")


def json_schema(model):
    request = {"model": model, "messages": user("Name a city and its population."), "response_format": City}
    for done in client.chat.completions.parse(**request), accumulate(**request):
        parsed = done.choices[0].message.parsed
        check("parsed", parsed, isinstance(parsed, City) and parsed.name, "a City with a name")


def errors(model):
    refused(openai.NotFoundError, "model_not_found", model="no-such-model", messages=user("Hello"))
    refused(openai.NotFoundError, "model_not_found", model="no-such-model", messages=user("Hello"), stream=True)
    refused(openai.BadRequestError, "empty_array", model=model, messages=[])


def refused(kind, code, **request):
    try:
        seen = create(**request)
    except openai.APIError as e:
        seen = e
    check("error", seen, isinstance(seen, kind) and seen.code == code and seen.type == "invalid_request_error",
          f"{kind.__name__} {code}")


print("clients: python: openai", openai.__version__, flush=True)
failures = 0
for model in models:
    for journey in journeys:
        try:
            globals()[journey.replace("-", "_")](model)
            print("ok ", "python", model, journey, flush=True)
        except Exception as e:
            failures += 1
            print("FAIL python", model, f"{journey}: {type(e).__name__}: {e}", flush=True)
sys.exit(failures > 0)
