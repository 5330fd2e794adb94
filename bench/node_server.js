// The same answer from Node's http module: node node_server.js SOCKET
'use strict';

const http = require('http');

const server = http.createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/pipe') {
        response.writeHead(200, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': 21 });
        response.end('Hello over named pipe');
    } else {
        response.writeHead(404, { 'Content-Length': 0 });
        response.end();
    }
});
server.keepAliveTimeout = 0;
server.listen(process.argv[2]);
