document.addEventListener('click', async ({ target }) => {
  if (!(target instanceof HTMLButtonElement)) return
  const code = target.closest('figure').querySelector('code')
  try {
    await navigator.clipboard.writeText(code.textContent)
    target.textContent = 'Copied'
    setTimeout(() => (target.textContent = 'Copy'), 2000)
  } catch {
    // A page opened from a file may be denied the clipboard: the text is selected instead, ready for the keyboard.
    getSelection().selectAllChildren(code)
    target.textContent = 'Selected'
  }
})
