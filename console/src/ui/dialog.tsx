import * as dialog from '@zag-js/dialog';
import { normalizeProps, useMachine } from '@zag-js/preact';
import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { useAction } from '../api/use';
import { Button } from './button';
import { Portal } from './portal';
import { Problem } from './states';

interface Props {
  open: boolean;
  onClose: () => void;
  title: string;
  text?: ComponentChildren;
  /** One that asks before something is lost. */
  alert?: boolean;
  children?: ComponentChildren;
}

export function Dialog({ open, onClose, title, text, alert = false, children }: Props) {
  const service = useMachine(dialog.machine, {
    id: useId(),
    open,
    onOpenChange: (change: { open: boolean }) => !change.open && onClose(),
    role: alert ? 'alertdialog' : 'dialog',
  });
  const part = dialog.connect(service, normalizeProps);
  if (!part.open) return null;
  return (
    <Portal>
      <div class="backdrop" {...part.getBackdropProps()} />
      <div class="dialog-place" {...part.getPositionerProps()}>
        <div class="dialog" {...part.getContentProps()}>
          <h2 {...part.getTitleProps()}>{title}</h2>
          <div {...part.getDescriptionProps()}>{text}</div>
          {children}
        </div>
      </div>
    </Portal>
  );
}

/** Asks before something that cannot be taken back, and says what it breaks. */
export function Confirm({ open, onClose, title, text, verb, act }: { open: boolean; onClose: () => void; title: string; text: ComponentChildren; verb: string; act: () => Promise<void> }) {
  const { run, busy, error, clear } = useAction(async () => {
    await act();
    onClose();
  });
  const close = () => {
    clear();
    onClose();
  };
  return (
    <Dialog open={open} onClose={close} title={title} text={text} alert>
      <Problem error={error} />
      <div class="actions">
        <Button onClick={close}>Cancel</Button>
        <Button kind="danger" busy={busy} onClick={() => void run()}>
          {verb}
        </Button>
      </div>
    </Dialog>
  );
}
