import { readSettings } from '../settings/read-settings.ts';
import type { Settings, SettingValues } from '../settings/setting.ts';
import { type CommonSettings, commonSettings, ownPrefixes, telemetryVariables } from './common-settings.ts';
import type { ProcessHost } from './process-host.ts';

/** A service's own settings with the common ones it did not declare itself. */
export type ServiceConfig<S extends Settings> = SettingValues<S & Omit<CommonSettings, keyof S>>;

/**
 * Reads all settings of a service. Undefined when any is wrong: the person at the terminal has then been
 * told of every fault at once, in plain lines.
 */
export function readConfig<S extends Settings>(
  service: string,
  declared: S,
  host: ProcessHost,
):
  | { readonly config: ServiceConfig<S> & SettingValues<CommonSettings>; readonly unknown: readonly string[] }
  | undefined {
  const read = readSettings({ ...commonSettings, ...declared }, host.env, host.readFile, ownPrefixes);
  if (read.ok) {
    const config = read.values as unknown as ServiceConfig<S> & SettingValues<CommonSettings>;
    return { config, unknown: read.unknown.filter((name) => !telemetryVariables.has(name)) };
  }
  host.tell(`${service} cannot start with these settings:`);
  for (const { env, message } of read.faults) host.tell(`  ${env} ${message}`);
  return undefined;
}
