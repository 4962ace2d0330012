import { signal } from '@preact/signals';
import type { JointMinted, Minted } from '../api/client';

/** The URL that was made a moment ago. It is kept nowhere else, and gone when its page is left. */
export const justMinted = signal<Minted | JointMinted | undefined>(undefined);
