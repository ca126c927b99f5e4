"""langchain-responses-python.py URL MODELS [JOURNEY...]: LangChain for Python (ChatOpenAI) over the Responses API."""

import functools
import sys
from importlib.metadata import version

import openai
from common import (
    BOTH, COUNT, COUNTED, READY, WEATHER, both_weathers, check, has, raised, run, same, unforced)
from langchain.agents import create_agent
from langchain.agents.structured_output import ProviderStrategy, ToolStrategy
from langchain_core.messages import AIMessage, HumanMessage, SystemMessage, ToolMessage
from langchain_core.tools import tool
from langchain_openai import ChatOpenAI
from shapes import RED_URL, TAKEN, TRIP


def chat_model(model, **more):
    return ChatOpenAI(
        base_url=sys.argv[1], api_key="any", model=model, use_responses_api=True, max_retries=0, timeout=30, **more)


@tool
def get_weather(city: str) -> str:
    """The weather in a city now: Oslo or Lima."""
    return WEATHER[city]


CITY = {"title": "get_weather", "description": "The weather in a city now.", "type": "object",
        "properties": {"city": {"enum": ["Oslo", "Lima"]}}, "required": ["city"]}
THINKS = {"reasoning": {"effort": "low", "summary": "auto"}}
ENCRYPTED = {**THINKS, "store": False, "include": ["reasoning.encrypted_content"]}


def counted(usage):
    check("usage", usage, usage and usage["input_tokens"] > 0 and usage["output_tokens"] > 0, "tokens")
    same("total_tokens", usage["total_tokens"], usage["input_tokens"] + usage["output_tokens"])


def merged(chunks):
    return functools.reduce(lambda a, b: a + b, chunks)


def plain(llm, messages):
    return llm.invoke(messages)


def streamed(llm, messages):
    return merged(list(llm.stream(messages)))


def chat(model):
    answer = chat_model(model).invoke(READY)
    same("text", answer.text, "ready")
    same("status", answer.response_metadata["status"], "completed")
    check("id", answer.response_metadata["id"], answer.response_metadata["id"].startswith("resp_"), "resp_...")
    counted(answer.usage_metadata)


def system(model):
    messages = [SystemMessage('Always reply with "pong"'), HumanMessage("Hello"), AIMessage("Hi"), HumanMessage("?")]
    same("text", chat_model(model).invoke(messages).text, "pong")


def history(model):
    told = HumanMessage("My code is H-3.")
    asked = HumanMessage("What is my code?")
    first = chat_model(model).invoke([told])
    same("text", chat_model(model).invoke([told, first, asked]).text, "Your code is H-3.")
    same("text, by previous_response_id", chat_model(model).invoke(
        [asked], previous_response_id=first.response_metadata["id"]).text, "Your code is H-3.")
    llm = chat_model(model, use_previous_response_id=True)
    same("text, by use_previous_response_id", llm.invoke([told, llm.invoke([told]), asked]).text, "Your code is H-3.")


def stream(model):
    whole = chat_model(model).invoke(COUNT)
    chunks = list(chat_model(model).stream(COUNT))
    check("chunks", len(chunks), len(chunks) > 5, "many")
    answer = merged(chunks)
    same("text", answer.text, COUNTED)
    same("usage, counted once", answer.usage_metadata["total_tokens"], whole.usage_metadata["total_tokens"])
    counted(answer.usage_metadata)


async def stream_async(model):
    same("text", merged([c async for c in chat_model(model).astream(COUNT)]).text, COUNTED)


def loop(ask, **more):
    def journey(model):
        messages = [HumanMessage(BOTH)]
        llm = chat_model(model, **more).bind_tools([CITY])
        answer = ask(llm, messages)
        same("called", [c["args"] for c in answer.tool_calls], [{"city": "Oslo"}, {"city": "Lima"}])
        same("invalid calls", answer.invalid_tool_calls, [])
        messages.append(answer)
        for call in reversed(answer.tool_calls):
            messages.append(ToolMessage(WEATHER[call["args"]["city"]], tool_call_id=call["id"]))
        both_weathers(ask(llm, messages).text)
    return journey


