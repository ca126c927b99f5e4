"""instructor-python.py URL MODELS [JOURNEY...]: instructor, in every mode it has for OpenAI's chat."""

import logging
import sys
import warnings
from importlib.metadata import version
from typing import Iterable, Literal

import instructor
import openai
from common import BOTH, OPUS, Skip, bare, cause, check, raised, run, same, unforced
from instructor import Mode
from pydantic import BaseModel, field_validator
from shapes import ODD, RED_URL, SHOW, TAKEN, TRIP, Odd, Trip

warnings.simplefilter("ignore", DeprecationWarning)
logging.disable()
settings = {"base_url": sys.argv[1], "api_key": "any"}
FORCED = {Mode.TOOLS, Mode.TOOLS_STRICT, Mode.FUNCTIONS}
FENCED = f"Repeat exactly: ```json\n{ODD.model_dump_json()}\n```"


class Weather(BaseModel):
    """The weather in a city now."""

    city: Literal["Oslo", "Lima"]


def patched(mode):
    return instructor.from_openai(openai.OpenAI(**settings), mode=mode)


def user(content):
    return [{"role": "user", "content": content}]


def mode(mode, prompt, expected):
    """One answer, with its completion, and in parts."""
    def journey(model):
        if mode in FORCED:
            unforced(model)
        client = patched(mode)
        request = {"model": model, "messages": user(prompt), "response_model": type(expected), "max_retries": 0}
        made, completion = client.chat.completions.create_with_completion(**request)
        same("made", made.model_dump(), expected.model_dump())  # made is of a class of instructor's own
        same("total_tokens", completion.usage.total_tokens,
             completion.usage.prompt_tokens + completion.usage.completion_tokens)
        parts = list(client.chat.completions.create_partial(**request))
        same("last part", parts[-1].model_dump(), expected.model_dump())
    return journey


def parallel(model):
    calls = patched(Mode.PARALLEL_TOOLS).chat.completions.create(
        model=model, messages=user(BOTH), response_model=Iterable[Weather])
    same("made", list(calls), [Weather(city="Oslo"), Weather(city="Lima")])


def iterable(mode):
    def journey(model):
        if mode in FORCED:
            unforced(model)
        made = patched(mode).chat.completions.create_iterable(model=model, messages=user(TRIP), response_model=Trip)
        same("made", list(made), [TAKEN])
    return journey


async def asynchronous(model):
    unforced(model)
    client = instructor.from_openai(openai.AsyncOpenAI(**settings), mode=Mode.TOOLS)
    made = await client.chat.completions.create(model=model, messages=user(TRIP), response_model=Trip)
    same("made", made.model_dump(), TAKEN.model_dump())


def retry(model):
    """The first answer is refused by the model's validator; instructor sends it back and asks again."""
    unforced(model)
    seen = []

    class Fussy(Trip):
        @field_validator("travellers")
        @classmethod
        def second_time(cls, value):
            seen.append(value)
            if len(seen) == 1:
                raise ValueError("ask again")
            return value

    patched(Mode.TOOLS).chat.completions.create(
        model=model, messages=user(TRIP), response_model=Fussy, max_retries=2)
    check("validations", seen, len(seen) == 2, "two")


def image(model):
    unforced(model)
    parts = ["A trip for 3 to the city of Oslo by train", instructor.Image.from_url(RED_URL)]
    made = patched(Mode.TOOLS).chat.completions.create(model=model, messages=user(parts), response_model=Trip)
    same("travellers", made.travellers, 3)


def error_404(model):
    for asked in Mode.TOOLS, Mode.JSON_SCHEMA:
        error = raised(Exception, lambda: patched(asked).chat.completions.create(
            model="no-such-model", messages=user(TRIP), response_model=Trip))
        same("code", cause(error, openai.NotFoundError).code, "model_not_found")


def error_400(model):
    error = raised(Exception, lambda: patched(Mode.JSON).chat.completions.create(
        model=model, messages=user(SHOW), response_model=Odd, temperature=3))
    same("param", cause(error, openai.BadRequestError).param, "temperature")


def error_forced(model):
    """What a model answers that refuses forced tools: an error that names the cause."""
    if bare(model) != OPUS:
        raise Skip("the model takes forced tools")
    error = raised(Exception, lambda: patched(Mode.TOOLS).chat.completions.create(
        model=model, messages=user(TRIP), response_model=Trip))
    same("param", cause(error, openai.BadRequestError).param, "tool_choice")


run("instructor-python", f"instructor {version('instructor')}, openai {openai.__version__}", {
    "tools": mode(Mode.TOOLS, TRIP, TAKEN),
    "tools-strict": mode(Mode.TOOLS_STRICT, TRIP, TAKEN),
    "functions": mode(Mode.FUNCTIONS, TRIP, TAKEN),
    "json": mode(Mode.JSON, SHOW, ODD),
    "json-o1": mode(Mode.JSON_O1, TRIP, TAKEN),
    "md-json": mode(Mode.MD_JSON, FENCED, ODD),
    "json-schema": mode(Mode.JSON_SCHEMA, TRIP, TAKEN),
    "parallel-tools": parallel,
    "iterable-tools": iterable(Mode.TOOLS),
    "iterable-json-schema": iterable(Mode.JSON_SCHEMA),
    "asynchronous": asynchronous,
    "retry": retry,
    "image": image,
    "error-404": error_404,
    "error-400": error_400,
    "error-forced": error_forced,
})
