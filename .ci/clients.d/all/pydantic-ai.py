"""pydantic-ai.py URL MODELS [JOURNEY...]: Pydantic AI (OpenAIChatModel)."""

import sys
from importlib.metadata import version
from typing import Literal

from common import (
    BOTH, COUNT, COUNTED, OPUS, READY, WEATHER, Skip, bare, both_weathers, check, raised, run, same,
    schema_beside_tools, unforced)
from pydantic_ai import Agent, BinaryContent, ModelHTTPError, NativeOutput, PromptedOutput, ToolOutput
from pydantic_ai.messages import ModelResponse, ToolCallPart
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider
from shapes import ODD, RED, SHOW, TAKEN, TRIP, Trip


def agent(model, **more):
    return Agent(OpenAIChatModel(model, provider=OpenAIProvider(base_url=sys.argv[1], api_key="any")), **more)


def get_weather(city: Literal["Oslo", "Lima"]) -> str:
    """The weather in a city now."""
    return WEATHER[city]


def counted(usage, requests=1):
    same("requests", usage.requests, requests)
    check("usage", usage, usage.input_tokens > 0 and usage.output_tokens > 0, "tokens")


def chat(model):
    done = agent(model).run_sync(READY)
    same("output", done.output, "ready")
    counted(done.usage)


def system(model):
    same("output", agent(model, instructions='Always reply with "pong"').run_sync("Hello").output, "pong")
    same("output", agent(model, system_prompt='Always reply with "ping"').run_sync("Hello").output, "ping")


def history(model):
    first = agent(model).run_sync("My code is H-3.")
    same("output", agent(model).run_sync("What is my code?", message_history=first.all_messages()).output, "Your code is H-3.")


async def stream(model):
    plain = await agent(model).run(COUNT)
    async with agent(model).run_stream(COUNT) as streamed:
        parts = [p async for p in streamed.stream_text(delta=True, debounce_by=None)]
    same("text", "".join(parts), COUNTED)
    check("parts", len(parts), len(parts) > 5, "many")
    same("usage, streamed as plain", streamed.usage.output_tokens, plain.usage.output_tokens)
    counted(streamed.usage)


def calls(messages):
    return [p.args_as_dict() for m in messages if isinstance(m, ModelResponse) for p in m.parts if isinstance(p, ToolCallPart)]


def tool_loop(model):
    done = agent(model, tools=[get_weather]).run_sync(BOTH)
    both_weathers(done.output)
    same("called", calls(done.all_messages()), [{"city": "Oslo"}, {"city": "Lima"}])
    counted(done.usage, 2)


async def tool_loop_streamed(model):
    async with agent(model, tools=[get_weather]).run_stream(BOTH) as streamed:
        both_weathers(await streamed.get_output())
    same("called", calls(streamed.all_messages()), [{"city": "Oslo"}, {"city": "Lima"}])


def output(kind, prompt, expected):
    async def journey(model):
        if kind is ToolOutput:
            unforced(model)
        asked = agent(model, output_type=kind(type(expected)))
        same("output", (await asked.run(prompt)).output, expected)
        async with asked.run_stream(prompt) as streamed:
            same("streamed", await streamed.get_output(), expected)
    return journey


def output_after_tool(model):
    schema_beside_tools(model)
    done = agent(model, tools=[get_weather], output_type=NativeOutput(Trip)).run_sync("Weather? " + TRIP)
    same("output", done.output, TAKEN)
    counted(done.usage, 2)


def image(model):
    same("output", agent(model).run_sync(["Which colour?", BinaryContent(RED, media_type="image/png")]).output, "red")


def parameters(model):
    settings = {"temperature": 0.2, "max_tokens": 50, "seed": 3, "stop_sequences": [", 4"], "parallel_tool_calls": False}
    same("output", agent(model, model_settings=settings).run_sync("Count from 1 to 9").output, "1, 2, 3")


def error_404(model):
    error = raised(ModelHTTPError, lambda: agent("no-such-model").run_sync("Hello"))
    same("status and code", [error.status_code, error.body["code"]], [404, "model_not_found"])


def error_400(model):
    error = raised(ModelHTTPError, lambda: agent(model, model_settings={"temperature": 3}).run_sync("Hello"))
    same("status and param", [error.status_code, error.body["param"]], [400, "temperature"])


def error_forced(model):
    """What a model answers that refuses forced tools: an error that names the cause."""
    if bare(model) != OPUS:
        raise Skip("the model takes forced tools")
    error = raised(ModelHTTPError, lambda: agent(model, output_type=ToolOutput(Trip)).run_sync(TRIP))
    same("status and param", [error.status_code, error.body["param"]], [400, "tool_choice"])


run("pydantic-ai", f"pydantic-ai-slim {version('pydantic-ai-slim')}, openai {version('openai')}", {
    "chat": chat,
    "system": system,
    "history": history,
    "stream": stream,
    "tool-loop": tool_loop,
    "tool-loop-streamed": tool_loop_streamed,
    "output-tool": output(ToolOutput, TRIP, TAKEN),
    "output-native": output(NativeOutput, TRIP, TAKEN),
    "output-prompted": output(PromptedOutput, SHOW, ODD),
    "output-after-tool": output_after_tool,
    "image": image,
    "parameters": parameters,
    "error-404": error_404,
    "error-400": error_400,
    "error-forced": error_forced,
})