def tool_forced(model):
    unforced(model)
    answer = chat_model(model).bind_tools([CITY], tool_choice="get_weather").invoke("Lima")
    same("called", [c["args"] for c in answer.tool_calls], [{"city": "Lima"}])


def agent(model):
    done = create_agent(chat_model(model), [get_weather]).invoke({"messages": [HumanMessage("The weather in Lima?")]})
    has("answer", done["messages"][-1].text, WEATHER["Lima"])


def agent_streamed(model):
    made = create_agent(chat_model(model), [get_weather])
    parts = made.stream({"messages": [HumanMessage("The weather in Lima?")]}, stream_mode="messages")
    has("answer", "".join(p.text for p, _ in parts if p.type == "AIMessageChunk"), WEATHER["Lima"])


def agent_structured(strategy):
    def journey(model):
        if strategy is ToolStrategy:
            unforced(model)
        made = create_agent(chat_model(model), [], response_format=strategy(type(TAKEN)))
        same("structured", made.invoke({"messages": [HumanMessage(TRIP)]})["structured_response"], TAKEN)
    return journey


def structured(method, **more):
    def journey(model):
        if method == "function_calling":
            unforced(model)
        llm = chat_model(model).with_structured_output(type(TAKEN), method=method, **more)
        same("structured", llm.invoke(TRIP), TAKEN)
        same("streamed", list(llm.stream(TRIP))[-1], TAKEN)
    return journey


def image(model):
    parts = [{"type": "text", "text": "Which colour?"}, {"type": "image_url", "image_url": {"url": RED_URL}}]
    same("text", chat_model(model).invoke([HumanMessage(parts)]).text, "red")


def reasoning(model):
    for ask in plain, streamed:
        answer = ask(chat_model(model, **THINKS), [HumanMessage(READY)])
        blocks = answer.content_blocks
        same("types", [b["type"] for b in blocks], ["reasoning", "text"])
        check("reasoning", blocks[0], blocks[0].get("reasoning"), "a text")
        same("text", answer.text, "ready")


def error_404(model):
    error = raised(openai.NotFoundError, lambda: chat_model("no-such-model").invoke("Hello"))
    same("code", error.code, "model_not_found")
    raised(openai.NotFoundError, lambda: list(chat_model("no-such-model").stream("Hello")))


def error_400(model):
    error = raised(openai.BadRequestError, lambda: chat_model(model, temperature=3).invoke("Hello"))
    same("param", error.param, "temperature")
    error = raised(openai.BadRequestError,
                   lambda: chat_model(model).invoke("Hello", previous_response_id="resp_0123456789abcdef"))
    same("code", error.code, "previous_response_not_found")


versions = ", ".join(f"{name} {version(name)}" for name in ("langchain-openai", "langchain", "openai"))
run("langchain-responses-python", versions, {
    "chat": chat,
    "system": system,
    "history": history,
    "stream": stream,
    "stream-async": stream_async,
    "tool-loop": loop(plain),
    "tool-loop-streamed": loop(streamed),
    "tool-loop-v1": loop(plain, output_version="v1"),
    "tool-loop-previous": loop(plain, use_previous_response_id=True),
    "tool-loop-encrypted": loop(plain, **ENCRYPTED),
    "tool-loop-encrypted-streamed": loop(streamed, **ENCRYPTED),
    "tool-forced": tool_forced,
    "agent": agent,
    "agent-streamed": agent_streamed,
    "agent-structured-provider": agent_structured(ProviderStrategy),
    "agent-structured-tool": agent_structured(ToolStrategy),
    "structured-json-schema": structured("json_schema"),
    "structured-json-schema-strict": structured("json_schema", strict=True),
    "structured-function-calling": structured("function_calling"),
    "image": image,
    "reasoning": reasoning,
    "error-404": error_404,
    "error-400": error_400,
})
