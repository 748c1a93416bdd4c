// What Python hands over, and what a kind of figure gives back.

export interface SliderDefinition {
  name: string;
  label: string;
  values: (number | string)[];
  labels: string[];
  words: boolean;
  log: boolean;
  play: boolean;
  smooth: boolean;
}

/** An array of the payload: frames over some sliders, in two bytes a number. */
export interface ArrayEntry {
  over: string[];
  shape: number[];
  offset: number;
  low?: (number | null)[];
  high?: (number | null)[];
}

export interface Definition {
  kind: string;
  id: string;
  caption: string;
  alt: string;
  heights: [number, number];
  sliders: SliderDefinition[];
  start: Record<string, number>;
  startView: Record<string, any>;
  arrays: Record<string, ArrayEntry>;
  numbers: string[];
  /** What a kind has of its own. */
  [option: string]: any;
}

/** The widget's model, in Lab or on the page (`page` is true there). */
export interface Model {
  page?: boolean;
  get(name: string): any;
  set(name: string, value: unknown): void;
  save_changes(): void;
  on(name: string, action: () => void): void;
  off(name: string, action: () => void): void;
}

/** What a kind returns when it has laid out its panels. */
export interface Figure {
  paint(): void;
  say(): string;
  reset?(): void;
  /** After a slider or a link has moved something. */
  moved?(): void;
}

export interface Control {
  name: string;
  label: string;
  min: number;
  max: number;
  step: number;
  get(): number;
  set(place: number): void;
  text(place: number): string;
  /** The place that a word of a link means; null if none. */
  find(word: string): number | null;
  /** The word for a place in an address; the text if not given. */
  word?(place: number): string;
  /** The texts of all places, if they are to be seen at once. */
  choices?: string[];
  play?: boolean;
  halt?(): void;
  refresh?(): void;
}

export interface Theme {
  dark: boolean;
  ink: string;
  soft: string;
  faint: string;
  ground: string;
  family: string;
  tint(alpha: number): string;
}

export type Range = [number, number];
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}
/** Where a colour bar stands, and how much room its words have. */
export interface BarBox {
  left: number;
  top: number;
  height: number;
  room: number;
}
