"""responses-python.py URL MODELS [JOURNEY...]: the Responses API with OpenAI's SDK for Python; as responses-node.mjs."""

import json
import sys

import openai
from common import (
    BOTH, COUNT, COUNTED, READY, WEATHER, both_weathers, check, has, raised, run, same, schema_beside_tools, unforced)
from openai import AsyncOpenAI, OpenAI
from shapes import RED_URL, TAKEN, TRIP, Trip

settings = {"base_url": sys.argv[1], "api_key": "any", "timeout": 30, "max_retries": 0}
client = OpenAI(**settings)
responses = client.responses

TOOL = {
    "type": "function",
    "name": "get_weather",
    "description": "The weather in a city now.",
    "strict": True,
    "parameters": {
        "type": "object",
        "properties": {"city": {"type": "string", "enum": ["Oslo", "Lima"]}},
        "required": ["city"],
        "additionalProperties": False,
    },
}


def counted(usage):
    check("usage", usage, usage and usage.input_tokens > 0 and usage.output_tokens > 0, "tokens of both kinds")
    same("total_tokens", usage.total_tokens, usage.input_tokens + usage.output_tokens)


def accumulate(**request):
    with responses.stream(**request) as stream:
        return stream.get_final_response()


def calls(done):
    """The calls of an answer, which must be those for Oslo and for Lima."""
    made = [item for item in done.output if item.type == "function_call"]
    same("called", [(c.name, json.loads(c.arguments)) for c in made],
         [("get_weather", {"city": "Oslo"}), ("get_weather", {"city": "Lima"})])
    same("distinct call_ids", len({c.call_id for c in made if c.call_id}), 2)
    return made


def results(made):
    return [{"type": "function_call_output", "call_id": c.call_id, "output": WEATHER[json.loads(c.arguments)["city"]]}
            for c in reversed(made)]


def create(model):
    done = responses.create(model=model, input=READY)
    same("output_text", done.output_text, "ready")
    same("status, error", (done.status, done.error), ("completed", None))
    same("types", [item.type for item in done.output if item.type != "reasoning"], ["message"])
    counted(done.usage)


def instructions(model):
    done = responses.create(model=model, instructions='Always reply with "pong"', input=[
        {"role": "user", "content": "Hello"}, {"role": "assistant", "content": "Hi"}, {"role": "user", "content": "?"}])
    same("output_text", done.output_text, "pong")
    same("instructions", done.instructions, 'Always reply with "pong"')


def stream(model):
    events = list(responses.create(model=model, input=COUNT, stream=True))
    same("sequence_number", [e.sequence_number for e in events], list(range(len(events))))
    same("first", [e.type for e in events[:2]], ["response.created", "response.in_progress"])
    same("last", events[-1].type, "response.completed")
    deltas = [e.delta for e in events if e.type == "response.output_text.delta"]
    check("deltas", len(deltas), len(deltas) > 5, "many")
    same("text", "".join(deltas), COUNTED)
    same("done", [e.text for e in events if e.type == "response.output_text.done"], [COUNTED])
    done = events[-1].response
    same("output_text", done.output_text, COUNTED)
    same("id", done.id, events[0].response.id)
    counted(done.usage)
    same("usage, streamed as plain", done.usage.total_tokens, responses.create(model=model, input=COUNT).usage.total_tokens)


def stream_helper(model):
    with responses.stream(model=model, input=COUNT) as stream:
        seen = [e for e in stream]
        done = stream.get_final_response()
    same("snapshot", [e.snapshot for e in seen if e.type == "response.output_text.delta"][-1], COUNTED)
    same("output_text", done.output_text, COUNTED)
    same("status", done.status, "completed")
    counted(done.usage)


async def stream_async(model):
    async with AsyncOpenAI(**settings) as client:
        async with client.responses.stream(model=model, input=COUNT) as stream:
            same("output_text", (await stream.get_final_response()).output_text, COUNTED)


def by_value(ask, **more):
    def journey(model):
        turn = [{"role": "user", "content": BOTH}]
        first = ask(model=model, input=turn, tools=[TOOL], **more)
        made = calls(first)
        done = ask(model=model, input=turn + first.output + results(made), tools=[TOOL], **more)
        both_weathers(done.output_text)
        same("status", done.status, "completed")
    return journey


def by_previous(ask):
    def journey(model):
        first = ask(model=model, input=BOTH, tools=[TOOL])
        done = ask(model=model, previous_response_id=first.id, input=results(calls(first)), tools=[TOOL])
        both_weathers(done.output_text)
        same("previous_response_id", done.previous_response_id, first.id)
    return journey


def item_reference(model):
    first = responses.create(model=model, input=BOTH, tools=[TOOL])
    made = calls(first)
    told = [{"role": "user", "content": BOTH}] + [{"type": "item_reference", "id": item.id} for item in first.output]
    both_weathers(responses.create(model=model, input=told + results(made), tools=[TOOL]).output_text)


def conversation(model):
    first = responses.create(model=model, input="My code is H-7.")
    second = responses.create(model=model, previous_response_id=first.id, input=READY)
    third = responses.create(model=model, previous_response_id=second.id, input="What is my code?")
    same("output_text", third.output_text, "Your code is H-7.")
    other = responses.create(model=model, previous_response_id=first.id, input="What is my code?")
    same("output_text, branched", other.output_text, "Your code is H-7.")


def tool_forced(model):
    unforced(model)
    for choice in "required", {"type": "function", "name": "get_weather"}:
        done = responses.create(model=model, input="Lima, please", tools=[TOOL], tool_choice=choice)
        same("called", [json.loads(i.arguments) for i in done.output if i.type == "function_call"], [{"city": "Lima"}])


