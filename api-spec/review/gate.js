// What changed since the released contract, which version step that needs, and what is still to do. Pure: no files.

const STEPS = ['none', 'patch', 'minor', 'major']
const GROUP_OF_STEP = { major: 'breaking', minor: 'compatible', patch: 'editorial' }

/** Words and illustrations: no request and no answer changes with them. */
const EDITORIAL_PROPERTIES = /^(description|summary|title|example|examples|externalDocs|x-codeSamples|x-reason-category)$/
const CONSTRAINT = /^x-(class|operation)-extra-annotation$/
const EDITORIAL_TYPES = new Set(['Info', 'License', 'Contact', 'Tag', 'TagList', 'ExternalDocs', 'Example', 'ExamplesMap'])
const EDITORIAL_POINTER = /\/(examples?|x-codeSamples|x-reason-category|description|summary)(\/|$)|^#\/(info|tags)(\/|$)/

/**
 * @param base the released contract, parsed
 * @param revision the working contract, parsed
 * @param diff what Redocly says of the two
 * @returns {Change[]} each with group, step, sentence, pointer and line; the version itself is not a change
 */
export function changes(base, revision, diff) {
  const seen = new Set()
  const rated = []
  for (const change of diff.changes) {
    const pointer = change.revision?.pointer ?? change.base?.pointer
    const key = `${change.base?.pointer} ${change.revision?.pointer} ${change.property}`
    // A shared component is reported once for each place that refers to it.
    if (seen.has(key) || pointer === '#/info/version') continue
    seen.add(key)
    const step = stepOf(change)
    rated.push({
      group: GROUP_OF_STEP[step],
      step,
      sentence: sentenceOf(change, base, revision),
      pointer,
      pointers: [change.base?.pointer, change.revision?.pointer].filter(Boolean),
      line: (change.revision ?? change.base)?.line,
      removed: change.revision === undefined,
    })
  }
  const covered = (pointer) =>
    rated.some(({ pointers }) => pointers.some((other) => within(pointer, other) || within(other, pointer)))
  for (const pointer of differences(base, revision)) {
    if (pointer === '#/info/version' || covered(pointer)) continue
    // Redocly compares neither payloads nor a map that a YAML anchor repeats: what it does not rate is rated strictly.
    const removed = at(revision, pointer) === undefined
    const step = EDITORIAL_POINTER.test(pointer) ? 'patch' : removed ? 'major' : 'minor'
    const sentence = `${capital(placeOf(pointer, removed ? base : revision))} ${verb(base, revision, pointer)}.`
    rated.push({ group: GROUP_OF_STEP[step], step, sentence, pointer, pointers: [pointer], removed })
  }
  return rated.sort((one, other) => STEPS.indexOf(other.step) - STEPS.indexOf(one.step))
}

/** @returns the greatest step that a change needs, or none */
export function greatestStep(changes) {
  return changes.reduce((step, change) => (STEPS.indexOf(change.step) > STEPS.indexOf(step) ? change.step : step), 'none')
}

/** @returns the versions that may follow the released one after a change that needs this step, least first */
export function nextVersions(released, step) {
  const [major, minor, patch] = released.split('.').map(Number)
  const next = { patch: `${major}.${minor}.${patch + 1}`, minor: `${major}.${minor + 1}.0`, major: `${major + 1}.0.0` }
  return step === 'none' ? [released] : STEPS.slice(STEPS.indexOf(step)).map((one) => next[one])
}

/**
 * @returns {string[]} what the author still has to do, each an imperative sentence; empty if the gate is open
 */
export function demands({ changes, released, version, changelog, acceptedBreaks }) {
  const step = greatestStep(changes)
  const allowed = nextVersions(released, step)
  const result = []
  if (!allowed.includes(version)) {
    result.push(
      step === 'none'
        ? `Set info.version back to ${released}: nothing changed since that release, but openapi.yaml says ${version}.`
        : `Set info.version to ${allowed[0]}: ${article(step)} step is needed after the released ${released}, but openapi.yaml says ${version}.`,
    )
  }
  if (step !== 'none' && !hasContractLine(changelog)) {
    result.push('Add a line to CHANGELOG.md under "## [Unreleased]", "### Contract", that tells a consumer what changed.')
  }
  for (const change of changes.filter(({ group }) => group === 'breaking')) {
    const accepted = acceptedBreaks.some(
      ({ version: since, pointer, reason }) =>
        since === version && typeof reason === 'string' && reason.trim() !== '' && change.pointers.some((own) => within(own, pointer)),
    )
    if (!accepted) {
      const entry = JSON.stringify({ version: allowed[0], pointer: change.pointer, reason: '…' })
      result.push(`Avoid this break, or accept it by adding ${entry} to src/released/accepted-breaks.json: ${change.sentence}`)
    }
  }
  return result
}

