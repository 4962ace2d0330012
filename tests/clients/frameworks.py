"""What agent frameworks in Python make of a server's tools: `frameworks.py <framework> <tool> <url>...`, one JSON object a URL."""

import asyncio
import json
import sys
from importlib.metadata import version


async def google_genai(url, tool):
    """What `generate_content` does with an MCP session among its tools (google.genai._mcp_utils)."""
    from google.genai._mcp_utils import mcp_to_gemini_tool
    from mcp import Client

    async with Client(url) as client:
        listed = (await client.list_tools()).tools
        converted = [mcp_to_gemini_tool(one).function_declarations[0] for one in listed]
        result = await client.call_tool(tool, {})
        schemas = {one.name: one.parameters.model_dump(mode="json", exclude_none=True) for one in converted}
        return {"schemas": schemas, "answer": result.content[0].text}


async def openai_agents(url, tool, strict=False):
    from agents.mcp import MCPServerStreamableHttp
    from agents.mcp.util import MCPUtil

    async with MCPServerStreamableHttp({"url": url}, client_session_timeout_seconds=60) as server:
        listed = await server.list_tools()
        converted = [MCPUtil.to_function_tool(one, server, convert_schemas_to_strict=strict) for one in listed]
        called = next(one for one in converted if one.name == tool)
        result = await server.call_tool(called.name, {})
        schemas = {one.name: one.params_json_schema for one in converted}
        stricts = sum(one.strict_json_schema for one in converted)
        return {"schemas": schemas, "strict": stricts, "answer": result.content[0].text}


async def openai_agents_strict(url, tool):
    return await openai_agents(url, tool, strict=True)


async def langchain(url, tool):
    from langchain_core.utils.function_calling import convert_to_openai_tool
    from langchain_mcp_adapters.client import MultiServerMCPClient

    tools = await MultiServerMCPClient({"it": {"transport": "streamable_http", "url": url}}).get_tools()
    converted = [convert_to_openai_tool(one)["function"] for one in tools]
    answer = await next(one for one in tools if one.name == tool).ainvoke({})
    schemas = {one["name"]: one["parameters"] for one in converted}
    return {"schemas": schemas, "answer": answer if isinstance(answer, str) else answer[0]["text"]}


FRAMEWORKS = {
    "google-genai": ("google-genai", google_genai),
    "openai-agents": ("openai-agents", openai_agents),
    "openai-agents, strict": ("openai-agents", openai_agents_strict),
    "langchain-mcp-adapters": ("langchain-mcp-adapters", langchain),
}


async def main(framework, tool, *urls):
    package, run = FRAMEWORKS[framework]
    for url in urls:
        print(json.dumps({"version": version(package), **await run(url, tool)}), flush=True)


asyncio.run(main(*sys.argv[1:]))
