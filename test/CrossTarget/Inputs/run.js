// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
// Calls run() of a module without imports; exit code 1 names the failed check.
const fs = require('fs');
WebAssembly.instantiate(fs.readFileSync(process.argv[2])).then(({instance}) => {
  const bad = instance.exports.run();
  console.log(bad ? `check ${bad} is wrong` : 'all checks right');
  process.exit(bad ? 1 : 0);
});
