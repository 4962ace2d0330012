import { useState } from 'preact/hooks';
import { Button } from './button';

/** Says for a moment that it did, also to who does not see it. */
function CopyButton({ text, kind }: { text: string; kind: 'plain' | 'main' }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setSaid('Copied');
    } catch {
      setSaid('Select it and copy by hand');
    }
    setTimeout(() => setSaid(''), 2500);
  };
  return (
    <>
      <Button kind={kind} small onClick={() => void copy()}>
        {said === '' ? 'Copy' : said}
      </Button>
      <span class="unseen" role="status">
        {said}
      </span>
    </>
  );
}

/** A text to copy, in one line that scrolls. */
export function Copyable({ label, text, kind = 'plain' }: { label: string; text: string; kind?: 'plain' | 'main' }) {
  return (
    <div class="copyable">
      <pre tabIndex={0} aria-label={label}>
        {text}
      </pre>
      <CopyButton text={text} kind={kind} />
    </div>
  );
}
