import type { ComponentChildren } from 'preact';
import type { Action } from '../api/use';
import { Button } from '../ui/button';
import { Form } from '../ui/form';
import { Problem } from '../ui/states';
import { PreviewPanel, type Previewed } from './preview';

export const SAVED = 'Saved. It counts everywhere within half a minute or so.';

interface Props extends Omit<Action<[]>, 'clear'> {
  /** The fields that say themselves what is wrong with them. */
  fields: string[];
  preview: Previewed;
  /** What an account is called, where there are several. */
  labelOf?: (account: string) => string;
  verb: string;
  /** Beside the button. */
  beside: ComponentChildren;
  children: ComponentChildren;
}

/** The form of a URL, with what a model would see of it beside it. */
export function UrlForm({ run, busy, error, fields, preview, labelOf, verb, beside, children }: Props) {
  return (
    <div class="with-preview">
      <Form class="form" run={run}>
        {children}
        <Problem error={error} shown={fields} />
        <div class="actions">
          <Button type="submit" kind="main" busy={busy}>
            {verb}
          </Button>
          {beside}
        </div>
      </Form>
      <PreviewPanel {...preview} labelOf={labelOf} />
    </div>
  );
}
