// What calling a tool can do.
import { Badge } from '../ui/states';

export type Effect = 'read' | 'write' | 'destructive';

/** By the hints as the protocol means them: what is not said is the worst. */
export function effectOf(annotations: Record<string, unknown> = {}): Effect {
  if (annotations['readOnlyHint'] === true) return 'read';
  return annotations['destructiveHint'] === false ? 'write' : 'destructive';
}

export function EffectBadge({ effect }: { effect: Effect }) {
  return <Badge tone={effect === 'read' ? 'calm' : effect === 'write' ? 'warn' : 'bad'}>{effect === 'destructive' ? 'deletes' : `${effect}s`}</Badge>;
}
