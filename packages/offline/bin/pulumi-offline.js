#!/usr/bin/env node
require("./requirements.js");
require("../dist/main.js");
