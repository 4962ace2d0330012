import { Empty } from '../ui/states';
import { LinkButton } from '../ui/button';
import { Page } from '../ui/page';

export function Missing() {
  return (
    <Page title="Nothing is here">
      <Empty title="There is no such page" action={<LinkButton href="/">To the overview</LinkButton>}>
        <p>The address may be misspelt, or what it showed was deleted.</p>
      </Empty>
    </Page>
  );
}
