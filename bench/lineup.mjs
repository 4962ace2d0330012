// The peers, each running, on one Intercom account.
import { cases, servers as configs } from './cases.mjs';
import { demand, peers } from './peers.mjs';
import { ask } from './world.mjs';

const account = { integration: 'intercom', label: 'Benchmark', credentials: { access_token: 'intercom-benchmark-token' } };

/**
 * Starts the peers of these names. `running` holds them by name, `servers` the paths to ask at; `again` starts a fresh process of one,
 * for as long as `use` takes.
 */
export async function line(world, names) {
  const made = new Map();
  const running = {};
  const enter = async (name, facts) => {
    const peer = peers.find((peer) => peer.name === name);
    if (!peer) throw new Error(`No peer is called ${name}; there are ${peers.map(({ name }) => name).join(', ')}.`);
    made.set(name, [demand(await peer.modules(facts)), peer.bindings?.(facts)]);
    running[name] = await world.start(name, ...made.get(name));
  };
  await enter('fairlead');
  const servers = await world.provision(running.fairlead, account, configs);
  const facts = await observe(world, running.fairlead, servers);
  for (const name of names) if (name !== 'fairlead') await enter(name, facts);
  return {
    running,
    servers,
    async again(name, use) {
      const fresh = await world.start(`${name}-again`, ...made.get(name));
      try {
        return await use(fresh);
      } finally {
        await fresh.stop();
      }
    },
    modules: (name) => made.get(name)[0],
  };
}

/** What Fairlead answers to each case that can be answered with a constant, or with one around the vendor's text. */
async function observe({ vendor }, fairlead, servers) {
  const texts = [];
  for (const { name, server, method, params } of cases.filter(({ name }) => name !== 'list-page')) {
    const { path } = servers[server];
    texts.push({ name, path, method, ...(await ask(fairlead, path, method, params())) });
  }
  return {
    servers,
    texts,
    tools: texts.find(({ name }) => name === 'list-full').result.tools,
    contact: await (await fetch(`${vendor}/contacts/1k`)).text(),
  };
}
