"""agents-responses-python.py URL MODELS [JOURNEY...]: OpenAI's Agents SDK for Python by its default, the Responses API."""

import sys
from importlib.metadata import version
from typing import Literal

import openai
from agents import (
    Agent, ModelSettings, OpenAIProvider, OpenAIResponsesModel, Runner, function_tool, set_default_openai_client,
    set_tracing_disabled)
from common import (
    BOTH, COUNT, COUNTED, READY, WEATHER, both_weathers, check, has, raised, run, same, schema_beside_tools, unforced)
from openai import AsyncOpenAI
from openai.types.shared import Reasoning
from shapes import RED_URL, TAKEN, TRIP, Trip

set_tracing_disabled(True)
set_default_openai_client(AsyncOpenAI(base_url=sys.argv[1], api_key="any", timeout=30, max_retries=0))
ENCRYPTED = ModelSettings(
    store=False, response_include=["reasoning.encrypted_content"], reasoning=Reasoning(effort="low", summary="auto"))


def agent(model, **more):
    made = OpenAIProvider().get_model(model)  # by its bare name a model with a slash would be another provider's
    check("model", made, isinstance(made, OpenAIResponsesModel), "OpenAIResponsesModel")
    return Agent(name=more.pop("name", "Helper"), model=made, **more)


@function_tool
def get_weather(city: Literal["Oslo", "Lima"]) -> str:
    """The weather in a city now."""
    return WEATHER[city]


def counted(usage, requests=1):
    same("requests", usage.requests, requests)
    check("usage", usage, usage.input_tokens > 0 and usage.output_tokens > 0, "tokens")
    same("total_tokens", usage.total_tokens, usage.input_tokens + usage.output_tokens)


async def streamed(agent, asked, **more):
    """The result, and the text deltas on the way."""
    result = Runner.run_streamed(agent, asked, **more)
    deltas = [e.data.delta async for e in result.stream_events()
              if e.type == "raw_response_event" and e.data.type == "response.output_text.delta"]
    return result, deltas


async def chat(model):
    done = await Runner.run(agent(model), READY)
    same("output", done.final_output, "ready")
    check("last_response_id", done.last_response_id, (done.last_response_id or "").startswith("resp_"), "resp_...")
    counted(done.context_wrapper.usage)


async def system(model):
    done = await Runner.run(agent(model, instructions='Always reply with "pong"'), "Hello")
    same("output", done.final_output, "pong")


async def history(model):
    first = await Runner.run(agent(model), "My code is H-4.")
    asked = "What is my code?"
    done = await Runner.run(agent(model), first.to_input_list() + [{"role": "user", "content": asked}])
    same("output", done.final_output, "Your code is H-4.")
    done = await Runner.run(agent(model), asked, previous_response_id=first.last_response_id)
    same("output, by previous_response_id", done.final_output, "Your code is H-4.")


async def stream(model):
    done, deltas = await streamed(agent(model), COUNT)
    same("output", done.final_output, COUNTED)
    same("deltas", "".join(deltas), COUNTED)
    check("deltas", len(deltas), len(deltas) > 5, "many")
    counted(done.context_wrapper.usage)


def tool_loop(**more):
    async def journey(model):
        done = await Runner.run(agent(model, tools=[get_weather], **more), BOTH)
        both_weathers(done.final_output)
        counted(done.context_wrapper.usage, 2)
        done, _ = await streamed(agent(model, tools=[get_weather], **more), BOTH)
        both_weathers(done.final_output)
    return journey


async def tool_loop_previous(model):
    made = agent(model, tools=[get_weather])
    done = await Runner.run(made, BOTH, auto_previous_response_id=True)
    both_weathers(done.final_output)
    counted(done.context_wrapper.usage, 2)
    done, _ = await streamed(made, BOTH, auto_previous_response_id=True)
    both_weathers(done.final_output)


async def tool_forced(model):
    unforced(model)
    done = await Runner.run(
        agent(model, tools=[get_weather], model_settings=ModelSettings(tool_choice="required")), "Lima, please")
    has("output", done.final_output, WEATHER["Lima"])


async def handoff(model):
    other = agent(model, name="Parrot", instructions="Squawk.")
    for how in Runner.run, streamed:
        done = await how(agent(model, handoffs=[other]), "Please transfer_to_parrot")
        done = done[0] if how is streamed else done
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
    error = raised(openai.BadRequestError,
                   lambda: Runner.run_sync(agent(model), "Hello", previous_response_id="resp_0123456789abcdef"))
    same("code", error.code, "previous_response_not_found")


run("agents-responses-python", f"openai-agents {version('openai-agents')}, openai {openai.__version__}", {
    "chat": chat,
    "system": system,
    "history": history,
    "stream": stream,
    "tool-loop": tool_loop(),
    "tool-loop-encrypted": tool_loop(model_settings=ENCRYPTED),
    "tool-loop-previous": tool_loop_previous,
    "tool-forced": tool_forced,
    "handoff": handoff,
    "output": output,
    "output-after-tool": output_after_tool,
    "image": image,
    "error-404": error_404,
    "error-400": error_400,
})
