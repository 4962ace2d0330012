import type { ComponentChildren } from 'preact';
import { createPortal } from 'preact/compat';

/** At the end of the document, above everything. That of @zag-js/preact 1.44 asks for React. */
export const Portal = ({ children }: { children: ComponentChildren }) => createPortal(<>{children}</>, document.body);
