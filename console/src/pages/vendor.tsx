import { useRoute } from 'preact-iso/router';
import { useMemo, useState } from 'preact/hooks';
import { type Account, type Capabilities, api, ask } from '../api/client';
import { useRead } from '../api/use';
import { LinkButton } from '../ui/button';
import { Page } from '../ui/page';
import { Search } from '../ui/search';
import { Badge, Problem, Skeleton } from '../ui/states';
import { Tabs } from '../ui/tabs';
import { number } from '../ui/number';
import { useAccounts, useCapabilities, useIntegrations } from './data';
import { EffectBadge } from './effect';

type Resource = Capabilities['resources'][number];

export function Vendor() {
  const slug = useRoute().params['slug'] ?? '';
  const integrations = useIntegrations();
  const capabilities = useCapabilities(slug);
  const accounts = useAccounts();
  const [words, setWords] = useState('');
  const [tab, setTab] = useState('tools');
  const integration = integrations.data?.find((one) => one.slug === slug);
  const account = accounts.data?.find((one) => one.integration === slug && !one.is_blocked && one.owner_member_id === null);
  const { data } = capabilities;
  const readiness = data?.ai_readiness;
  return (
    <Page
      title={integration?.label ?? slug}
      above={{ href: '/catalogue', label: 'Catalogue' }}
      intro={
        integration !== undefined && (
          <p class="facts">
            <span>{number.format(integration.tools)} tools</span>
            {readiness !== undefined && (
              <span>
                {number.format(readiness.methods_with_descriptions)} of {number.format(readiness.methods)} endpoints documented
              </span>
            )}
            <a href={integration.docs_url} target="_blank" rel="noreferrer">
              The vendor’s documentation
            </a>
          </p>
        )
      }
      actions={
        <LinkButton kind="main" href={`/accounts/new?vendor=${encodeURIComponent(slug)}`}>
          Connect an account
        </LinkButton>
      }
    >
      <Problem error={capabilities.error} again={() => void capabilities.reload()} />
      {data === undefined && capabilities.error === undefined && <Skeleton />}
      {data !== undefined && (
        <>
          <Cost account={account} tools={integration?.tools ?? 0} />
          <Search label="Find an endpoint" value={words} onValue={setWords} />
          <Tabs
            label="Of this vendor"
            value={tab}
            onValue={setTab}
            tabs={[
              { id: 'tools', label: 'Tools', content: () => <Tools capabilities={data} words={words} /> },
              { id: 'gate', label: 'Held back', content: () => <HeldBack capabilities={data} words={words} /> },
            ]}
          />
        </>
      )}
    </Page>
  );
}

/** What all of it would cost a model: known by an account, because an account may be read-only. */
function Cost({ account, tools }: { account: Account | undefined; tools: number }) {
  const cost = useRead(`cost ${account?.id ?? ''}`, async () => {
    if (account === undefined) return undefined;
    const path = { id: account.id };
    const [all, found] = await Promise.all([
      ask(api.POST('/integrated-account/{id}/mcp/preview', { params: { path }, body: {} })),
      ask(api.POST('/integrated-account/{id}/mcp/preview', { params: { path }, body: { config: { tool_exposure: 'discovery' } } })),
    ]);
    return { all, found };
  });
  if (cost.data === undefined) return null;
  const { all, found } = cost.data;
  return (
    <div class="card">
      <p class="figures">
        <span>
          <b>{number.format(all.tokens)}</b> tokens for all {number.format(all.count)}
        </span>
        <span>
          <b>{number.format(Math.round(all.tokens / Math.max(1, all.count)))}</b> for one, on average
        </span>
        <span>
          <b>{number.format(found.tokens)}</b> by discovery
        </span>
      </p>
      {account?.read_only === true && all.count < tools && <p class="soft">Of {account.label}, which is read-only.</p>}
    </div>
  );
}

function Tools({ capabilities, words }: { capabilities: Capabilities; words: string }) {
  const asked = words.toLowerCase().split(/\s+/).filter(Boolean);
  const hits = (text: string) => asked.every((word) => text.toLowerCase().includes(word));
  const resources = useMemo(
    () =>
      capabilities.resources
        .map(({ resource, methods }) => ({ resource, methods: methods.filter(({ tool, description }) => tool !== null && hits(`${resource} ${tool} ${description ?? ''}`)) }))
        .filter(({ methods }) => methods.length > 0),
    [capabilities, words],
  );
  const composites = capabilities.composites.filter(({ tool, description }) => hits(`${tool} ${description}`));
  return (
    <>
      {composites.length > 0 && (
        <section class="resource">
          <h2>Several calls in one</h2>
          <ul class="endpoints">
            {composites.map(({ tool, description, calls, tokens }) => (
              <li key={tool}>
                <p>
                  <code>{tool}</code> <EffectBadge effect="read" /> <Tokens tokens={tokens} />
                </p>
                <p class="soft">{description}</p>
                <p class="soft">Calls {calls.join(', ')}.</p>
              </li>
            ))}
          </ul>
        </section>
      )}
      {resources.map(({ resource, methods }) => (
        <section class="resource" key={resource}>
          <h2>{resource}</h2>
          <ul class="endpoints">
            {methods.map((method) => (
              <li key={method.method}>
                <p>
                  <code>{method.tool}</code> {method.effect !== null && <EffectBadge effect={method.effect} />}
                  {method.tags.map((tag) => (
                    <Badge key={tag}>{tag}</Badge>
                  ))}{' '}
                  <Tokens tokens={method.tokens ?? 0} />
                </p>
                <p class="soft">{method.description}</p>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {resources.length + composites.length === 0 && <p class="soft">No tool has these words.</p>}
    </>
  );
}

const Tokens = ({ tokens }: { tokens: number }) => <span class="cost">{number.format(tokens)} tokens</span>;

/** Endpoints that are no tools: without a description a model would guess. */
function HeldBack({ capabilities, words }: { capabilities: Capabilities; words: string }) {
  const held = capabilities.resources.flatMap(({ resource, methods }: Resource) => methods.filter(({ tool }) => tool === null).map((method) => ({ ...method, resource })));
  const found = held.filter(({ resource, method }) => `${resource} ${method}`.toLowerCase().includes(words.trim().toLowerCase()));
  return (
    <>
      <p class="soft">{held.length === 0 ? 'Every endpoint of the record is documented, so each is a tool.' : 'These endpoints are in the record, and no tools: nobody has written down what a model has to know of them.'}</p>
      <ul class="endpoints">
        {found.map(({ resource, method, http }) => (
          <li key={`${resource}.${method}`}>
            <p>
              <code>{`${resource}.${method}`}</code> <span class="soft">{http}</span>
            </p>
          </li>
        ))}
      </ul>
    </>
  );
}
