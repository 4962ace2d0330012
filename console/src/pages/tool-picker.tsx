// Tools by name: those that are allowed alone, or those that are left out.
import { useId, useMemo, useState } from 'preact/hooks';
import { Button } from '../ui/button';
import { Choices, FieldError } from '../ui/field';
import { number } from '../ui/number';
import { Search, finder } from '../ui/search';
import { Status } from '../ui/states';
import type { CatalogueTool } from './catalogue-tool';
import { EffectBadge } from './effect';

interface Props {
  tools: CatalogueTool[];
  allow: string[];
  deny: string[];
  onPick: (names: { allow: string[]; deny: string[] }) => void;
  error: string | undefined;
}

type Mode = 'all' | 'allow' | 'deny';

export function ToolPicker({ tools, allow, deny, onPick, error }: Props) {
  const [mode, setMode] = useState<Mode>(allow.length > 0 ? 'allow' : deny.length > 0 ? 'deny' : 'all');
  const [words, setWords] = useState('');
  const [pattern, setPattern] = useState('');
  const id = useId();
  const chosen = mode === 'allow' ? allow : deny;
  const pick = (names: string[]) => onPick(mode === 'allow' ? { allow: names, deny } : { allow, deny: names });
  const known = useMemo(() => new Set(tools.map(({ name }) => name)), [tools]);
  const patterns = chosen.filter((name) => !known.has(name));
  const found = useMemo(() => {
    const has = finder(words);
    return tools.filter((tool) => has(`${tool.name} ${tool.resource} ${tool.description}`));
  }, [tools, words]);
  const change = (next: Mode) => {
    setMode(next);
    if (next === 'all') onPick({ allow: [], deny: [] });
    else onPick(next === 'allow' ? { allow: chosen, deny: [] } : { allow: [], deny: chosen });
  };
  const toggle = (name: string) => pick(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  const names = found.map(({ name }) => name);
  const areAll = names.length > 0 && names.every((name) => chosen.includes(name));
  return (
    <div class="picker">
      <Choices
        legend="By name"
        name="names"
        inline
        value={mode}
        onValue={change}
        choices={[
          { value: 'all', label: 'Every one', help: 'That passes the above.' },
          { value: 'allow', label: 'Only these', help: 'Picked one by one.' },
          { value: 'deny', label: 'All but these', help: 'The rest stays.' },
        ]}
      />
      {mode !== 'all' && (
        <>
          <div class="picker-head">
            <Search label="Find a tool" value={words} onValue={setWords} count={found.length} />
            <Button small onClick={() => pick(areAll ? chosen.filter((name) => !names.includes(name)) : [...new Set([...chosen, ...names])])}>
              {areAll ? 'None of these' : `All ${found.length}`}
            </Button>
            <Status>{chosen.length} picked</Status>
          </div>
          <ul class="picker-list" tabIndex={0} aria-label={mode === 'allow' ? 'Tools that are allowed' : 'Tools that are left out'}>
            {found.map((tool) => (
              <li key={tool.name}>
                <input id={`${id}-${tool.name}`} type="checkbox" checked={chosen.includes(tool.name)} onChange={() => toggle(tool.name)} />
                <label for={`${id}-${tool.name}`}>
                  <code>{tool.name}</code>
                  <span class="soft">{tool.description}</span>
                </label>
                <span class="cost">{number.format(tool.tokens)} tokens</span>
                <EffectBadge effect={tool.effect} />
              </li>
            ))}
            {found.length === 0 && <li class="soft">No tool has these words.</li>}
          </ul>
          <div class="picker-head">
            <input type="text" aria-label="A pattern of names" placeholder="A pattern, such as get_*" spellcheck={false} value={pattern} onInput={(event) => setPattern(event.currentTarget.value)} />
            <Button
              small
              onClick={() => {
                if (pattern.trim() !== '') pick([...new Set([...chosen, pattern.trim()])]);
                setPattern('');
              }}
            >
              Add
            </Button>
            {patterns.map((one) => (
              <button key={one} type="button" class="chip" aria-pressed="true" aria-label={`Remove ${one}`} onClick={() => toggle(one)}>
                {one} ×
              </button>
            ))}
          </div>
        </>
      )}
      <FieldError error={error} />
    </div>
  );
}
