// The contract as one page for people: no other file, no other host, everything visible without a click.
import { readFileSync } from 'node:fs'
import { Marked } from 'marked'

const STYLE = readFileSync(new URL('page.css', import.meta.url), 'utf8')
const SCRIPT = readFileSync(new URL('page-copy.js', import.meta.url), 'utf8')

/** @param {object} contract the bundled contract, with references inside it only */
export function page(contract) {
  const resolve = (node) => (node?.$ref ? at(contract, node.$ref) : node)
  const markdown = new Marked({
    renderer: {
      html: ({ text }) => escape(text),
      heading({ tokens, depth }) {
        const text = this.parser.parseInline(tokens)
        return `<h${depth} id="${slug(text)}">${text}</h${depth}>\n`
      },
      table(token) {
        const row = (cells, tag) => `<tr>${cells.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join('')}</tr>`
        return scrolling(`<thead>${row(token.header, 'th')}</thead><tbody>${token.rows.map((cells) => row(cells, 'td')).join('')}</tbody>`)
      },
    },
  })
  const prose = (text = '') => markdown.parse(text)

  const operations = Object.entries(contract.paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([method]) => ['get', 'put', 'post', 'delete', 'patch', 'head', 'options', 'trace'].includes(method))
      .map(([method, operation]) => ({ path, method, operation })),
  )

  const main = [
    `<header><h1>${escape(contract.info.title)}</h1><p class="version">Contract version ${escape(contract.info.version)}</p>${prose(contract.info.description)}</header>`,
    ...operations.map(renderOperation),
    section('Schemas', Object.entries(contract.components.schemas).map(renderSchema).join('')),
    section('Servers', renderServers()),
    section('Security', renderSecurity()),
    section('License', `<p><a href="${escape(contract.info.license.url)}">${escape(contract.info.license.name)}</a></p>`),
  ].join('\n')

  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:">
