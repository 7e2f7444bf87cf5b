import type { LocalSettings } from './settings.ts';

/** What there is to see and to try, once all is ready. */
export function welcome({ ports, halaxyBaseUrl }: LocalSettings): string {
  const act = `curl -s -X POST http://127.0.0.1:${ports.simulator}/_control/act -H 'content-type: application/json' -d '{"act":"comment","appointmentId":"<id>","text":"hello"}'`;
  return `
Ready.
  the dashboard      http://127.0.0.1:${ports.web}
  the API            http://127.0.0.1:${ports.dashboardApi}/api/v1, its description at /api/docs
  log in as          reception@bloom.test, admin@bloom.test, or practitioner-1@example.test; no password
  a token            make token USER=reception@bloom.test
${
  halaxyBaseUrl === undefined
    ? `  play at Halaxy     ${act}
                     (http://127.0.0.1:${ports.simulator}/_control/ledger tells what happened there)\n`
    : ''
}Look again with \`make status\` and \`make sync-status\`, read along with \`make logs\`, end it with \`make down\`.`;
}
