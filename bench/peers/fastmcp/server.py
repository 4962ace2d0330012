"""Intercom's endpoints as tools of FastMCP, made from an OpenAPI document as its documentation has it.

`server.py openapi.json http://upstream /mcp/path` prints the port that it listens on. No accounts, tokens or filters: one vendor token, all tools.
"""

import json
import socket
import sys

import httpx2
import uvicorn
from fastmcp import FastMCP

document, upstream, path = sys.argv[1:]

with open(document, encoding="utf-8") as file:
    specification = json.load(file)

client = httpx2.AsyncClient(
    base_url=upstream,
    headers={"authorization": "Bearer intercom-demo-token", "intercom-version": "2.16", "accept": "application/json"},
    timeout=25,
    limits=httpx2.Limits(max_connections=64, max_keepalive_connections=64),
)
mcp = FastMCP.from_openapi(openapi_spec=specification, client=client, name="fastmcp", validate_output=False)
app = mcp.http_app(path=path, json_response=True, stateless_http=True)

listener = socket.create_server(("127.0.0.1", 0), backlog=1024)
print(listener.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(app, log_level="warning", access_log=False)).run(sockets=[listener])
