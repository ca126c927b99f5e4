"""langchain-python.py URL MODELS [JOURNEY...]: LangChain for Python (ChatOpenAI)."""

import functools
import sys
from importlib.metadata import version

import openai
from common import (
    BOTH, COUNT, COUNTED, OPUS, READY, WEATHER, Skip, bare, both_weathers, check, has, near, normed, raised, run, same,
    unforced)
from langchain.agents import create_agent
from langchain.agents.structured_output import ProviderStrategy, ToolStrategy
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI, OpenAIEmbeddings
from shapes import ODD, RED_URL, SHOW, TAKEN, TRIP, Trip


def chat_model(model, **more):
    return ChatOpenAI(base_url=sys.argv[1], api_key="any", model=model, **more)


@tool
def get_weather(city: str) -> str:
    """The weather in a city now: Oslo or Lima."""
    return WEATHER[city]


CITY = {"title": "get_weather", "description": "The weather in a city now.", "type": "object",
        "properties": {"city": {"enum": ["Oslo", "Lima"]}}, "required": ["city"]}


def counted(usage):
    check("usage", usage, usage and usage["input_tokens"] > 0 and usage["output_tokens"] > 0, "tokens")
    same("total_tokens", usage["total_tokens"], usage["input_tokens"] + usage["output_tokens"])


def merged(chunks):
    return functools.reduce(lambda a, b: a + b, chunks)


def chat(model):
    answer = chat_model(model).invoke(READY)
    same("content", answer.content, "ready")
    same("finish_reason", answer.response_metadata["finish_reason"], "stop")
    counted(answer.usage_metadata)


def system(model):
    messages = [SystemMessage('Always reply with "pong"'), HumanMessage("Hello"), AIMessage("Hi"), HumanMessage("?")]
    same("content", chat_model(model).invoke(messages).content, "pong")


def stream(model):
    plain = chat_model(model).invoke(COUNT)
    chunks = list(chat_model(model, stream_usage=True).stream(COUNT))
    check("chunks", len(chunks), len(chunks) > 5, "many")
    answer = merged(chunks)
    same("content", answer.content, COUNTED)
    same("usage, counted once", answer.usage_metadata["total_tokens"], plain.usage_metadata["total_tokens"])
    counted(answer.usage_metadata)


async def stream_async(model):
    chunks = [c async for c in chat_model(model).astream(COUNT)]
    same("content", merged(chunks).content, COUNTED)


async def batch(model):
    answers = await chat_model(model).abatch([f"Reply with exactly one word: number-{i}" for i in range(6)])
    same("contents", [a.content for a in answers], [f"number-{i}" for i in range(6)])


def loop(model, ask):
    messages = [HumanMessage(BOTH)]
    answer = ask(chat_model(model).bind_tools([CITY]), messages)
    same("called", [c["args"] for c in answer.tool_calls], [{"city": "Oslo"}, {"city": "Lima"}])
    same("invalid calls", answer.invalid_tool_calls, [])
    messages.append(answer)
    for call in reversed(answer.tool_calls):
        messages.append(ToolMessage(WEATHER[call["args"]["city"]], tool_call_id=call["id"]))
    both_weathers(ask(chat_model(model).bind_tools([CITY]), messages).content)


def tool_loop(model):
    loop(model, lambda llm, messages: llm.invoke(messages))


def tool_loop_streamed(model):
    loop(model, lambda llm, messages: merged(list(llm.stream(messages))))


def tool_forced(model):
    unforced(model)
    answer = chat_model(model).bind_tools([CITY], tool_choice="get_weather").invoke("Lima")
    same("called", [c["args"] for c in answer.tool_calls], [{"city": "Lima"}])


def agent(model):
    done = create_agent(chat_model(model), [get_weather]).invoke({"messages": [HumanMessage("The weather in Lima?")]})
    has("answer", done["messages"][-1].content, WEATHER["Lima"])


def agent_streamed(model):
    made = create_agent(chat_model(model), [get_weather])
    parts = made.stream({"messages": [HumanMessage("The weather in Lima?")]}, stream_mode="messages")
    has("answer", "".join(p.content for p, _ in parts if p.type == "AIMessageChunk"), WEATHER["Lima"])


def agent_structured(strategy, prompt, expected):
    def journey(model):
        if strategy is ToolStrategy:
            unforced(model)
        made = create_agent(chat_model(model), [], response_format=strategy(type(expected)))
        same("structured", made.invoke({"messages": [HumanMessage(prompt)]})["structured_response"], expected)
    return journey


