require('./run.js')('remove.sh');
