"""agents-python.py URL MODELS [JOURNEY...]: OpenAI's Agents SDK for Python over chat completions."""

import sys
from importlib.metadata import version
from typing import Literal

import openai
from agents import (
    Agent, ModelSettings, OpenAIChatCompletionsModel, Runner, function_tool, set_tracing_disabled)
from common import (
    BOTH, COUNT, COUNTED, OPUS, READY, WEATHER, Skip, bare, both_weathers, check, has, raised, run, same,
    schema_beside_tools, unforced)
from openai import AsyncOpenAI
from shapes import RED_URL, TAKEN, TRIP, Trip

set_tracing_disabled(True)


def agent(model, **more):
    client = AsyncOpenAI(base_url=sys.argv[1], api_key="any")
    return Agent(name=more.pop("name", "Helper"), model=OpenAIChatCompletionsModel(model, client), **more)


@function_tool
def get_weather(city: Literal["Oslo", "Lima"]) -> str:
    """The weather in a city now."""
    return WEATHER[city]


def counted(usage, requests=1):
    same("requests", usage.requests, requests)
    check("usage", usage, usage.input_tokens > 0 and usage.output_tokens > 0, "tokens")
    same("total_tokens", usage.total_tokens, usage.input_tokens + usage.output_tokens)


async def streamed(agent, asked):
    """The result, and the text deltas on the way."""
    result = Runner.run_streamed(agent, asked)
    deltas = [e.data.delta async for e in result.stream_events()
              if e.type == "raw_response_event" and e.data.type == "response.output_text.delta"]
    return result, deltas


async def chat(model):
    done = await Runner.run(agent(model), READY)
    same("output", done.final_output, "ready")
    counted(done.context_wrapper.usage)


async def system(model):
    done = await Runner.run(agent(model, instructions='Always reply with "pong"'), "Hello")
    same("output", done.final_output, "pong")


async def history(model):
    first = await Runner.run(agent(model), "My code is H-4.")
    done = await Runner.run(agent(model), first.to_input_list() + [{"role": "user", "content": "What is my code?"}])
    same("output", done.final_output, "Your code is H-4.")


async def stream(model):
    done, deltas = await streamed(agent(model, model_settings=ModelSettings(include_usage=True)), COUNT)
    same("output", done.final_output, COUNTED)
    same("deltas", "".join(deltas), COUNTED)
    check("deltas", len(deltas), len(deltas) > 5, "many")
    counted(done.context_wrapper.usage)


async def tool_loop(model):
    done = await Runner.run(agent(model, tools=[get_weather]), BOTH)
    both_weathers(done.final_output)
    counted(done.context_wrapper.usage, 2)


async def tool_loop_streamed(model):
    done, _ = await streamed(agent(model, tools=[get_weather]), BOTH)
    both_weathers(done.final_output)


async def tool_forced(model):
    unforced(model)
    done = await Runner.run(
        agent(model, tools=[get_weather], model_settings=ModelSettings(tool_choice="required")), "Lima, please")
    has("output", done.final_output, WEATHER["Lima"])


async def handoff(model):
    other = agent(model, name="Parrot", instructions="Squawk.")
    done = await Runner.run(agent(model, handoffs=[other]), "Please transfer_to_parrot")
    same("agent", done.last_agent.name, "Parrot")
    has("output", done.final_output, "Parrot")


async def output(model):
    same("output", (await Runner.run(agent(model, output_type=Trip), TRIP)).final_output, TAKEN)
    done, _ = await streamed(agent(model, output_type=Trip), TRIP)
    same("streamed", done.final_output, TAKEN)


async def output_after_tool(model):
    schema_beside_tools(model)
    done = await Runner.run(agent(model, tools=[get_weather], output_type=Trip), "Weather? " + TRIP)
    same("output", done.final_output, TAKEN)
    counted(done.context_wrapper.usage, 2)


async def image(model):
    done = await Runner.run(agent(model), [{"role": "user", "content": [
        {"type": "input_text", "text": "Which colour?"}, {"type": "input_image", "image_url": RED_URL, "detail": "auto"}]}])
    same("output", done.final_output, "red")


def error_404(model):
    error = raised(openai.NotFoundError, lambda: Runner.run_sync(agent("no-such-model"), "Hello"))
    same("code", error.code, "model_not_found")


def error_400(model):
    settings = ModelSettings(temperature=3)
    error = raised(openai.BadRequestError, lambda: Runner.run_sync(agent(model, model_settings=settings), "Hello"))
    same("param", error.param, "temperature")


def error_forced(model):
    """What a model answers that refuses forced tools: an error that names the cause."""
    if bare(model) != OPUS:
        raise Skip("the model takes forced tools")
    forced = agent(model, tools=[get_weather], model_settings=ModelSettings(tool_choice="required"))
    same("param", raised(openai.BadRequestError, lambda: Runner.run_sync(forced, "Hello")).param, "tool_choice")


run("agents-python", f"openai-agents {version('openai-agents')}, openai {openai.__version__}", {
    "chat": chat,
    "system": system,
    "history": history,
    "stream": stream,
    "tool-loop": tool_loop,
    "tool-loop-streamed": tool_loop_streamed,
    "tool-forced": tool_forced,
    "handoff": handoff,
    "output": output,
    "output-after-tool": output_after_tool,
    "image": image,
    "error-404": error_404,
    "error-400": error_400,
    "error-forced": error_forced,
})
