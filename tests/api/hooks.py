"""What a schema cannot say, for schemathesis: ids that exist, words that an integration has, times that lie ahead.

Only what was made to be good is made better. What was spoiled on purpose stays as it is.
"""

import atexit
import collections
import functools
import itertools
import json
import os

import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import TestPhase

ORIGIN = os.environ["FAIRLEAD"]
OPERATOR = {"authorization": f"Bearer {os.environ['ADMIN_TOKEN']}"}
# What connects an account that the vendor's simulator knows.
ACCOUNT = json.loads(os.environ["ACCOUNT"])
TOOL = os.environ["TOOL"]

# Filters that leave a tool, whatever else is asked for.
FILTERS = {"methods": ["read"], "tags": [], "tools": {"allow": ["*"]}, "allowed_ips": ["127.0.0.0/8", "::1"]}

MESSAGES = [
    {"method": "tools/list"},
    {"method": "tools/call", "params": {"name": TOOL, "arguments": {}}},
    {"method": "ping"},
]

answers = collections.defaultdict(collections.Counter)
told_ids = set()
numbers = itertools.count()


def make(path, body):
    made = requests.post(f"{ORIGIN}{path}", json=body, headers=OPERATOR, timeout=120)
    made.raise_for_status()
    return made.json()


def make_account():
    return make("/integrated-account", ACCOUNT)


def make_server(account):
    return make(f"/integrated-account/{account['id']}/mcp", {"name": "Real"})


def make_several_server():
    return make("/mcp-server", {"name": "Real", "accounts": [{"id": standing_account()["id"]}]})


# Made once, for what leaves them there. The URL that is called is of a server that nothing changes.
standing_account = functools.cache(make_account)
standing_server = functools.cache(lambda: make_server(standing_account()))
standing_several_server = functools.cache(make_several_server)
called_server = functools.cache(lambda: make_server(make_account()))


def real_path(operation):
    """Values for the parameters of a path; what takes a record away gets one of its own."""
    if operation == "callMcp":
        return {"token": called_server()["token"]}
    if operation == "deleteApiToken":
        return {"id": make("/api-token", {"name": "Brief", "scope": "mcp"})["id"]}
    if operation == "deleteAccount":
        return {"id": make_account()["id"]}
    if operation.endswith("SeveralServer"):
        takes_server = operation in ("deleteSeveralServer", "rotateSeveralServer")
        server = make_several_server() if takes_server else standing_several_server()
        return {"server_id": server["id"]}
    takes_server = operation in ("deleteServer", "rotateServer")
    server = make_server(standing_account()) if takes_server else standing_server()
    return {"slug": ACCOUNT["integration"], "id": server["integrated_account_id"], "mcp_id": server["id"]}


def real_query(query):
    """A cursor is what a list gave, and a filter names what an integration has."""
    slug = ACCOUNT["integration"]
    words = {"next_cursor": "", "methods": "read", "tags": "", "tools": "*", "integration": slug, "integration[in]": slug}
    return {name: words.get(name, value) for name, value in query.items()}


def real_config(config):
    return {name: FILTERS[name] if value and name in FILTERS else value for name, value in config.items()}


def real_body(operation, body):
    if operation == "callMcp":
        # Some of the messages stay as they were made.
        real = MESSAGES[len(body["method"]) % 4 :][:1]
        return {**body, **real[0]} if real else body
    if "integration" in body:
        body["integration"] = ACCOUNT["integration"]
    if "credentials" in body:
        body["credentials"] = ACCOUNT["credentials"]
    if "context" in body:
        body["context"] = {"region": "us"}
    if "accounts" in body:
        # An account is taken once, so one of them is real.
        real = {"id": standing_account()["id"]}
        config = body["accounts"][0].get("config") if body["accounts"] else None
        body["accounts"] = [real if config is None else {**real, "config": real_config(config)}]
    if "config" in body:
        body["config"] = real_config(body["config"])
    if body.get("expires_at"):
        body["expires_at"] = "2037-01-31T09:00:00Z"
    return body


def is_good(meta, place):
    """Whether that part of a request was made to be good. Coverage spoils one part at a time, and takes its own header for spoiled
    where it has not read the pattern."""
    is_spoiled = meta.is_negative_at(place)
    if is_spoiled and meta.phase.name is TestPhase.COVERAGE:
        return meta.generation.mode.is_positive or meta.phase.data.parameter_location is not place
    return not is_spoiled


@schemathesis.hook
def before_call(context, case, kwargs):
    operation, meta = case.operation.definition.raw["operationId"], case.meta
    # A chain of calls goes on with the ids that its first calls were told; some may be gone by now.
    is_chained = meta.phase.name is TestPhase.STATEFUL and not told_ids.isdisjoint(case.path_parameters.values())
    if case.path_parameters and is_good(meta, ParameterLocation.PATH) and not is_chained:
        real = real_path(operation)
        case.path_parameters = {name: real[name] for name in case.path_parameters}
    if case.query and is_good(meta, ParameterLocation.QUERY):
        case.query = real_query(case.query)
    if isinstance(case.body, dict) and is_good(meta, ParameterLocation.BODY):
        case.body = real_body(operation, dict(case.body))
    # workerd hands on no header of the standard whose value is empty.
    if case.headers.get("if-match") == "":
        case.headers["if-match"] = "0"
    if is_good(meta, ParameterLocation.HEADER):
        # The version of 2026 asks for headers that repeat the body.
        if case.headers.get("mcp-protocol-version") == "2026-07-28":
            del case.headers["mcp-protocol-version"]
        # Fuzzing sends states that never were and keys that were used; elsewhere each request is to be carried out.
        is_fuzzing = meta.phase.name is TestPhase.FUZZING
        if "if-match" in case.headers and not is_fuzzing:
            case.headers["if-match"] = "*"
        if "idempotency-key" in case.headers and not is_fuzzing:
            case.headers["idempotency-key"] = f"{next(numbers)}-{case.headers['idempotency-key']}"[:255]


@schemathesis.hook
def after_call(context, case, response):
    answers[case.operation.definition.raw["operationId"]][response.status_code] += 1
    if response.status_code == 201:
        told = response.json()
        told_ids.update(told[name] for name in ("id", "token") if name in told)


@atexit.register
def tell():
    with open(os.environ["ANSWERS"], "w", encoding="utf-8") as file:
        json.dump(answers, file)
