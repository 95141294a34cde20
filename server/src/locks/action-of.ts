import type { Action } from "../postgres/action.ts";

/** The actions of these kinds; a shape that several kinds share comes whole. */
export type ActionOf<K extends Action["kind"]> = Action extends infer A
  ? A extends Action
    ? Extract<A["kind"], K> extends never
      ? never
      : A
    : never
  : never;
