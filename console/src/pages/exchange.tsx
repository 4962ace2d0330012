// What went out and what came back.
import { useState } from 'preact/hooks';
import { Badge } from '../ui/states';
import { Tabs } from '../ui/tabs';
import { number } from '../ui/number';
import type { Exchange } from './mcp';

interface Block {
  type: string;
  text?: string;
  mimeType?: string;
  data?: string;
}

export function ExchangeView({ exchange }: { exchange: Exchange | undefined }) {
  const [tab, setTab] = useState('seen');
  if (exchange === undefined) {
    return (
      <aside class="card preview" aria-label="The answer">
        <h2>The answer</h2>
        <p class="soft">What a model would get comes here, with what it cost.</p>
      </aside>
    );
  }
  const { status, ms, bytes, left, limit, message } = exchange;
  const result = message?.result as { content?: Block[]; isError?: boolean } | undefined;
  const failed = status !== 200 || message?.error !== undefined || result?.isError === true;
  const seen = result?.content?.map(textOf).join('\n\n') ?? message?.error?.message ?? exchange.text;
  return (
    <aside class="card preview" aria-label="The answer">
      <h2>The answer</h2>
      <p class="figures" role="status">
        <Badge tone={failed ? 'bad' : 'good'}>{failed ? `failed, ${status}` : 'ok'}</Badge>
        <span>
          <b>{number.format(ms)}</b> ms
        </span>
        <span>
          <b>{number.format(bytes)}</b> bytes
        </span>
        <span>
          <b>{number.format(Math.ceil(new TextEncoder().encode(seen).length / 4))}</b> tokens
        </span>
        {left !== undefined && (
          <span>
            <b>{left}</b>
            {limit !== undefined && ` of ${limit}`} calls left
          </span>
        )}
      </p>
      <Tabs
        label="The exchange"
        value={tab}
        onValue={setTab}
        tabs={[
          { id: 'seen', label: 'As the model sees it', content: () => <Code label="What the model sees" text={pretty(seen)} /> },
          { id: 'request', label: 'Request', content: () => <Code label="The request" text={JSON.stringify(exchange.request, null, 2)} /> },
          { id: 'answer', label: 'Answer', content: () => <Code label="The whole answer" text={pretty(exchange.text)} /> },
        ]}
      />
    </aside>
  );
}

function Code({ label, text }: { label: string; text: string }) {
  return (
    <pre class="code" tabIndex={0} aria-label={label}>
      {text}
    </pre>
  );
}

function textOf(block: Block): string {
  if (block.type === 'text') return block.text ?? '';
  return `[${block.type}${block.mimeType === undefined ? '' : `, ${block.mimeType}`}${block.data === undefined ? '' : `, ${number.format(Math.floor((block.data.length * 3) / 4))} bytes`}]`;
}

/** Laid out for people; numbers keep their digits as long as JavaScript can hold them, else the text stays as it is. */
function pretty(text: string): string {
  try {
    const laidOut = JSON.stringify(JSON.parse(text), null, 2);
    return /\d{16,}/.test(text) ? text : laidOut;
  } catch {
    return text;
  }
}
