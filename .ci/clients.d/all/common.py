"""What the Python clients share: checks, and the run over models and journeys."""

import asyncio
import faulthandler
import inspect
import math
import sys
import traceback

faulthandler.dump_traceback_later(1500, exit=True)

COUNT = "Write the integers from 1 to 30, one per line, digits only."
COUNTED = "\n".join(str(i) for i in range(1, 31))
READY = "Reply with exactly one word: ready"
WEATHER = {"Oslo": "4 degrees, sleet", "Lima": "19 degrees, haze"}
BOTH = "Get the weather for Oslo and for Lima, both in this turn."
OPUS = "claude-opus-5-5"  # refuses forced tools


class Skip(Exception):
    """A journey that a model does not take by design; says why."""


def bare(model):
    """The model without its door: bedrock/us.anthropic.claude-sonnet-4-6 is claude-sonnet-4-6."""
    return model.split("/")[-1].split("anthropic.")[-1]


def of(model, words):
    """Tells whether one of the words begins the model's name, with its door or without."""
    return any(name.startswith(word) for word in words.split() for name in (model, bare(model)))


def only(model, words, why):
    if not of(model, words):
        raise Skip(why)


def unforced(model):
    if bare(model) == OPUS:
        raise Skip("the model refuses forced tools")


def schema_beside_tools(model):
    if of(model, "gemini-2.5"):
        raise Skip("the model takes no schema beside tools")


def check(what, seen, holds, expected):
    if not holds:
        raise AssertionError(f"{what}: expected {expected!r}, saw {seen!r}")


def same(what, seen, expected):
    check(what, seen, seen == expected, expected)


def has(what, seen, part):
    check(what, seen, part in (seen or ""), f"...{part}...")


def near(what, seen, expected):
    """The same numbers, as far as float32 tells them."""
    same(f"{what}: length", len(seen), len(expected))
    off = [(a, b) for a, b in zip(seen, expected) if not abs(a - b) < 1e-6]
    check(what, off[:2], not off, "the same numbers")


def normed(what, vector):
    norm = math.sqrt(sum(x * x for x in vector))
    check(f"{what}: norm", norm, abs(norm - 1) < 1e-3, 1)


def both_weathers(text):
    for weather in WEATHER.values():
        has("answer", text, weather)


def raised(kinds, call):
    """What the call raises; it must be one of these kinds."""
    try:
        seen = call()
    except kinds as e:
        return e
    raise AssertionError(f"expected {kinds}, saw {seen!r}")


def cause(error, kind):
    """The error of this kind that a framework has wrapped."""
    while error is not None and not isinstance(error, kind):
        error = error.__cause__ or error.__context__
    check("cause", error, error is not None, kind.__name__)
    return error


def run(client, version, journeys, embeddings=None):
    """Runs NAME.py URL MODELS [JOURNEY...]; a journey takes the model's name and may be async.

    Models for embeddings have journeys of their own.
    """
    print(f"clients: {client}: {version}", flush=True)
    models, chosen = sys.argv[2].split(), sys.argv[3:]
    failures = 0
    loop = asyncio.new_event_loop()  # one for all: some frameworks keep connections that belong to it
    asyncio.set_event_loop(loop)
    for model in models:
        for name, journey in (embeddings if "embedding" in model else journeys).items():
            if chosen and name not in chosen:
                continue
            try:
                result = journey(model)
                if inspect.isawaitable(result):
                    loop.run_until_complete(result)
                print("ok  ", client, model, name, flush=True)
            except Skip as e:
                print("skip", client, model, f"{name}: {e}", flush=True)
            except Exception as e:
                failures += 1
                if chosen:
                    traceback.print_exc()
                why = " ".join(f"{type(e).__name__}: {e}".split())
                print("FAIL", client, model, f"{name}: {why[:600]}", flush=True)
    sys.exit(failures > 0)
