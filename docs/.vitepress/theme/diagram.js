import { useData } from 'vitepress';
import { defineComponent, h, onMounted, ref, watch } from 'vue';

let count = 0;
/** Pages are rendered without diagrams: the browser alone can measure their texts. */
const load = import.meta.env.SSR ? undefined : () => import('mermaid');

/** The colours of docs/images: cli/handbook/diagrams/svg.ts. */
const LIGHT = {
  primaryColor: '#dbe7fb',
  primaryTextColor: '#1f2937',
  primaryBorderColor: '#4b5563',
  lineColor: '#4b5563',
  textColor: '#1f2937',
  edgeLabelBackground: '#ffffff',
};
const DARK = {
  darkMode: true,
  primaryColor: '#1e3a6b',
  primaryTextColor: '#e5e7eb',
  primaryBorderColor: '#b6bcc6',
  lineColor: '#b6bcc6',
  textColor: '#e5e7eb',
  edgeLabelBackground: '#1b1b1f',
};

/** A mermaid diagram of a page, drawn in the browser in the colours of the scheme; until then, and without scripts, its text. */
export const Diagram = defineComponent({
  props: { code: { type: String, required: true } },
  setup({ code }) {
    const { isDark } = useData();
    const svg = ref('');
    const text = decodeURIComponent(code);
    const draw = async () => {
      const { default: mermaid } = await load();
      mermaid.initialize({
        startOnLoad: false,
        securityLevel: 'strict',
        theme: 'base',
        themeVariables: isDark.value ? DARK : LIGHT,
        fontFamily: 'inherit',
        flowchart: { useMaxWidth: false },
      });
      svg.value = (await mermaid.render(`diagram-${count++}`, text)).svg;
    };
    onMounted(draw);
    watch(isDark, draw);
    return () =>
      svg.value === ''
        ? h('pre', { class: 'diagram' }, text)
        : h('figure', { class: 'diagram', role: 'img', tabindex: 0, 'aria-label': text, innerHTML: svg.value });
  },
});
