// `/` of a Worker that has no console: what this is.
import { html } from '../people/html.js';
import { show } from '../people/layout.js';

export const withoutConsole = () =>
  show({
    title: 'Fairlead',
    content: html`<h1>Fairlead runs here</h1>
<p>It turns a company’s vendor accounts into MCP servers. This Worker has no console: it was deployed without the binding ASSETS.</p>
<p>An operator connects accounts and mints URLs with the API, which <a href="/openapi.json">describes itself</a>. Whoever was given a URL pastes it into an AI app, such as Claude, ChatGPT, Cursor or VS Code.</p>`,
  });