def call_events(model):
    events = list(responses.create(model=model, input="What is the weather in Oslo?", tools=[TOOL], stream=True))
    text = "".join(e.delta for e in events if e.type == "response.function_call_arguments.delta")
    same("deltas", json.loads(text), {"city": "Oslo"})
    same("done", [e.arguments for e in events if e.type == "response.function_call_arguments.done"], [text])
    added = [e.item.id for e in events if e.type == "response.output_item.added" and e.item.type == "function_call"]
    same("item ids", added, [i.id for i in events[-1].response.output if i.type == "function_call"])


def parse(model):
    same("parsed", responses.parse(model=model, input=TRIP, text_format=Trip).output_parsed, TAKEN)
    same("streamed", accumulate(model=model, input=TRIP, text_format=Trip).output_parsed, TAKEN)


def parse_after_tool(model):
    schema_beside_tools(model)
    asked = f"Weather? {TRIP}"
    first = responses.parse(model=model, input=asked, tools=[TOOL], text_format=Trip)
    made = [item for item in first.output if item.type == "function_call"]
    same("called", [item.parsed_arguments for item in made], [{"city": "Oslo"}])
    done = responses.parse(
        model=model, previous_response_id=first.id, input=results(made), tools=[TOOL], text_format=Trip)
    same("parsed", done.output_parsed, TAKEN)


def image(model):
    done = responses.create(model=model, input=[{"role": "user", "content": [
        {"type": "input_text", "text": "Which colour?"}, {"type": "input_image", "image_url": RED_URL, "detail": "auto"}]}])
    same("output_text", done.output_text, "red")


def incomplete(model):
    done = responses.create(model=model, input=COUNT, max_output_tokens=16, reasoning={"effort": "none"})
    same("status", (done.status, done.incomplete_details.reason), ("incomplete", "max_output_tokens"))
    last = list(responses.create(
        model=model, input=COUNT, max_output_tokens=16, reasoning={"effort": "none"}, stream=True))[-1]
    same("last event", (last.type, last.response.status), ("response.incomplete", "incomplete"))


def reasoning(model):
    done = responses.create(model=model, input=READY, reasoning={"effort": "low", "summary": "auto"})
    same("types", [item.type for item in done.output], ["reasoning", "message"])
    check("summary", done.output[0], any(s.text for s in done.output[0].summary), "a text")
    same("output_text", done.output_text, "ready")
    whole = accumulate(model=model, input=READY, reasoning={"effort": "low", "summary": "auto"})
    same("streamed", [item.type for item in whole.output], ["reasoning", "message"])


def stored(model):
    done = responses.create(model=model, input=READY, metadata={"k": "v"})
    kept = responses.retrieve(done.id)
    same("kept", (kept.id, kept.output_text, kept.status), (done.id, "ready", "completed"))
    same("output", kept.to_dict()["output"], done.to_dict()["output"])
    items = list(responses.input_items.list(done.id))
    same("input_items", [(i.role, i.content[0].text) for i in items], [("user", READY)])
    responses.delete(done.id)
    raised(openai.NotFoundError, lambda: responses.retrieve(done.id))
    error = raised(openai.BadRequestError,
                   lambda: responses.create(model=model, previous_response_id=done.id, input="Hello"))
    same("code", error.code, "previous_response_not_found")


def unstored(model):
    done = responses.create(model=model, input=READY, store=False)
    same("store", done.store, False)
    raised(openai.NotFoundError, lambda: responses.retrieve(done.id))


def error_previous(model):
    for more in {}, {"stream": True}:
        error = raised(openai.BadRequestError, lambda: responses.create(
            model=model, previous_response_id="resp_0123456789abcdef", input="Hello", **more))
        same("code, param", (error.code, error.param), ("previous_response_not_found", "previous_response_id"))


def error_404(model):
    for more in {}, {"stream": True}:
        error = raised(openai.NotFoundError, lambda: responses.create(model="no-such-model", input="Hello", **more))
        same("code", error.code, "model_not_found")


def error_400(model):
    error = raised(openai.BadRequestError, lambda: responses.create(model=model, input="Hello", temperature=3))
    same("param", error.param, "temperature")
    has("message", error.message, "temperature")
    error = raised(openai.BadRequestError, lambda: responses.create(
        model=model, input=[{"type": "function_call_output", "call_id": "call_none", "output": "x"}]))
    has("message", error.message, "call_none")


ENCRYPTED = {"store": False, "include": ["reasoning.encrypted_content"], "reasoning": {"effort": "low", "summary": "auto"}}

run("responses-python", f"openai {openai.__version__}", {
    "create": create,
    "instructions": instructions,
    "stream": stream,
    "stream-helper": stream_helper,
    "stream-async": stream_async,
    "tool-loop": by_value(responses.create),
    "tool-loop-streamed": by_value(accumulate),
    "tool-loop-previous": by_previous(responses.create),
    "tool-loop-previous-streamed": by_previous(accumulate),
    "tool-loop-encrypted": by_value(responses.create, **ENCRYPTED),
    "tool-loop-encrypted-streamed": by_value(accumulate, **ENCRYPTED),
    "item-reference": item_reference,
    "conversation": conversation,
    "tool-forced": tool_forced,
    "call-events": call_events,
    "parse": parse,
    "parse-after-tool": parse_after_tool,
    "image": image,
    "incomplete": incomplete,
    "reasoning": reasoning,
    "stored": stored,
    "unstored": unstored,
    "error-previous": error_previous,
    "error-404": error_404,
    "error-400": error_400,
})
