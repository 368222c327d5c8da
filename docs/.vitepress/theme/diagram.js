import { useData } from 'vitepress';
import { defineComponent, h, onMounted, ref, watch } from 'vue';

let count = 0;
/** Pages are rendered without diagrams: the browser alone can measure their texts. */
const load = import.meta.env.SSR ? undefined : () => import('mermaid');

/** A mermaid diagram of a page, drawn in the browser in the colours of the scheme; until then, and without scripts, its text. */
export const Diagram = defineComponent({
  props: { code: { type: String, required: true } },
  setup({ code }) {
    const { isDark } = useData();
    const svg = ref('');
    const text = decodeURIComponent(code);
    const draw = async () => {
      const { default: mermaid } = await load();
      mermaid.initialize({ startOnLoad: false, securityLevel: 'strict', theme: isDark.value ? 'dark' : 'neutral' });
      svg.value = (await mermaid.render(`diagram-${count++}`, text)).svg;
    };
    onMounted(draw);
    watch(isDark, draw);
    return () =>
      svg.value === ''
        ? h('pre', { class: 'diagram' }, text)
        : h('figure', { class: 'diagram', role: 'img', 'aria-label': text, innerHTML: svg.value });
  },
});
