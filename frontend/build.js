// Builds each entry by itself into minqing/static/built. No chunks are shared: Django's manifest storage puts the content hash into
// the names, which it does for what templates name ({% static 'built/desk.css' %}), not for imports between scripts.
import { rm } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { build } from 'vite'

const here = name => fileURLToPath(new URL(name, import.meta.url))
const out = here('../minqing/static/built')
const browsers = ['chrome87', 'safari14']

await rm(out, { recursive: true, force: true })
for (const entry of ['desk', 'public', 'charts', 'room']) {
  await build({
    root: here('.'),
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    build: {
      outDir: out,
      emptyOutDir: false,
      modulePreload: false,
      target: browsers,
      cssTarget: browsers,
      assetsInlineLimit: 4096,
      chunkSizeWarningLimit: 600,
      rollupOptions: {
        input: { [entry]: here(`src/${entry}.js`) },
        output: { entryFileNames: '[name].js', assetFileNames: '[name][extname]', codeSplitting: false },
        // htmx holds one eval for hx-on and js: values; pages switch it off (allowEval: false) and the CSP forbids it.
        checks: { pluginTimings: false },
        onwarn: (warning, say) => warning.code !== 'EVAL' && say(warning),
      },
    },
  })
}
