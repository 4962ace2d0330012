// What an MCP server is: its name, its tools, its end, and how it speaks.
import type { Capabilities } from '../api/client';
import type { ApiError } from '../api/error';
import { Check, Choices, SelectField, TextArea, TextField } from '../ui/field';
import { More } from '../ui/more';
import { AnswerFields, ToolFields, WriteFields } from './account-fields';
import type { Draft, Expiry } from './draft';

interface Props {
  draft: Draft;
  onDraft: (draft: Draft) => void;
  capabilities: Capabilities | undefined;
  tags: string[];
  error: ApiError | undefined;
}

export function ServerForm({ draft, onDraft, capabilities, tags, error }: Props) {
  const set = (change: Partial<Draft>) => onDraft({ ...draft, ...change });
  const about = (key: string) => error?.about(`config.${key}`);
  return (
    <>
      <NameFields draft={draft} set={set} error={error} />
      <section class="card" aria-labelledby="tools">
        <h2 id="tools">Tools</h2>
        <ToolFields draft={draft} set={set} capabilities={capabilities} tags={tags} about={about} />
      </section>
      <WhoFields draft={draft} set={set} error={error} />
      <More isCard title="What it may write">
        <WriteFields draft={draft} set={set} about={about} />
      </More>
      <More isCard title="How it speaks to models">
        <ListFields draft={draft} set={set} error={error} />
        <AnswerFields draft={draft} set={set} about={about} />
      </More>
    </>
  );
}

interface Part {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  error: ApiError | undefined;
}

export function NameFields({ draft, set, error }: Part) {
  return (
    <section class="card">
      <TextField label="Name" help="Who or what it is for. Models are told it." value={draft.name} onValue={(name) => set({ name })} error={error?.about('name')} input={{ name: 'name', maxLength: 200 }} />
      <ExpiryField expiry={draft.expiry} onExpiry={(expiry) => set({ expiry })} error={error?.about('expires_at')} />
    </section>
  );
}

/** From where, and with what beside the URL. */
export function WhoFields({ draft, set, error }: Part) {
  return (
    <section class="card" aria-labelledby="who">
      <h2 id="who">Who may use it</h2>
      <Check label="Ask for a second factor" help="The URL alone is not enough: the client sends an API token too. Claude on the web and ChatGPT cannot." checked={draft.secondFactor} onValue={(secondFactor) => set({ secondFactor })} />
      <TextArea label="Only from these addresses" optional rows={2} help="IP addresses or CIDR blocks, one a line. From anywhere else the URL looks dead." value={draft.addresses} onValue={(addresses) => set({ addresses })} error={error?.about('config.allowed_ips')} />
    </section>
  );
}

/** Of the list of tools as a whole. */
export function ListFields({ draft, set, error }: Part) {
  return (
    <>
      <Choices
        legend="What a model is shown"
        name="exposure"
        value={draft.exposure}
        onValue={(exposure) => set({ exposure })}
        error={error?.about('config.tool_exposure')}
        choices={[
          { value: 'all', label: 'Every tool', help: 'Each with its description. Costs the most, and works best with few.' },
          { value: 'discovery', label: 'Four tools that find the others', help: 'Costs little, however many there are; a call takes a search first.' },
          { value: 'auto', label: 'Whichever fits', help: 'Every tool while their list is short enough.' },
        ]}
      />
      {draft.exposure === 'auto' && <TextField label="Tokens that the list may cost" optional help="10,000 when left out." value={draft.listTokens} onValue={(listTokens) => set({ listTokens })} error={error?.about('config.max_list_tokens')} input={{ inputMode: 'numeric' }} />}
      <Check label="ChatGPT’s search and fetch" help="For deep research and company knowledge." checked={draft.chatgpt} onValue={(chatgpt) => set({ chatgpt })} />
      <Check label="Results as structured content too" help="Doubles their size; most clients show the text." checked={draft.structured} onValue={(structured) => set({ structured })} />
      <Check label="Spell out every annotation" help="For directories and stores that look for all four." checked={draft.explicit} onValue={(explicit) => set({ explicit })} />
    </>
  );
}

const EXPIRIES: { value: Expiry['kind']; label: string }[] = [
  { value: 'never', label: 'Never' },
  { value: '86400', label: 'In a day' },
  { value: '604800', label: 'In a week' },
  { value: '2592000', label: 'In 30 days' },
  { value: '7776000', label: 'In 90 days' },
  { value: 'date', label: 'At a time of your choice' },
];

function ExpiryField({ expiry, onExpiry, error }: { expiry: Expiry; onExpiry: (expiry: Expiry) => void; error: string | undefined }) {
  const options = expiry.canKeep ? [{ value: 'kept' as const, label: 'When it was to end' }, ...EXPIRIES] : EXPIRIES;
  return (
    <>
      <SelectField label="Ends" value={expiry.kind} onValue={(kind) => onExpiry({ ...expiry, kind })} options={options} error={expiry.kind === 'date' ? undefined : error} />
      {expiry.kind === 'date' && <TextField label="Ends at" help="In your own time zone." value={expiry.date} onValue={(date) => onExpiry({ ...expiry, date })} error={error} input={{ type: 'datetime-local' }} />}
    </>
  );
}