/** @returns diff.md */
export function report({ changes, released, version, demands }) {
  const count = (group) => changes.filter((change) => change.group === group).length
  const step = greatestStep(changes)
  const lines = [`# Contract: ${released} → ${version}`, '']
  if (step === 'none') {
    lines.push(`Nothing changed since the released contract ${released}.`)
  } else {
    lines.push(
      `**${count('breaking')} breaking, ${count('compatible')} compatible, ${count('editorial')} editorial.** ` +
        `This needs ${article(step)} step: from ${released} to ${nextVersions(released, step)[0]}.`,
    )
  }
  lines.push('', demands.length === 0 ? 'The gate is open: nothing is left to do.' : '## To do before this can be merged', '')
  lines.push(...demands.map((demand) => `- [ ] ${demand}`))
  const titles = {
    breaking: '## Breaking: a consumer that works today can fail',
    compatible: '## Compatible: every consumer that works today goes on working',
    editorial: '## Editorial: words and examples',
  }
  for (const [group, title] of Object.entries(titles)) {
    const members = changes.filter((change) => change.group === group)
    if (members.length === 0) continue
    lines.push('', title, '')
    for (const { sentence, line, removed, pointer } of members) {
      const place = line === undefined ? pointer : `${removed ? 'released ' : ''}openapi.yaml:${line}`
      lines.push(`- ${sentence} (\`${place}\`)`)
    }
  }
  return lines.join('\n').replaceAll(/\n{3,}/g, '\n\n').trimEnd() + '\n'
}

function stepOf({ impact, property, typeName, path, revision }) {
  if (impact === 'major') return 'major'
  // A constraint of our client that OpenAPI cannot say: only its removal is surely harmless.
  if (CONSTRAINT.test(property ?? '')) return revision?.value === undefined ? 'minor' : 'major'
  const words = EDITORIAL_PROPERTIES.test(property ?? '') || EDITORIAL_TYPES.has(typeName) || /\/x-codeSamples/.test(path)
  return words ? 'patch' : 'minor'
}

function sentenceOf(change, base, revision) {
  const { kind, property, verdicts } = change
  const side = change.revision ?? change.base
  const place = placeOf(property === undefined || property === 'key' ? side.pointer : parent(change), change.revision ? revision : base)
  if (verdicts.length > 0) {
    const words = verdicts.map(({ message }) => message.replaceAll(/'([^']*)'/g, '`$1`')).join(' ')
    const [name] = /`[^`]*`/.exec(place) ?? [place]
    return words.includes(name) ? words : `${capital(place)}: ${words}`
  }
  if (kind !== 'modified') return `${capital(place)} was ${kind}.`
  const [from, to] = [change.base?.value, change.revision?.value]
  if (from === undefined || from === null) return `\`${property}\` of ${place} was set to ${shown(to)}.`
  if (to === undefined || to === null) return `\`${property}\` of ${place} was removed; it was ${shown(from)}.`
  return EDITORIAL_PROPERTIES.test(property) && `${from}${to}`.length > 80
    ? `The ${property} of ${place} was reworded.`
    : `\`${property}\` of ${place} changed from ${shown(from)} to ${shown(to)}.`
}

/** The element that has the property: the pointer names the property itself on the side where it is set. */
function parent({ property, base, revision }) {
  const { pointer } = revision ?? base
  return pointer.endsWith(`/${property}`) ? pointer.slice(0, -property.length - 1) : pointer
}

