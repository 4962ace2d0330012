import type { Capabilities } from '../api/client';
import type { Effect } from './effect';

export interface CatalogueTool {
  name: string;
  resource: string;
  method: string;
  description: string;
  effect: Effect;
}

/** Every tool that there is, composites at the end. */
export function toolsOf(capabilities: Capabilities | undefined): CatalogueTool[] {
  if (capabilities === undefined) return [];
  const tools = capabilities.resources.flatMap(({ resource, methods }) =>
    methods.flatMap(({ tool, method, description, effect }) => (tool === null ? [] : [{ name: tool, resource, method, description: description ?? '', effect: effect ?? 'read' }])),
  );
  const composites = capabilities.composites.map(({ tool, description }) => ({ name: tool, resource: 'several at once', method: 'composite', description, effect: 'read' as const }));
  return [...tools, ...composites];
}
