#!/usr/bin/env node
import { launch } from '../bin/launch.js';

await launch('eden');
