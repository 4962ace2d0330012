// What one account gives: which of its tools, what they may write, and how they answer.
import type { Capabilities } from '../api/client';
import { Check, Chips, Choices, SelectField, TextArea, TextField } from '../ui/field';
import { type CatalogueTool, toolsOf } from './catalogue-tool';
import type { Draft } from './draft';
import { ToolPicker } from './tool-picker';

interface Part {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  /** What the API says of a key of the config. */
  about: (key: string) => string | undefined;
}

const KINDS = ['read', 'write', 'custom'];

export function ToolFields({ draft, set, capabilities, tags, about }: Part & { capabilities: Capabilities | undefined; tags: string[] }) {
  const tools = toolsOf(capabilities);
  return (
    <>
      <MethodFields draft={draft} set={set} tools={tools} error={about('methods')} />
      {tags.length > 0 && <Chips legend="Tags" help="A tool that has any of them passes. None chosen: no condition." words={tags} chosen={draft.tags} onValue={(chosen) => set({ tags: chosen })} error={about('tags')} />}
      <ToolPicker tools={tools} allow={draft.allow} deny={draft.deny} onPick={set} error={about('tools')} />
    </>
  );
}

/** Guard rails for whatever changes something. */
export function WriteFields({ draft, set, about }: Part) {
  const waiting = [...new Set(['write', 'destructive', 'custom', ...draft.approve])];
  return (
    <>
      <SelectField
        label="What customers would see"
        help="A reply, a note that is public, an article: whatever people outside can see."
        value={draft.customerVisible}
        onValue={(customerVisible) => set({ customerVisible })}
        options={[
          { value: 'on', label: 'Is sent' },
          { value: 'approve', label: 'Is sent once a person agrees' },
          { value: 'draft', label: 'Becomes a draft or an internal note' },
          { value: 'off', label: 'Is not offered' },
        ]}
        error={about('customer_visible')}
      />
      <Chips legend="Calls that wait for a person" help="They are asked in the AI app where it can ask, else by a link." words={waiting} chosen={draft.approve} onValue={(approve) => set({ approve })} error={about('approve')} />
      {(draft.approve.length > 0 || draft.customerVisible === 'approve') && (
        <SelectField
          label="Where a person agrees"
          help="An AI app says itself that somebody agreed. The page asks them here, by sign-in or with the approval code."
          value={draft.approveBy}
          onValue={(approveBy) => set({ approveBy })}
          options={[
            { value: 'any', label: 'In the AI app where it can ask, else on the page' },
            { value: 'page', label: 'On the page alone' },
          ]}
          error={about('approve_by')}
        />
      )}
      <Check label="Only rehearse" help="Tools that change something answer with what they would send, and send nothing." checked={draft.dryRun} onValue={(dryRun) => set({ dryRun })} />
      <TextField label="Seconds in which the same write is not sent again" optional help="0 to 600; 10 when left out. AI apps repeat a call that they lost the answer of." value={draft.repeatSeconds} onValue={(repeatSeconds) => set({ repeatSeconds })} error={about('repeat_guard_seconds')} input={{ inputMode: 'numeric' }} />
      <TextArea label="Arguments that are fixed" optional help={<Presets example={'{"*": {"admin_id": "991267583"}}'} says="A model neither sees nor chooses them." />} value={draft.frozen} onValue={(frozen) => set({ frozen })} error={about('frozen')} />
      <TextArea label="Arguments that may be left out" optional help={<Presets example={'{"list_*": {"limit": 20}}'} says="These values count then." />} value={draft.defaults} onValue={(defaults) => set({ defaults })} error={about('defaults')} />
    </>
  );
}

function Presets({ example, says }: { example: string; says: string }) {
  return (
    <>
      {says} JSON, by the names of tools, * for any text: <code>{example}</code>
    </>
  );
}

/** What its tools answer. */
export function AnswerFields({ draft, set, about }: Part) {
  return (
    <>
      <Check label="Short names" help="list_users instead of list_all_pylon_users." checked={draft.shortNames} onValue={(shortNames) => set({ shortNames })} />
      <Check label="Leave out what is empty in answers" checked={draft.compact} onValue={(compact) => set({ compact })} />
      <Check label="Lists of flat records as CSV" checked={draft.csv} onValue={(csv) => set({ csv })} />
      <SelectField
        label="HTML in answers"
        value={draft.html}
        onValue={(html) => set({ html })}
        options={[
          { value: 'as', label: 'As it is' },
          { value: 'text', label: 'As plain text' },
          { value: 'markdown', label: 'As Markdown' },
        ]}
      />
      <TextField label="Longest result" optional help="Bytes, 1,000 to 500,000. The Worker’s own limit when left out." value={draft.resultChars} onValue={(resultChars) => set({ resultChars })} error={about('max_result_chars')} input={{ inputMode: 'numeric' }} />
    </>
  );
}

/** What it may do comes first: most URLs are for reading, or for everything. */
function MethodFields({ draft, set, tools, error }: { draft: Draft; set: (change: Partial<Draft>) => void; tools: CatalogueTool[]; error: string | undefined }) {
  const names = [...new Set(tools.map(({ method }) => method))].sort();
  const kind = draft.methods.length === 0 ? 'all' : draft.methods.length === 1 && draft.methods[0] === 'read' ? 'read' : 'some';
  return (
    <>
      <Choices
        legend="What it may do"
        name="methods"
        inline
        value={kind}
        onValue={(next) => set({ methods: next === 'all' ? [] : next === 'read' ? ['read'] : ['read', 'write'] })}
        error={kind === 'some' ? undefined : error}
        choices={[
          { value: 'all', label: 'Everything', help: 'All that the account may.' },
          { value: 'read', label: 'Only read', help: 'Nothing is changed.' },
          { value: 'some', label: 'Chosen methods', help: 'By kind or by name.' },
        ]}
      />
      {kind === 'some' && <Chips legend="Methods" help="Any of them. read and write are kinds, custom is whatever is not list, get, create, update or delete." words={[...KINDS, ...names]} chosen={draft.methods} onValue={(methods) => set({ methods })} error={error} />}
    </>
  );
}