def structured(method, prompt, expected, **more):
    def journey(model):
        if method == "function_calling":
            unforced(model)
        llm = chat_model(model).with_structured_output(type(expected), method=method, **more)
        same("structured", llm.invoke(prompt), expected)
        same("streamed", list(llm.stream(prompt))[-1], expected)
    return journey


def image(model):
    parts = [{"type": "text", "text": "Which colour?"}, {"type": "image_url", "image_url": {"url": RED_URL}}]
    same("content", chat_model(model).invoke([HumanMessage(parts)]).content, "red")


def parameters(model):
    llm = chat_model(model, temperature=0.2, max_tokens=50, seed=3, stop=[", 4"], reasoning_effort="low")
    same("content", llm.invoke("Count from 1 to 9").content, "1, 2, 3")


def error_404(model):
    error = raised(openai.NotFoundError, lambda: chat_model("no-such-model").invoke("Hello"))
    same("code", error.code, "model_not_found")
    raised(openai.NotFoundError, lambda: list(chat_model("no-such-model").stream("Hello")))


def error_400(model):
    error = raised(openai.BadRequestError, lambda: chat_model(model, temperature=3).invoke("Hello"))
    same("param", error.param, "temperature")


def error_forced(model):
    """What a model answers that refuses forced tools: an error that names the cause."""
    if bare(model) != OPUS:
        raise Skip("the model takes forced tools")
    llm = chat_model(model).with_structured_output(Trip, method="function_calling")
    same("param", raised(openai.BadRequestError, lambda: llm.invoke(TRIP)).param, "tool_choice")


def embeddings(model, **more):
    """Told not to count tokens itself, for then it would send numbers in place of the text."""
    return OpenAIEmbeddings(
        base_url=sys.argv[1], api_key="any", model=model, check_embedding_ctx_length=False, **more)


def embed(model):
    first, second, third = embeddings(model).embed_documents(["tea", "noon", "tea"])
    near("equal texts", first, third)
    check("other text", second[:3], first != second, "other numbers")
    near("query", embeddings(model).embed_query("noon"), second)


def embed_dimensions(model):
    for vector in embeddings(model, dimensions=256).embed_documents(["tea", "noon"]):
        same("values", len(vector), 256)
        normed("vector", vector)


def embed_chunks(model):
    vectors = embeddings(model, dimensions=256, chunk_size=2).embed_documents(["a", "b", "c", "a", "b"])
    same("vectors", len(vectors), 5)
    near("first and fourth", vectors[0], vectors[3])
    near("second and fifth", vectors[1], vectors[4])


async def embed_async(model):
    near("query", await embeddings(model).aembed_query("tea"), embeddings(model).embed_query("tea"))


def embed_error(model):
    error = raised(openai.NotFoundError, lambda: embeddings("no-such-model").embed_query("tea"))
    same("code", error.code, "model_not_found")
    error = raised(openai.BadRequestError, lambda: embeddings("claude-sonnet-4-6").embed_query("tea"))
    same("code", error.code, "unsupported_operation")


versions = ", ".join(f"{name} {version(name)}" for name in ("langchain-openai", "langchain", "openai"))
run("langchain-python", versions, {
    "chat": chat,
    "system": system,
    "stream": stream,
    "stream-async": stream_async,
    "batch": batch,
    "tool-loop": tool_loop,
    "tool-loop-streamed": tool_loop_streamed,
    "tool-forced": tool_forced,
    "agent": agent,
    "agent-streamed": agent_streamed,
    "agent-structured-provider": agent_structured(ProviderStrategy, TRIP, TAKEN),
    "agent-structured-tool": agent_structured(ToolStrategy, TRIP, TAKEN),
    "structured-json-schema": structured("json_schema", TRIP, TAKEN),
    "structured-json-schema-strict": structured("json_schema", TRIP, TAKEN, strict=True),
    "structured-function-calling": structured("function_calling", TRIP, TAKEN),
    "structured-function-calling-strict": structured("function_calling", TRIP, TAKEN, strict=True),
    "structured-json-mode": structured("json_mode", SHOW, ODD),
    "image": image,
    "parameters": parameters,
    "error-404": error_404,
    "error-400": error_400,
    "error-forced": error_forced,
}, {
    "embed": embed,
    "embed-dimensions": embed_dimensions,
    "embed-chunks": embed_chunks,
    "embed-async": embed_async,
    "embed-error": embed_error,
})
