"""The Python client under the words of calls.mjs: one JSON request a line in, one JSON answer a line out."""

import asyncio
import json
import sys

from mcp import Client


def shown(result):
    return result.model_dump(mode="json", by_alias=True, exclude_none=True)


async def answer(client, asked):
    match asked:
        case {"ask": "about"}:
            return {"version": client.protocol_version, "instructions": client.instructions}
        case {"ask": "listTools"}:
            return shown(await client.list_tools())
        case {"ask": "callTool", "name": name, "arguments": arguments}:
            return shown(await client.call_tool(name, arguments))


async def main(url, mode):
    async with Client(url, mode=mode) as client:
        while line := await asyncio.to_thread(sys.stdin.readline):
            print(json.dumps(await answer(client, json.loads(line))), flush=True)


asyncio.run(main(*sys.argv[1:]))
