// Runs the pinned Redocly CLI.
import { execFile, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const CLI = fileURLToPath(new URL('../node_modules/@redocly/cli/bin/cli.js', import.meta.url))
const CONFIG = fileURLToPath(new URL('../redocly.yaml', import.meta.url))

const OPTIONS = {
  encoding: 'utf8',
  maxBuffer: 64 << 20,
  env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true', NO_COLOR: '1' },
}

export const redocly = {
  /** Every problem that the rules find in the documents: rule, message, file, line, column, and the document. */
  lint(files) {
    const { stdout, stderr } = run(['lint', ...files, '--format', 'json', '--max-problems', '10000'], [0, 1])
    // One JSON document for each file, without anything between them.
    const reports = stdout.split(/(?<=^\})\s*(?=\{)/m).filter((report) => report !== '')
    return [
      ...syntaxErrors(stderr),
      ...reports.flatMap((report) => JSON.parse(report).problems).map(({ ruleId, message, suggest, location: [place], from }) => {
        const [file, line, column] = [place.source.ref, place.start?.line ?? 1, place.start?.col ?? 1]
        const words =
          ruleId === 'no-unresolved-refs'
            ? `Correct the reference, it leads to nothing: ${referenceFrom(file, line)}.`
            : message
        const hint = suggest?.length > 0 ? ` Did you mean ${suggest[0]}?` : ''
        return { rule: ruleId, message: words + hint, file, line, column, document: from?.source.ref ?? file }
      }),
    ]
  },

  /** What changed from one document to the other, each change with the version step that it needs. */
  diff(base, revision) {
    return JSON.parse(run(diffArguments(base, revision), [0]).stdout)
  },

  /** The same for many revisions, as many at a time as there are processors. */
  async diffs(base, revisions) {
    const results = []
    const queue = revisions.entries()
    const worker = async () => {
      for (const [index, revision] of queue) {
        const { stdout } = await promisify(execFile)(process.execPath, [CLI, ...diffArguments(base, revision), '--config', CONFIG], OPTIONS)
        results[index] = JSON.parse(stdout)
      }
    }
    await Promise.all(Array.from({ length: availableParallelism() }, worker))
    return results
  },

  /** The document with everything that it refers to. */
  bundle(file) {
    return JSON.parse(run(['bundle', file, '--ext', 'json', '--skip-preprocessor', 'contract/external-examples'], [0]).stdout)
  },
}

/** The first reference in a file from a line on. */
function referenceFrom(file, line) {
  const rest = readFileSync(file, 'utf8').split('\n').slice(line - 1).join('\n')
  return /\$ref["']?:\s*["']?([^"'\s]+)/.exec(rest)?.[1]
}

function diffArguments(base, revision) {
  return ['diff', base, revision, '--format', 'json', '--fail-on', 'none']
}

function run(args, expected) {
  const { status, stdout, stderr, error } = spawnSync(process.execPath, [CLI, ...args, '--config', CONFIG], OPTIONS)
  if (error || !expected.includes(status)) {
    const reasons = withoutNotice(stderr).match(/^ +- .*/gm)?.map((line) => line.trim().slice(2))
    throw new Error(`redocly ${args[0]} failed: ${error?.message ?? reasons?.join(' ') ?? withoutNotice(stderr)}`)
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
      document: file,
    }),
  )
}

/** Without the framed notice about the end of Node 20. */
function withoutNotice(stderr) {
  return stderr.replaceAll(/^ *[╔║╚].*\n/gm, '').trim()
}
