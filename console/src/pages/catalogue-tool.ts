import type { Capabilities } from '../api/client';
import type { Effect } from './effect';

export interface CatalogueTool {
  name: string;
  resource: string;
  method: string;
  description: string;
  effect: Effect;
  /** Of its definition. */
  tokens: number;
}

/** Every tool that there is, composites at the end. */
export function toolsOf(capabilities: Capabilities | undefined): CatalogueTool[] {
  if (capabilities === undefined) return [];
  const tools = capabilities.resources.flatMap(({ resource, methods }) =>
    methods.flatMap(({ tool, method, description, effect, tokens }) => (tool === null ? [] : [{ name: tool, resource, method, description: description ?? '', effect: effect ?? 'read', tokens: tokens ?? 0 }])),
  );
  const composites = capabilities.composites.map(({ tool, description, tokens }) => ({ name: tool, resource: 'several at once', method: 'composite', description, effect: 'read' as const, tokens }));
  return [...tools, ...composites];
}
