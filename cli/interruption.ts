/** Ctrl-C once: stop reading and write what there is. Twice: stop at once. */
export function interruption(): { readonly requested: boolean } {
  const state = { requested: false }
  process.on("SIGINT", () => {
    if (state.requested) process.exit(130)
    state.requested = true
    process.stderr.write("\nstopping; press Ctrl-C again to stop at once\n")
  })
  return state
}