/** The words for an element of the contract, for a reader who never saw a JSON pointer. */
export function placeOf(pointer, document) {
  const names = pointer.split('/').slice(1).map(unescape)
  const [first, second, third, ...rest] = names
  const tail = (path) => (path.length === 0 ? '' : `, ${path.map((name) => `\`${name}\``).join(', ')}`)
  if (first === 'info') return `the title page${tail(names.slice(1))}`
  if (first === 'servers') return `server \`${document.servers?.[second]?.url ?? second}\``
  if (first === 'tags') return `tag \`${document.tags?.[second]?.name ?? second}\``
  if (first === 'security') return 'the security of the contract'
  if (first === 'components') {
    if (second === 'parameters') return `parameter \`${document.components?.parameters?.[third]?.name ?? third}\``
    if (second === 'headers') return `response header \`${headerName(document, third)}\``
    if (second === 'examples') return `example \`${third}\``
    if (second === 'securitySchemes') return `security scheme \`${third}\``
    if (second === 'schemas') {
      if (rest[0] === 'properties' && rest.length >= 2) return `field \`${rest[1]}\` of \`${third}\`${tail(inner(rest.slice(2)))}`
      return `\`${third}\`${tail(inner(rest))}`
    }
  }
  if (first === 'paths' && second !== undefined) {
    if (third === undefined) return `path \`${second}\``
    const [part, name, ...deeper] = rest
    const operation = `\`${third.toUpperCase()} ${second}\``
    if (part === 'parameters') return `parameter \`${parameterName(document, at(document, `#/paths/${escape(second)}/${third}/parameters/${name}`)) ?? name}\``
    if (part === 'responses' && name !== undefined) {
      return deeper[0] === 'headers' && deeper[1] ? `header \`${deeper[1]}\` of response ${name}` : `response ${name}${tail(deeper)}`
    }
    if (part === 'requestBody') return `the request body${tail([name, ...deeper].filter(Boolean))}`
    return `operation ${operation}${tail([part, name, ...deeper].filter(Boolean))}`
  }
  return `\`${names.join(' / ')}\``
}

function inner(names) {
  return names.filter((name) => name !== 'properties' && name !== 'schema')
}

function headerName(document, key) {
  for (const path of Object.values(document.paths ?? {})) {
    for (const operation of Object.values(path)) {
      for (const response of Object.values(operation.responses ?? {})) {
        for (const [name, header] of Object.entries(response.headers ?? {})) {
          if (header.$ref === `#/components/headers/${key}`) return name
        }
      }
    }
  }
  return key
}

function parameterName(document, parameter) {
  return parameter?.$ref ? at(document, parameter.$ref)?.name : parameter?.name
}

/** The pointers of the elements that differ; a list differs as a whole. */
function differences(base, revision, pointer = '#') {
  if (JSON.stringify(base) === JSON.stringify(revision)) return []
  const isMap = (value) => value !== null && typeof value === 'object' && !Array.isArray(value)
  if (!isMap(base) || !isMap(revision)) return [pointer]
  const names = new Set([...Object.keys(base), ...Object.keys(revision)])
  return [...names].flatMap((name) => differences(base[name], revision[name], `${pointer}/${escape(name)}`))
}

function hasContractLine(changelog) {
  const unreleased = /^## \[Unreleased\][^\n]*\n([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(changelog)?.[1] ?? ''
  const contract = /^### Contract[^\n]*\n([\s\S]*?)(?=^#{2,3} |(?![\s\S]))/m.exec(unreleased)?.[1] ?? ''
  return /^[-*] \S/m.test(contract)
}

function verb(base, revision, pointer) {
  if (at(base, pointer) === undefined) return 'was added'
  return at(revision, pointer) === undefined ? 'was removed' : 'changed'
}

function at(document, pointer) {
  return pointer
    .split('/')
    .slice(1)
    .reduce((node, name) => node?.[unescape(name)], document)
}

function within(pointer, outer) {
  return pointer === outer || pointer.startsWith(`${outer}/`)
}

function shown(value) {
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).replaceAll(/\s+/g, ' ')
  return `\`${text.length > 120 ? `${text.slice(0, 119)}…` : text}\``
}

function article(step) {
  return `a ${step}`
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function escape(name) {
  return String(name).replaceAll('~', '~0').replaceAll('/', '~1')
}

function unescape(name) {
  return name.replaceAll('~1', '/').replaceAll('~0', '~')
}
