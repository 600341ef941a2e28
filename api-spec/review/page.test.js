// What can be said of the page without a browser: it asks for nothing, and nothing of the contract is missing.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { page } from './page.js'
import { redocly } from './redocly.js'

const CONTRACT = redocly.bundle(fileURLToPath(new URL('../src/main/openapi/openapi.yaml', import.meta.url)))
const HTML = page(CONTRACT)
const TEXT = visible(HTML)
const OPERATION = Object.values(CONTRACT.paths)[0].post
const resolve = ({ $ref }) => $ref.split('/').slice(1).reduce((node, name) => node[name], CONTRACT)

test('the page loads nothing: every address in it is a link for the reader, or text', () => {
  assert.deepEqual(requests(HTML), ['data:,'])
  assert.match(HTML, /<meta http-equiv="Content-Security-Policy" content="default-src 'none';/)
})

for (const html of [
  '<script src="https://cdn.example/a.js"></script>',
  '<img src=//cdn.example/a.png>',
  '<link rel="stylesheet" href="a.css">',
  '<style>@import "a.css"</style>',
  '<style>a { background: url(a.png) }</style>',
  '<script>fetch("a")</script>',
  '<iframe src="a"></iframe>',
]) {
  test(`a page with ${html} would be found out`, () => assert.notDeepEqual(requests(html), []))
}

test('every path and operation is on the page', () => {
  for (const path of Object.keys(CONTRACT.paths)) assert.ok(TEXT.includes(path), path)
  assert.ok(TEXT.includes(OPERATION.operationId))
  assert.ok(TEXT.includes(OPERATION.summary))
})

test('every parameter is on the page, with its place, bounds, description and example', () => {
  for (const { name, in: place, schema, example } of OPERATION.parameters.map(resolve)) {
    const entry = visible(element(`parameter-${name}`))
    for (const expected of [name, place, schema.type, schema.pattern ?? '', String(schema.maxLength ?? ''), String(example)]) {
      assert.ok(entry.includes(expected), `${name}: ${expected} in ${entry}`)
    }
  }
})

test('every header of every response is on the page', () => {
  for (const [status, response] of Object.entries(OPERATION.responses)) {
    for (const [name, reference] of Object.entries(response.headers)) {
      const entry = visible(element(`header-${status}-${name}`))
      assert.ok(entry.includes(name) && entry.includes(String(resolve(reference).example)), `${status} ${name}`)
    }
  }
})

test('every schema and each of its fields is on the page', () => {
  for (const [name, schema] of Object.entries(CONTRACT.components.schemas)) {
    assert.ok(HTML.includes(`id="schema-${name}"`), name)
    for (const field of Object.keys(schema.properties ?? {})) {
      assert.ok(visible(element(`field-${name}-${field}`)).includes(field), `${name}.${field}`)
    }
  }
})

test('every example is on the page, and can be copied as it is', () => {
  const bodies = [OPERATION.requestBody, ...Object.values(OPERATION.responses)]
  for (const [name, reference] of bodies.flatMap(({ content }) => Object.entries(content['application/json'].examples))) {
    const { summary, value } = resolve(reference)
    const figure = element(`example-${name}`, 'figure')
    assert.ok(visible(figure).includes(summary), summary)
    assert.deepEqual(JSON.parse(unescape(/<code>([\s\S]*)<\/code>/.exec(figure)[1])), value)
  }
})

test('every server, sample, category and flag is on the page', () => {
  for (const { url, description } of CONTRACT.servers) assert.ok(TEXT.includes(url) && TEXT.includes(description), url)
  for (const { label, source } of OPERATION['x-codeSamples']) assert.ok(TEXT.includes(label) && TEXT.includes(source.trim()), label)
  const rows = [...HTML.matchAll(/<tr>(.*?)<\/tr>/g)].map(([, row]) => visible(row.replaceAll('</td>', ' | ')))
  for (const category of [10, 11, 20, 21, 22, 23, 30, 40, 45, 50, 60, 61, 70, 90, 99]) {
    assert.ok(rows.some((row) => row.startsWith(`${category} | `)), `category ${category}`)
  }
  assert.ok(rows.some((row) => row.startsWith('true | true | forbidden combination')))
})

test('every link inside the page has its target, and no id is used twice', () => {
  const ids = [...HTML.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id)
  assert.equal(new Set(ids).size, ids.length)
  for (const [, target] of HTML.matchAll(/href="#([^"]+)"/g)) assert.ok(ids.includes(target), target)
})

test('text of the contract cannot become markup', () => {
  const evil = structuredClone(CONTRACT)
  evil.info.title = '<script>alert(1)</script>'
  evil.info.description = 'Hello <img src=x onerror=alert(1)> there'
  assert.doesNotMatch(page(evil), /<script>alert|<img/)
})

/** What a browser would ask for. */
function requests(html) {
  const attributes = [...html.matchAll(/<(?!a\s)[a-z]+\b[^>]*?\s(?:src|href|srcset|data|action|poster)=["']?([^"'\s>]+)/gi)].map(([, address]) => address)
  const styles = [...html.matchAll(/@import[^;]*|url\([^)]*\)/gi)].map(([rule]) => rule)
  const calls = [...html.matchAll(/\b(?:fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|import)\s*\(/g)].map(([call]) => call)
  return [...attributes, ...styles, ...calls]
}

function element(id, tag = 'div') {
  const found = new RegExp(`<${tag}[^>]* id="${id.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}"[\\s\\S]*?</${tag}>`).exec(HTML)
  assert.ok(found, `the page has no ${tag} with the id ${id}`)
  return found[0]
}

function visible(html) {
  return unescape(html.replaceAll(/<style>[\s\S]*?<\/style>|<[^>]+>/g, ''))
}

function unescape(text) {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
}
