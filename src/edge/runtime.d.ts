// What the runtime has, and its types leave out.
interface ErrorConstructor {
  /** V8's. */
  stackTraceLimit: number;
}
