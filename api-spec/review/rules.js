// The rules that redocly.yaml switches on and that its configurable rules cannot express.

const CATEGORIES = new Set([10, 11, 20, 21, 22, 23, 30, 40, 45, 50, 60, 61, 70, 90, 99])

export default function contract() {
  return {
    id: 'contract',
    preprocessors: { oas3: { 'external-examples': externalExamples } },
    rules: {
      oas3: {
        description,
        example,
        'payload-file': payloadFile,
        'request-string-length': requestStringLength,
        'additional-properties': additionalProperties,
        'error-category': errorCategory,
      },
    },
  }
}

/**
 * Gives each payload file a media type of its own while the document is checked: Redocly validates the file behind a
 * media type's `example: {$ref}`, and reports lines of that file, but passes over an `externalValue`.
 */
function externalExamples() {
  return {
    MediaTypesMap: {
      leave(content, { resolve }) {
        for (const [mediaType, { schema, examples = {} }] of Object.entries(content)) {
          for (const [name, entry] of Object.entries(examples)) {
            const file = resolve(entry).node?.externalValue
            if (file && resolve({ $ref: file }).node !== undefined) {
              content[`${mediaType}; example=${name}`] = { schema, example: { $ref: file } }
            }
          }
        }
      },
    },
  }
}

function description() {
  const described = (name) => (node, { report, location }) => {
    if (!isText(node.description)) {
      report({ message: `Describe this ${name}: add a description.`, location: location.key() })
    }
  }
  // A parameter or a header speaks for its own schema; a branch with nothing but "required" needs no words.
  const owners = /\/(parameters|headers)\/[^/]+\/schema$/
  const schema = (node, context) => {
    if (!owners.test(context.location.pointer) && Object.keys(node).some((key) => key !== 'required')) {
      described('schema')(node, context)
    }
  }
  return {
    Info: described('contract'),
    Tag: described('tag'),
    Server: described('server'),
    Operation: described('operation'),
    Parameter: described('parameter'),
    RequestBody: described('request body'),
    Response: described('response'),
    Header: described('header'),
    SecurityScheme: described('security scheme'),
    Schema: schema,
  }
}

function example() {
  const exemplified = (name) => (node, { report, location }) => {
    if (node.example === undefined && Object.keys(node.examples ?? {}).length === 0) {
      report({ message: `Show how this ${name} looks: add an example.`, location: location.key() })
    }
  }
  return {
    Parameter: exemplified('parameter'),
    Header: exemplified('header'),
    MediaType: exemplified('body'),
    SchemaProperties(properties, { report, location, resolve }) {
      for (const [name, property] of Object.entries(properties)) {
        if (resolve(property).node?.example === undefined) {
          report({ message: `Show how ${name} looks: add an example.`, location: location.child(name).key() })
        }
      }
    },
  }
}

function payloadFile() {
  return {
    Example({ externalValue: file }, { report, location, resolve }) {
      if (file === undefined) return
      const { node, error } = resolve({ $ref: file })
      if (node === undefined) {
        const why = error?.originalError?.message ?? error?.message ?? 'it cannot be read'
        report({ message: `Correct the path or the file ${file}: ${why}`, location: location.child('externalValue') })
      }
    },
  }
}

function requestStringLength() {
  const check = (schema, location, context) => {
    const target = context.resolve(schema, location.source.absoluteRef)
    const node = target.node
    const place = schema.$ref ? target.location : location
    if (node === undefined) return
    if (node.type === 'string' && !node.enum) {
      for (const bound of ['minLength', 'maxLength'].filter((name) => node[name] === undefined)) {
        context.report({ message: `Bound this string of the request: add ${bound}.`, location: place.key() })
      }
    }
    for (const [name, property] of Object.entries(node.properties ?? {})) {
      check(property, place.child(['properties', name]), context)
    }
    if (node.items) check(node.items, place.child('items'), context)
    for (const combination of ['allOf', 'anyOf', 'oneOf']) {
      node[combination]?.forEach((part, index) => check(part, place.child([combination, index]), context))
    }
  }
  const start = (owner, context) => owner.schema && check(owner.schema, context.location.child('schema'), context)
  return { Parameter: start, RequestBody: { MediaType: start } }
}

function additionalProperties() {
  return {
    Schema(schema, { report, location }) {
      if ((schema.type === 'object' || schema.properties) && schema.additionalProperties === undefined) {
        report({
          message: 'Decide on unknown fields: add additionalProperties, false in a request and true in a response.',
          location: location.key(),
        })
      }
    },
  }
}

function errorCategory() {
  return {
    Response: {
      MediaType: {
        Example(entry, { report, location, resolve, key }) {
          const payload = entry.externalValue ? resolve({ $ref: entry.externalValue }).node : entry.value
          if (payload === undefined || payload?.success === true) return
          const category = entry['x-reason-category']
          if (!CATEGORIES.has(category)) {
            report({
              message: `Say which category this error belongs to: add x-reason-category, one of ${[...CATEGORIES].join(', ')}.`,
              location: location.key(),
            })
            return
          }
          for (const { code } of payload.reasons ?? []) {
            const shown = String(code)
            const carried = /^\d{6}(\d{2})$/.exec(shown)?.[1] ?? (shown === '70' ? '70' : undefined)
            if (carried !== undefined && Number(carried) !== category) {
              report({
                message: `Make code ${code} and x-reason-category ${category} agree: the code carries category ${carried}.`,
                location: location.child('x-reason-category'),
              })
            }
          }
        },
      },
    },
  }
}

function isText(value) {
  return typeof value === 'string' && value.trim() !== ''
}
