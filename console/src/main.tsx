import { render } from 'preact';
import './styles/tokens.css';
import './styles/base.css';
import './styles/controls.css';
import './styles/widgets.css';
import './styles/layout.css';
import './styles/pages.css';
import './styles/activity.css';
import { App } from './app';
import { learn } from './session';

const root = document.querySelector('#app');
if (root !== null) {
  // Until it is known who is there, the page as the document brought it stays.
  void learn().then(() => {
    root.replaceChildren();
    render(<App />, root);
  });
}
