import { Page } from '../ui/page';
import { Problem, Skeleton } from '../ui/states';
import { number } from '../ui/number';
import { useIntegrations } from './data';

export function Catalogue() {
  const integrations = useIntegrations();
  return (
    <Page title="Catalogue" intro={<p>What can be connected, and every tool that comes of it.</p>}>
      <Problem error={integrations.error} again={() => void integrations.reload()} />
      {integrations.data === undefined && integrations.error === undefined && <Skeleton rows={3} />}
      <ul class="cards">
        {integrations.data?.map(({ slug, label, tools, resources, tags }) => (
          <li class="card" key={slug}>
            <a class="card-link" href={`/catalogue/${slug}`}>
              {label}
            </a>
            <p class="figures small">
              <span>
                <b>{number.format(tools)}</b> tools
              </span>
              <span>
                <b>{number.format(resources.length)}</b> resources
              </span>
            </p>
            <p class="soft clamp">{tags.join(', ')}</p>
          </li>
        ))}
      </ul>
    </Page>
  );
}
