// A server of each vendor, one of discovery, one with ChatGPT's two and one of all accounts: what a test of lists goes through.
import { vendorTokens } from '../support/harness.mjs';

/** `{name, url, tool}` each; `tool` takes no arguments, and is absent where a list differs from another in names or a few tools alone. */
export async function mintLists(worker) {
  const lists = [];
  const accounts = [await worker.connect('pylon', { label: 'Second', credentials: { api_token: vendorTokens.second } })];
  for (const [slug, tool] of [['pylon', 'list_all_pylon_me'], ['gladly', 'list_all_gladly_agents'], ['intercom', 'list_all_intercom_me'], ['hubspot', 'list_all_hubspot_owners']]) {
    const account = await worker.connect(slug);
    accounts.push(account);
    const mint = async (config) => (await worker.mint(config, { account })).url;
    lists.push({ name: slug, url: await mint({}), tool });
    lists.push({ name: `${slug}, short names`, url: await mint({ tool_names: 'short' }) });
    lists.push({ name: `${slug}, discovery`, url: await mint({ tool_exposure: 'discovery' }), tool: 'search_tools' });
    lists.push({ name: `${slug}, ChatGPT`, url: await mint({ chatgpt_search: true }) });
  }
  // Two accounts of one vendor, so that tools ask which is meant.
  const all = (config) => ({ name: 'Everything', accounts: accounts.map(({ id }) => ({ id, config })) });
  for (const style of ['long', 'short']) {
    const { url } = await worker.must(201, 'POST', '/mcp-server', all({ tool_names: style }));
    lists.push({ name: `all accounts, ${style} names`, url });
  }
  return lists;
}
