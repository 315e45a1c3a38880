require('./run.js')('restore.sh');
