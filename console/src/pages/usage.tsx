import type { Schemas } from '../api/client';
import { number } from '../ui/number';
import { Time } from '../ui/time';

/** How much a URL was used. */
export function Usage({ usage }: { usage: Schemas['Server']['usage'] }) {
  if (usage === null) return <>use is not counted here</>;
  if (usage.last_used_at === null) return <>not used yet</>;
  return (
    <>
      {number.format(usage.messages)} messages, <Time iso={usage.last_used_at} before="last " />
    </>
  );
}
