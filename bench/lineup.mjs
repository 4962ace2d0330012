// The peers, each running, on one Intercom account.
import { cases, servers as configs } from './cases.mjs';
import { demand, find } from './peers.mjs';
import { ask } from './environment.mjs';
import { signIn } from './person.mjs';

const account = { integration: 'intercom', label: 'Benchmark', credentials: { access_token: 'intercom-benchmark-token' } };

/**
 * Starts the peers of these names, and Fairlead in any case. `running` holds the processes by name, `servers` the paths to ask at and
 * `modules` the files of each Worker; `again` starts a fresh process of one, for as long as `use` takes.
 */
export async function line(environment, names) {
  const starts = {};
  const modules = {};
  const running = {};
  const enter = async (name, facts) => {
    const peer = find(name);
    if (peer.command) {
      const [command, args] = await peer.command(facts, environment.vendor);
      starts[name] = () => environment.startProgram(command, args);
    } else {
      modules[name] = demand(await peer.modules(facts));
      const bindings = peer.bindings?.(facts);
      starts[name] = (label) => environment.start(label, modules[name], bindings);
    }
    running[name] = await starts[name](name);
  };
  await enter('fairlead');
  const made = await environment.provision(running.fairlead, account, configs);
  const { servers } = made;
  const person = await signIn(running.fairlead, environment.bindings.ADMIN_TOKEN, made.account);
  const facts = await observe(environment, running.fairlead, servers);
  for (const name of names) if (name !== 'fairlead') await enter(name, facts);
  return {
    running,
    servers: { ...servers, person },
    modules,
    async again(name, use) {
      const fresh = await starts[name](`${name}-again`);
      try {
        return await use(fresh);
      } finally {
        await fresh.stop();
      }
    },
  };
}

/** What Fairlead answers to each case that can be answered with a constant, or with one around the vendor's text. */
async function observe({ vendor }, fairlead, servers) {
  const texts = [];
  for (const { name, server, method, params } of cases.filter(({ name, alone }) => name !== 'list-page' && !alone)) {
    const { path } = servers[server];
    texts.push({ name, path, method, ...(await ask(fairlead, servers[server], method, params())) });
  }
  return {
    servers,
    texts,
    tools: texts.find(({ name }) => name === 'list-full').result.tools,
    contact: await (await fetch(`${vendor}/contacts/1k`)).text(),
  };
}
