import { signal } from '@preact/signals';
import type { Minted } from '../api/client';

/** The URL that was made a moment ago. It is kept nowhere else, and gone when its page is left. */
export const justMinted = signal<Minted | undefined>(undefined);
