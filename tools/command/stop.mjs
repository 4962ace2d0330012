/** Ends the command with a sentence and no stack: what went wrong is outside this program. */
export class Stop extends Error {}
