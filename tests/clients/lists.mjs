// A server of each vendor and one of discovery: what a test of lists goes through.

/** `{name, url, tool}` each; `tool` takes no arguments, and is absent where only names differ from another list. */
export async function mintLists(worker) {
  const lists = [];
  for (const [slug, tool] of [['pylon', 'list_all_pylon_me'], ['gladly', 'list_all_gladly_agents'], ['intercom', 'list_all_intercom_me'], ['hubspot', 'list_all_hubspot_owners']]) {
    const account = await worker.connect(slug);
    const mint = async (config) => (await worker.mint(config, { account })).url;
    lists.push({ name: slug, url: await mint({}), tool });
    lists.push({ name: `${slug}, short names`, url: await mint({ tool_names: 'short' }) });
    lists.push({ name: `${slug}, discovery`, url: await mint({ tool_exposure: 'discovery' }), tool: 'search_tools' });
  }
  return lists;
}
