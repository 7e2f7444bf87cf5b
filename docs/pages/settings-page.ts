import { commonSettings, houseSettings, type Setting, type Settings } from '@bloom/kit';
import { dashboardApiConfig } from '../../services/dashboard-api/src/config.ts';
import { writerConfig } from '../../services/halaxy-writer/src/config.ts';
import { gatewayConfig } from '../../services/realtime-gateway/src/config.ts';
import { reconcilerConfig } from '../../services/reconciler/src/config.ts';
import { ingestConfig } from '../../services/webhook-ingest/src/config.ts';
import { issuerSettings } from '../../simulators/issuer/src/settings.ts';
import { dashboardSettings } from '../../web/dashboard/server/settings.ts';

/** Every process with the settings it declares, in the order in which a request meets them. */
export const processes: Readonly<Record<string, Settings>> = {
  'webhook-ingest': ingestConfig,
  reconciler: reconcilerConfig,
  'halaxy-writer': writerConfig,
  'dashboard-api': dashboardApiConfig,
  'realtime-gateway': gatewayConfig,
  dashboard: dashboardSettings,
  issuer: issuerSettings,
};

// Each process has an HTTP port of its own, with a default of its own: it stands in its own table.
const { httpPort: _own, ...everyones } = commonSettings;
const shared: ReadonlySet<Setting> = new Set<Setting>([
  ...Object.values(everyones),
  ...Object.values(houseSettings),
]);

/** The text of `docs/settings.md`. */
export function settingsPage(): string {
  return [
    '# Settings',
    '',
    'Made from what the processes declare, by `make docs`. Each process reads environment variables, judges all of',
    'them at its start, names every fault and ends with exit code 78 if there is one. An empty variable counts as',
    'unset. A secret may come from a file instead: `<NAME>_FILE` holds the path; giving both is a fault. A variable',
    'that begins like ours and that nobody declares is logged as unknown.',
    '',
    '`make up` sets what it must; its own variables (ports, `LOCAL_DIR`, `STACK`) stand in `local/README.md`, the',
    'Halaxy simulator’s in `simulators/halaxy/README.md`.',
    '',
    '## Every process',
    '',
    ...table(Object.values(everyones)),
    '',
    'Traces also heed `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`, `OTEL_TRACES_SAMPLER`,',
    '`OTEL_TRACES_SAMPLER_ARG`, `OTEL_EXPORTER_OTLP_HEADERS` and `OTEL_EXPORTER_OTLP_TIMEOUT`.',
    '',
    '## Stores, broker and keys',
    '',
    'Read by those whose section names them.',
    '',
    ...table(Object.values(houseSettings)),
    '',
    ...Object.entries(processes).flatMap(([name, declared]) => section(name, Object.values(declared))),
  ].join('\n');
}

function section(name: string, declared: readonly Setting[]): string[] {
  const taken = declared.filter((one) => shared.has(one)).map(({ env }) => `\`${env}\``);
  return [
    `## ${name}`,
    '',
    ...(taken.length > 0 ? [`Also reads ${taken.join(', ')}.`, ''] : []),
    ...table(declared.filter((one) => !shared.has(one))),
    '',
  ];
}

function table(settings: readonly Setting[]): string[] {
  return ['| variable | default | meaning |', '|---|---|---|', ...settings.map(row)];
}

function row({ env, default: fallback, secret, doc }: Setting): string {
  const variable = secret ? `\`${env}\` or \`${env}_FILE\`` : `\`${env}\``;
  const unset = fallback === undefined ? '**required**' : fallback === '' ? 'empty' : `\`${fallback}\``;
  return `| ${variable} | ${unset} | ${doc.replaceAll('|', '\\|')}${secret ? ' Secret.' : ''} |`;
}
