import DefaultTheme from 'vitepress/theme';
import './colors.css';
import './pictures.css';
import './layout.css';
import { Diagram } from './diagram.js';

export default { extends: DefaultTheme, enhanceApp: ({ app }) => app.component('Diagram', Diagram) };
