// What every entry of the package exports besides its own way to open a session.
export { MusterError } from './errors.js';
export type { OpenOptions } from './client.js';
export type { CheckOptions, ExportKind, Input, MappingOptions, ReplaceOptions, RunOptions, Session, ValidateOptions } from './session.js';
export type * from './types.js';
