#!/usr/bin/env node
require("./requirements.js");
require("./memory.js");
require("../dist/main.js");
