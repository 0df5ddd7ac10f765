import { homedir } from "node:os"
import { isAbsolute, join } from "node:path"

/** The folder for what can be computed again: where the user says, or where the platform keeps such things. */
export function cacheFolder(env: NodeJS.ProcessEnv, platform: NodeJS.Platform, home = homedir()): string {
  const { SLUICE_CACHE_DIR: own, XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = env
  if (own !== undefined && own !== "") return own
  // A relative path is to be ignored, says the specification.
  if (xdg !== undefined && isAbsolute(xdg)) return join(xdg, "sluice")
  if (platform === "win32") return join(local ?? join(home, "AppData", "Local"), "sluice", "cache")
  return platform === "darwin" ? join(home, "Library", "Caches", "sluice") : join(home, ".cache", "sluice")
}