<meta name="color-scheme" content="light dark">
<title>${escape(contract.info.title)} ${escape(contract.info.version)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<nav aria-label="Contents">${contents(main)}</nav>
<main>
${main}
</main>
<script>${SCRIPT}</script>
</body>
</html>
`

  function renderOperation({ path, method, operation }) {
    return [
      `<article id="${operation.operationId}">`,
      `<h2 id="operation">${escape(operation.summary)}</h2>`,
      `<p class="endpoint"><b>${method.toUpperCase()}</b> <code>${escape(path).replaceAll('/', '/<wbr>')}</code></p>`,
      `<p>Operation id: <code>${operation.operationId}</code></p>`,
      prose(operation.description),
      section('Samples', (operation['x-codeSamples'] ?? []).map(({ label, source }) => copyable(label, source)).join('')),
      section('Parameters', (operation.parameters ?? []).map(resolve).map(renderParameter).join('')),
      section('Request body', renderBody(resolve(operation.requestBody))),
      section('Responses', Object.entries(operation.responses).sort().map(renderResponse).join('')),
      '</article>',
    ].join('\n')
  }

  function renderParameter(parameter) {
    return entry({
      name: parameter.name,
      id: `parameter-${parameter.name}`,
      facts: [parameter.in, ...facts(parameter.schema), parameter.required ? 'required' : 'optional'],
      description: parameter.description,
      example: parameter.example,
    })
  }

  function renderBody(body) {
    return `${prose(body.description)}<p>${body.required ? 'Required' : 'Optional'}.</p>${renderContent(body.content)}`
  }

  function renderContent(content = {}) {
    return Object.entries(content)
      .map(([mediaType, { schema, examples = {} }]) => {
        const cards = Object.entries(examples).map(([name, reference]) => {
          const example = resolve(reference)
          const category = example['x-reason-category']
          const title = example.summary + (category === undefined ? '' : ` (category ${category})`)
          return copyable(title, JSON.stringify(example.value, null, 2), `example-${name}`)
        })
        return `<p><code>${escape(mediaType)}</code>: ${typeOf(schema)}</p><div class="cards">${cards.join('')}</div>`
      })
      .join('')
  }

  function renderResponse([status, reference]) {
    const response = resolve(reference)
    const headers = Object.entries(response.headers ?? {}).map(([name, header]) => {
      const { description, schema, example } = resolve(header)
      return entry({ name, id: `header-${status}-${name}`, facts: facts(schema), description, example })
    })
    return (
      `<section class="response"><h4 id="response-${status}">${escape(status)}</h4>${prose(response.description)}` +
      renderContent(response.content) +
      `<details><summary>Headers of ${escape(status)}: ${Object.keys(response.headers ?? {}).length}</summary>${headers.join('')}</details></section>`
    )
  }

  function renderSchema([name, schema]) {
    const fields = Object.entries(schema.properties ?? {}).map(([field, property]) => {
      const { description, example } = resolve(property)
      const required = schema.required?.includes(field) ? ['required'] : []
      return entry({
        name: field,
        id: `field-${name}-${field}`,
        facts: [...facts(property), ...required],
        description: property.description ?? description,
        example: property.$ref ? undefined : example,
      })
    })
    const example = schema.example === undefined ? '' : `<p class="example">Example: <code>${escape(JSON.stringify(schema.example))}</code></p>`
    return (
      `<section class="schema"><h4 id="schema-${name}">${escape(name)}</h4>${prose(schema.description)}` +
      `<p class="facts">${facts(schema).join(' · ')}</p>${example}${fields.join('')}</section>`
    )
  }

  function renderServers() {
    const rows = contract.servers.map(
      ({ url, description }) => `<tr><td>${escape(description)}</td><td><code>${escape(url)}</code></td></tr>`,
    )
    return scrolling(`<thead><tr><th>environment</th><th>base URL</th></tr></thead><tbody>${rows.join('')}</tbody>`)
  }

  function renderSecurity() {
    return Object.entries(contract.components.securitySchemes)
      .map(([name, scheme]) =>
        entry({ name, id: `security-${name}`, facts: [scheme.type, scheme.scheme], description: scheme.description }),
      )
      .join('')
  }

  function typeOf(schema) {
    if (schema.$ref) {
      const name = schema.$ref.split('/').at(-1)
      return `<a href="#schema-${name}">${name}</a>`
    }
    if (schema.oneOf && !schema.type) return schema.oneOf.map(typeOf).join(' or ')
    if (schema.type === 'array') return `array of ${typeOf(schema.items)}`
    return escape(schema.type ?? 'any') + (schema.format ? ` (${escape(schema.format)})` : '')
  }

  function facts(schema) {
    if (schema.$ref) return [typeOf(schema)]
    const found = [typeOf(schema)]
    const { minLength: least, maxLength: most } = schema
    if (least !== undefined || most !== undefined) {
      found.push(least === most ? `${most} characters` : least === undefined ? `at most ${most} characters` : `${least} to ${most} characters`)
    }
    if (schema.minimum !== undefined) found.push(`at least ${schema.minimum}`)
    if (schema.maximum !== undefined) found.push(`at most ${schema.maximum}`)
    if (schema.pattern) found.push(`pattern <code>${escape(schema.pattern)}</code>`)
    if (schema.enum) found.push(`one of ${schema.enum.map((value) => `<code>${escape(String(value))}</code>`).join(' ')}`)
    if (schema.nullable) found.push('may be null')
    if (schema.additionalProperties === false) found.push('no other fields')
    if (schema.additionalProperties === true) found.push('other fields are ignored')
    const alternatives = schema.oneOf?.filter(({ required }) => required).map(({ required }) => required.join(' and '))
    if (alternatives?.length > 0) found.push(`exactly one of ${alternatives.map((name) => `<code>${escape(name)}</code>`).join(' ')}`)
    return found
  }

  function entry({ name, id, facts, description, example }) {
    const shown = example === undefined ? '' : `<p class="example">Example: <code>${escape(typeof example === 'string' ? example : JSON.stringify(example))}</code></p>`
    return `<div class="entry" id="${escape(id)}"><p><b><code>${escape(name)}</code></b> <span class="facts">${facts.join(' · ')}</span></p>${prose(description)}${shown}</div>`
  }
}

function section(title, content) {
  return `<section><h3 id="${slug(title)}">${escape(title)}</h3>${content}</section>`
}

function copyable(title, text, id) {
  return (
    `<figure${id ? ` id="${escape(id)}"` : ''}><figcaption>${escape(title)} <button type="button">Copy</button></figcaption>` +
    `<pre tabindex="0"><code>${escape(text.trimEnd())}</code></pre></figure>`
  )
}

function scrolling(table) {
  return `<div class="scrolling" tabindex="0"><table>${table}</table></div>`
}

/** Links to the headings of the page. */
function contents(html) {
  const links = [...html.matchAll(/<h([2-4]) id="([^"]+)">(.*?)<\/h\1>/g)]
  return `<ul>${links.map(([, depth, id, text]) => `<li class="depth-${depth}"><a href="#${id}">${text.replaceAll(/<[^>]+>/g, '')}</a></li>`).join('')}</ul>`
}

function slug(text) {
  return text.toLowerCase().replaceAll(/<[^>]+>/g, '').replaceAll(/[^a-z0-9]+/g, '-')
}

function at(document, pointer) {
  return pointer
    .split('/')
    .slice(1)
    .reduce((node, name) => node?.[name.replaceAll('~1', '/').replaceAll('~0', '~')], document)
}

function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
