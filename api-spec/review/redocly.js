// Runs the pinned Redocly CLI.
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const CLI = fileURLToPath(new URL('../node_modules/@redocly/cli/bin/cli.js', import.meta.url))
const CONFIG = fileURLToPath(new URL('../redocly.yaml', import.meta.url))

export const redocly = {
  /** Every problem that the rules find in the documents: rule, message, file, line, column, and the document. */
  lint(files) {
    const { stdout, stderr } = run(['lint', ...files, '--format', 'json', '--max-problems', '10000'], [0, 1])
    // One JSON document for each file, without anything between them.
    const reports = stdout.split(/(?<=^\})\s*(?=\{)/m).filter((report) => report !== '')
    return [
      ...syntaxErrors(stderr),
      ...reports.flatMap((report) => JSON.parse(report).problems).map(({ ruleId, message, location: [place], from }) => ({
        rule: ruleId,
        message,
        file: place.source.ref,
        line: place.start?.line ?? 1,
        column: place.start?.col ?? 1,
        pointer: place.pointer,
        document: from?.source.ref ?? place.source.ref,
      })),
    ]
  },

  /** What changed from one document to the other, each change with the version step that it needs. */
  diff(base, revision) {
    return JSON.parse(run(['diff', base, revision, '--format', 'json', '--fail-on', 'none'], [0]).stdout)
  },

  /** The document with everything that it refers to. */
  bundle(file) {
    return JSON.parse(run(['bundle', file, '--ext', 'json', '--skip-preprocessor', 'contract/external-examples'], [0]).stdout)
  },
}

function run(args, expected) {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [CLI, ...args, '--config', CONFIG], {
    encoding: 'utf8',
    maxBuffer: 64 << 20,
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_COLOR: '1' },
  })
  if (error || !expected.includes(status)) {
    throw new Error(`redocly ${args.join(' ')} ended with ${error ?? status}:\n${withoutNotice(stderr)}`)
  }
  return { stdout, stderr: withoutNotice(stderr) }
}

/** Redocly reports these on the error stream only: `Failed to parse API description at FILE:` and `- WHY in "FILE" (5:3)`. */
function syntaxErrors(stderr) {
  return [...stderr.matchAll(/^Failed to parse API description at (.+):\s+- (.+) in ".*" \((\d+):(\d+)\)/gm)].map(
    ([, file, why, line, column]) => ({
      rule: 'syntax',
      message: `Correct the YAML: ${why}.`,
      file,
      line: Number(line),
      column: Number(column),
      pointer: '#/',
      document: file,
    }),
  )
}

/** Without the framed notice about the end of Node 20. */
function withoutNotice(stderr) {
  return stderr.replaceAll(/^ *[╔║╚].*\n/gm, '').trim()
}
